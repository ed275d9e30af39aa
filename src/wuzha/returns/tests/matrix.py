"""Who gets which address of a return."""

from typing import Any

import pytest

from wuzha.organisation.models import Person
from wuzha.returns import actions
from wuzha.returns.tests.make import (
    ANNOUNCED,
    CITY_PAPER,
    FREEZE_CENTS,
    OPENED,
    OVER,
    case_of,
    claimed,
    freeze_of,
)

GONE = {"*": 404, "stranger": 302}
SEERS = {"lin": 200, "luo": 200, "wei": 200, "su": 200, "zhou": 200, **GONE}
BANK = {"qiao": 200, "ding": 200}
PREPARERS = {"lin": 200, "wei": 200, "su": 200, **GONE}
COUNTY_POLICE = {"wei": 200, **GONE}
# A paper shows everything, so that those who only see the case get none.
READERS = {**PREPARERS, "luo": 403, "zhou": 403}
MATRIX: dict[str, dict[str, int]] = {
    "returns": {**SEERS, **BANK, "other_su": 200},
    "return_new": PREPARERS,
    "return": {**SEERS, **BANK},
    "return_way": PREPARERS,
    "return_notice": COUNTY_POLICE,
    "return_notice_back": COUNTY_POLICE,
    "return_notice_paper": READERS,
    "return_report": READERS,
    "return_decide": COUNTY_POLICE,
    "return_withdraw": PREPARERS,
    "return_claim_find": PREPARERS,
    "return_claim_new": PREPARERS,
    "return_objection": PREPARERS,
    "return_objection_answer": COUNTY_POLICE,
    "return_claim": PREPARERS,
    "return_claim_account": COUNTY_POLICE,
    "return_paid": {**BANK, **GONE},
    "return_failed": {**BANK, **GONE},
    "return_paper": {**READERS, **BANK},
}
POST_ONLY: dict[str, dict[str, int]] = {
    "return_claim_withdraw": {"lin": 302, "wei": 302, "su": 302, **GONE},
    # It stands, so that there is nothing to restore.
    "return_claim_restore": {"lin": 409, "wei": 409, "su": 409, **GONE},
}
ACCOUNTS = [f"62220200000001{number:04}" for number in range(4)]


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    """Four accounts: none begun, applied for, announced, decided."""
    request.getfixturevalue("branch")
    freezes = [_frozen(account, cast, request) for account in ACCOUNTS]
    collecting, announced, decided = (_applied(one, cast) for one in freezes[1:])
    actions.publish_notice(
        returning=announced, place="网站", at=ANNOUNCED, by=cast["wei"]
    )
    objection = actions.receive_objection(
        returning=announced, name="何某", phone="", text="…", at=OVER, by=cast["su"]
    )
    actions.choose_way(returning=decided, way="single", reason="", by=cast["su"])
    actions.decide_return(
        returning=decided, approval=CITY_PAPER, at=OVER, by=cast["wei"]
    )
    claim, paid = collecting.claims.get(), decided.claims.get()
    actions.report_failure(claim=paid, reason="已销户", at=OVER, by=cast["qiao"])
    of_claim = dict.fromkeys(
        ("return_claim", "return_claim_withdraw", "return_claim_restore"), (claim.pk,)
    )
    answered = ("return_claim_account", "return_paid", "return_failed")
    begun = ("return_way", "return_notice", "return_report", "return_withdraw")
    on_notice = ("return_notice_back", "return_notice_paper", "return_objection")
    return {
        "return_new": (freezes[0].pk,),
        "return": (decided.pk,),
        "return_decide": (announced.pk,),
        "return_claim_find": (collecting.pk,),
        "return_claim_new": (collecting.pk, claim.incident_id),
        "return_objection_answer": (objection.pk,),
        "return_paper": (paid.pk, "decision"),
        **dict.fromkeys(begun, (collecting.pk,)),
        **dict.fromkeys(on_notice, (announced.pk,)),
        **dict.fromkeys(answered, (paid.pk,)),
        **of_claim,
    }


def _frozen(account: str, cast: dict[str, Person], request: Any) -> Any:
    station = request.getfixturevalue("station")
    case = case_of("柳青青", 8_000_000, unit=station, by=cast["su"], account=account)
    return freeze_of(case, police=cast["su"], bank=cast["qiao"], decider=cast["wei"])


def _applied(freeze: Any, cast: dict[str, Person]) -> Any:
    su = cast["su"]
    made = actions.open_round(
        freeze=freeze, available_cents=FREEZE_CENTS, at=OPENED, by=su
    )
    claimed(made, freeze.order.incident, by=su)
    actions.choose_way(returning=made, way="pro_rata", reason="混同", by=su)
    made.refresh_from_db()
    return made
