"""Who gets which address of a bank's accounts."""

from typing import Any

import pytest

from wuzha.accounts.actions.suspicions import look_at_suspicion, report_suspicion
from wuzha.accounts.tests.made import suspicion
from wuzha.organisation.models import Person, Unit

GONE = {"*": 404, "stranger": 302}
BRANCH = {"qiao": 200, "ding": 200, **GONE}
# The station of the place, and the county's police.
HANDLERS = {"wei": 200, "su": 200, **GONE}
MATRIX: dict[str, dict[str, int]] = {
    "accounts:suspicions": {**BRANCH, **HANDLERS, "other_su": 200},
    "accounts:suspicion_new": BRANCH,
    "accounts:suspicion": {**BRANCH, **HANDLERS},
    **{
        f"accounts:suspicion_{deed}": HANDLERS
        for deed in ("warn", "open_case", "close", "reveal")
    },
}
POST_ONLY: dict[str, dict[str, int]] = {
    "accounts:suspicion_look": {"wei": 409, "su": 409, **GONE}
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    branch: Unit = request.getfixturevalue("branch")
    kept = report_suspicion(suspicion=suspicion(), branch=branch, by=cast["ding"])
    look_at_suspicion(suspicion=kept, by=cast["su"])
    return {
        **{
            f"accounts:suspicion{deed}": (kept.pk,)
            for deed in ("", "_look", "_warn", "_open_case", "_close")
        },
        "accounts:suspicion_reveal": (kept.pk, "holder_phone"),
    }
