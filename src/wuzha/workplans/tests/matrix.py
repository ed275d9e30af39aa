"""Who gets which address of the plans."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from wuzha.organisation.models import Person
from wuzha.workplans.models import ExpectedReport, Extension, Task, UnitMatch
from wuzha.workplans.tests import make, playbooks

GONE = {"*": 404, "stranger": 302}
# Sees plans somewhere; this one is the county's.
LISTERS = {**dict.fromkeys(("lin", "luo", "wei", "tan"), 200), **GONE}
SEERS = {**dict.fromkeys(("lin", "luo", "wei"), 200), **GONE}
EDITORS = {"lin": 200, **GONE}
# Whoever has tasks somewhere.
WORKERS = {
    **dict.fromkeys(("lin", "luo", "wei", "su", "hong", "tan", "qiao"), 200),
    **dict.fromkeys(("other_su", "other_hong"), 200),
    **GONE,
}
# The task of the town: who sees it, who works there, who is above.
TOWNS = {**dict.fromkeys(("lin", "luo", "wei", "su", "tan"), 200), **GONE}
DOERS = {**dict.fromkeys(("lin", "wei", "su", "tan"), 200), **GONE}
ABOVE = {**dict.fromkeys(("lin", "luo"), 200), **GONE}
MATRIX: dict[str, dict[str, int]] = {
    "plans": LISTERS,
    "plan_new": {"lin": 200, "tan": 200, **GONE},
    "plan": SEERS,
    "plan_describe": EDITORS,
    "plan_original": SEERS,
    "plan_units": SEERS,
    "plan_unit": EDITORS,
    "plan_twice": SEERS,
    # Without a passage of the text there is nothing to make an item of.
    "plan_item_new": GONE,
    "plan_coverage": SEERS,
    "plan_compare": SEERS,
    "plan_confirm": {"luo": 200, **GONE},
    "plan_withdraw": {"luo": 200, **GONE},
    "plan_item_correct": EDITORS,
    "plan_item_split": EDITORS,
    "plan_item_join": EDITORS,
    "tasks": WORKERS,
    "task": TOWNS,
    "task_block": DOERS,
    "task_done": DOERS,
    "task_extend": DOERS,
    "task_pass_on": DOERS,
    "task_return": ABOVE,
    "duties": WORKERS,
    # Of the other town it asks the same.
    "duty": {**TOWNS, "other_su": 200},
    "duty_cadence": {"luo": 200, **GONE},
    **playbooks.MATRIX,
}
DONE = {"lin": 302, **GONE}
POST_ONLY: dict[str, dict[str, int]] = {
    "plan_accept": DONE,
    "plan_item_accept": DONE,
    "plan_item_reject": DONE,
    # Nothing has been made of it yet.
    "plan_item_restore": {"lin": 409, **GONE},
    # Nothing else says the same.
    "plan_keep_duties": DONE,
    "plan_item_keep_one": {"lin": 409, **GONE},
    "plan_item_keep_all": {"lin": 409, **GONE},
    "plan_item_part": {"lin": 409, **GONE},
    # The first begins it; to the others it is begun already.
    "task_start": {"lin": 302, "wei": 409, "su": 409, "tan": 409, **GONE},
    # Nothing has been reported yet.
    "task_accept": {"lin": 409, "luo": 409, **GONE},
    "task_urge": {"lin": 302, "luo": 302, **GONE},
    "extension_decide": {"lin": 302, "luo": 409, **GONE},
    "expected_report_waive": {"lin": 302, "luo": 409, **GONE},
    **playbooks.POST_ONLY,
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    county, town = (request.getfixturevalue(name) for name in ("county", "town"))
    running = make.confirmed(
        county,
        cast["lin"],
        make.plan(tasks=(make.posters(units=("各镇街",), due="2099-12-31"),)),
        chief=cast["luo"],
    )
    of_town = Task.objects.get(plan=running, unit=town)
    asked = Extension.objects.create(
        task=of_town,
        until=date(2100, 1, 31),
        reason="下雨",
        asked_by=cast["tan"],
        asked_at=timezone.now(),
    )
    report = ExpectedReport.objects.filter(unit=town)[0]
    plan = make.uploaded(county, cast["lin"])
    task = make.item_of(plan, "张贴海报")
    match = UnitMatch.objects.filter(item__plan=plan)[0]
    item = (task.pk,)
    return {
        **playbooks.arguments(county, cast["lin"], cast["luo"]),
        **dict.fromkeys(
            (
                "plan",
                "plan_describe",
                "plan_original",
                "plan_units",
                "plan_item_new",
                "plan_twice",
            ),
            (plan.pk,),
        ),
        **dict.fromkeys(("plan_confirm", "plan_withdraw"), (plan.pk,)),
        **dict.fromkeys(
            ("task", "task_block", "task_done", "task_extend", "task_pass_on"),
            (of_town.pk,),
        ),
        **dict.fromkeys(
            ("task_return", "task_start", "task_accept", "task_urge"), (of_town.pk,)
        ),
        "extension_decide": (asked.pk,),
        **dict.fromkeys(("duty", "duty_cadence"), (report.duty_id,)),
        "expected_report_waive": (report.pk,),
        "plan_coverage": (running.pk,),
        "plan_compare": (plan.pk, running.pk),
        "plan_unit": (plan.pk, match.pk),
        "plan_keep_duties": (plan.pk,),
        "plan_accept": (plan.pk, "duty"),
        **dict.fromkeys(
            ("plan_item_correct", "plan_item_split", "plan_item_join"), item
        ),
        **dict.fromkeys(
            ("plan_item_accept", "plan_item_reject", "plan_item_restore"), item
        ),
        **dict.fromkeys(
            ("plan_item_keep_one", "plan_item_keep_all", "plan_item_part"), item
        ),
    }
