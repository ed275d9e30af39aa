"""Who gets which address of monitoring."""

from typing import Any

import pytest

from wuzha.accounts.actions.bank_accounts import keep_account
from wuzha.accounts.actions.look_backs import start_look_back_on
from wuzha.accounts.states import Ground
from wuzha.accounts.tests.made import TOLD
from wuzha.monitoring.actions.checks import hand_over_hit
from wuzha.monitoring.models import ScoreVersion
from wuzha.monitoring.tests.made import MULE, make_hit, raise_for
from wuzha.organisation.models import Person

SEES = {"lin": 200, "wei": 200, "zhou": 200, "*": 404, "stranger": 302}
# A branch's: the station has one of its own.
ASKED = {**SEES, "qiao": 200}
WRITES = {**SEES, "lin": 403, "wei": 403}
RELEASES = {**SEES, "lin": 403}
MATRIX: dict[str, dict[str, int]] = {
    # A list is empty for whoever sees none.
    "monitoring:hits": {"*": 200, "stranger": 302},
    "monitoring:export": {"*": 200, "stranger": 302},
    "monitoring:hit": SEES,
    "monitoring:confirm": SEES,
    "monitoring:dismiss": SEES,
    "monitoring:holder": SEES,
    "monitoring:open_incident": SEES,
    "monitoring:hand_over": SEES,
    "monitoring:checks": {**ASKED, "su": 200, "other_su": 200},
    "monitoring:check": ASKED,
    "monitoring:check_reveal": ASKED,
    "monitoring:runs": {"*": 200, "stranger": 302},
    "monitoring:run": SEES,
    "monitoring:rules": SEES,
    "monitoring:rule": SEES,
    "monitoring:rule_version": SEES,
    "monitoring:new_rule": WRITES,
    "monitoring:edit_rule": WRITES,
    "monitoring:put_on_trial": WRITES,
    "monitoring:put_in_force": RELEASES,
    "monitoring:retire_rule": RELEASES,
    "monitoring:roll_back_rule": RELEASES,
    "monitoring:new_run": {"zhou": 200, "*": 403, "stranger": 302},
}
MATRIX |= {
    "monitoring:scores": SEES,
    "monitoring:new_score": WRITES,
    "monitoring:score": SEES,
    "monitoring:put_score_in_force": RELEASES,
}
MATRIX["monitoring:look_back_test"] = {"qiao": 200, "*": 404, "stranger": 302}
POST_ONLY = {
    # Not confirmed.
    "monitoring:look_back": {"wei": 409, "*": 404, "stranger": 302},
    "monitoring:test_score": {
        "lin": 403, "wei": 403, "zhou": 302, "*": 404, "stranger": 302,
    },
    # Not in force.
    "monitoring:roll_back_score": {
        "lin": 403, "wei": 409, "zhou": 409, "*": 404, "stranger": 302,
    },
    "monitoring:look_back_search": {"wei": 302, "*": 404, "stranger": 302},
    # No transfers are kept yet, so that there is nothing to test on.
    "monitoring:test_rule": {
        "lin": 403, "wei": 403, "zhou": 409, "*": 404, "stranger": 302,
    },
    # Sees it, may not review it.
    "monitoring:take_back": {
        "lin": 403, "wei": 409, "zhou": 409, "*": 404, "stranger": 302,
    },
}  # fmt: skip


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    hit = make_hit(request.getfixturevalue("county"), by=cast["zhou"])
    raised = raise_for(hit, by=cast["zhou"])
    mule = make_hit(request.getfixturevalue("county"), by=cast["zhou"], side="mule")
    branch = request.getfixturevalue("branch")
    check, _police = hand_over_hit(hit=mule, branch=branch, by=cast["zhou"])
    version = ("fast_in_fast_out", 1)
    of_rules = ("rule_version", "edit_rule", "test_rule", "put_on_trial")
    of_releases = ("put_in_force", "retire_rule", "roll_back_rule")
    kept = keep_account(account=MULE, facts=TOLD, branch=branch, by=cast["qiao"])
    looked = start_look_back_on(
        account=kept.account,
        branch=branch,
        ground=Ground.HIT,
        began_with=mule.number,
        known_at=mule.at,
        by=cast["wei"],
    )
    score = ScoreVersion.objects.create(
        digest="0" * 64,
        card={"transfers": 9000, "illicit": 40},
        content=b"",
        added_by=cast["zhou"],
        added_at=mule.at,
    )
    of_scores = ("score", "test_score", "put_score_in_force", "roll_back_score")
    views = ("hit", "confirm", "dismiss", "holder", "take_back")
    return {
        **{f"monitoring:{view}": (hit.pk,) for view in views},
        **{f"monitoring:{view}": version for view in (*of_rules, *of_releases)},
        **{f"monitoring:{view}": (score.pk,) for view in of_scores},
        "monitoring:rule": version[:1],
        "monitoring:hand_over": (hit.pk,),
        "monitoring:look_back": (hit.pk,),
        "monitoring:look_back_search": (looked.pk,),
        "monitoring:look_back_test": (looked.pk,),
        "monitoring:check": (check.pk,),
        "monitoring:check_reveal": (check.pk, "account"),
        "monitoring:open_incident": (raised.pk,),
        "monitoring:run": (hit.run.pk,),
    }
