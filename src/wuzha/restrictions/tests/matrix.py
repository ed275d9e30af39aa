"""Who gets which address of the register."""

from typing import Any

import pytest

from wuzha.organisation.models import Person
from wuzha.restrictions.actions.appeals import receive_appeal
from wuzha.restrictions.actions.restrictions import enter_restriction
from wuzha.restrictions.tests.made import decision

POLICE = {"wei": 200, "*": 404, "stranger": 302}
CHECKERS = {**dict.fromkeys(("wei", "su", "other_su", "qiao", "ding"), 200)}
VIEWS = (
    *("list", "new", "export", "restriction", "told", "lift", "withdraw", "end_told"),
    *("paper", "reveal", "appeal_new", "appeal"),
    *("import_decisions", "import_decisions_template", "import_decisions_mapping"),
)
MATRIX: dict[str, dict[str, int]] = {
    **{f"restrictions:{view}": POLICE for view in VIEWS},
    "restrictions:check": {**CHECKERS, "*": 404, "stranger": 302},
    "restrictions:import_decisions_run": {"*": 404, "stranger": 302},
}
POST_ONLY: dict[str, dict[str, int]] = {
    f"restrictions:import_decisions_{verb}": {"*": 404, "stranger": 302}
    for verb in ("confirm", "undo", "discard")
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    wei = cast["wei"]
    kept = enter_restriction(entry=decision(), by=wei)
    appeal = receive_appeal(
        restriction=kept,
        appellant="示例甲",
        reason="卡被盗用",
        made_on=kept.starts_on,
        by=wei,
    )
    one = ("restriction", "told", "lift", "withdraw", "end_told", "appeal_new")
    return {
        **{f"restrictions:{view}": (kept.pk,) for view in one},
        "restrictions:paper": (kept.pk, "notice"),
        "restrictions:reveal": (kept.pk, "identity"),
        "restrictions:appeal": (appeal.pk,),
        **{
            f"restrictions:import_decisions_{verb}": (1,)
            for verb in ("run", "confirm", "undo", "discard")
        },
    }
