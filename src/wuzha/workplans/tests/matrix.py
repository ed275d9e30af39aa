"""Who gets which address of the plans."""

from typing import Any

import pytest

from wuzha.organisation.models import Person
from wuzha.workplans.models import UnitMatch
from wuzha.workplans.tests import make

GONE = {"*": 404, "stranger": 302}
# Sees plans somewhere; this one is the county's.
LISTERS = {**dict.fromkeys(("lin", "luo", "wei", "tan"), 200), **GONE}
SEERS = {**dict.fromkeys(("lin", "luo", "wei"), 200), **GONE}
EDITORS = {"lin": 200, **GONE}
MATRIX: dict[str, dict[str, int]] = {
    "plans": LISTERS,
    "plan_new": {"lin": 200, "tan": 200, **GONE},
    "plan": SEERS,
    "plan_describe": EDITORS,
    "plan_original": SEERS,
    "plan_units": SEERS,
    "plan_unit": EDITORS,
    # Without a passage of the text there is nothing to make an item of.
    "plan_item_new": GONE,
    "plan_item_correct": EDITORS,
    "plan_item_split": EDITORS,
    "plan_item_join": EDITORS,
}
DONE = {"lin": 302, **GONE}
POST_ONLY: dict[str, dict[str, int]] = {
    "plan_accept": DONE,
    "plan_item_accept": DONE,
    "plan_item_reject": DONE,
    # Nothing has been made of it yet.
    "plan_item_restore": {"lin": 409, **GONE},
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    plan = make.uploaded(request.getfixturevalue("county"), cast["lin"])
    task = make.item_of(plan, "张贴海报")
    match = UnitMatch.objects.filter(item__plan=plan)[0]
    item = (task.pk,)
    return {
        **dict.fromkeys(
            ("plan", "plan_describe", "plan_original", "plan_units", "plan_item_new"),
            (plan.pk,),
        ),
        "plan_unit": (plan.pk, match.pk),
        "plan_accept": (plan.pk, "duty"),
        **dict.fromkeys(
            ("plan_item_correct", "plan_item_split", "plan_item_join"), item
        ),
        **dict.fromkeys(
            ("plan_item_accept", "plan_item_reject", "plan_item_restore"), item
        ),
    }
