"""Who gets which address of the reports."""

from typing import Any

import pytest

from wuzha.organisation.models import Person
from wuzha.reports import actions
from wuzha.reports.tests import test_register
from wuzha.workplans.models import Duty, ExpectedReport
from wuzha.workplans.tests import make

GONE = {"*": 404, "stranger": 302}
SEERS = {**dict.fromkeys(("lin", "luo", "wei"), 200), **GONE}
# Whoever has tasks somewhere.
WORKERS = {
    **dict.fromkeys(("lin", "luo", "wei", "su", "hong", "tan", "qiao"), 200),
    **dict.fromkeys(("other_su", "other_hong"), 200),
    **GONE,
}
DOERS = {**dict.fromkeys(("lin", "wei", "su", "tan"), 200), **GONE}
TOWNS = {**dict.fromkeys(("lin", "luo", "wei", "su", "tan"), 200), **GONE}
WRITERS = {**dict.fromkeys(("lin", "luo", "tan"), 200), **GONE}
SETTERS = {"guan": 200, **GONE}
MATRIX: dict[str, dict[str, int]] = {
    # The address of the table names no unit.
    "figure_rows": GONE,
    "plan_targets": SEERS,
    "reports": WORKERS,
    "completeness": WORKERS,
    "owed_reports": WORKERS,
    "report_correct": DOERS,
    "askings": WORKERS,
    "asking": WORKERS,
    "asking_complain": WORKERS,
    "complaints": WORKERS,
    "burden": WORKERS,
    "asking_new": {"lin": 200, "tan": 200, **GONE},
    "asking_field": {"lin": 200, **GONE},
    # What is kept elsewhere has no figures.
    "asking_figures": GONE,
    "asking_end": {"lin": 200, **GONE},
    "complaint_answer": {"lin": 200, "luo": 200, **GONE},
    "expected_report": TOWNS,
    "report_word": TOWNS,
    "report_excel": TOWNS,
    "papers": WRITERS,
    # The address says neither which paper nor of whom.
    "paper_word": GONE,
    "paper_excel": GONE,
    "paper_templates": SETTERS,
    "paper_template": SETTERS,
    "paper_template_file": SETTERS,
    "paper_template_preview": SETTERS,
    # Nothing lies before anybody yet, nor was anything accepted.
    "report_issued": GONE,
    "report_give_back": GONE,
}
TEMPLATE = ("", "_file", "_preview", "_back")
ASKING = ("asking", "asking_complain", "asking_field", "asking_end", "asking_figures")
POST_ONLY: dict[str, dict[str, int]] = {
    "report_accept": GONE,
    # The shipped ones are in use.
    "paper_template_back": {"guan": 409, **GONE},
    "asking_field_drop": {"lin": 302, **GONE},
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    county = request.getfixturevalue("county")
    for place in ("village", "other_grid", "branch"):
        request.getfixturevalue(place)
    plan = make.confirmed(county, cast["lin"], chief=cast["luo"])
    town = request.getfixturevalue("town")
    owed = ExpectedReport.objects.filter(unit=town)
    owed.update(state="waiting", done_at=None)
    Duty.objects.update(figure_key="met")
    key = owed.latest("last").pk
    asking = test_register.asked(county, cast["lin"])
    field = test_register.field(asking, cast["lin"])
    complaint = actions.complain(
        asking=asking, words="重复", anonymous=True, by=cast["hong"]
    )
    return {
        **{f"paper_template{end}": ("weekly",) for end in TEMPLATE},
        "expected_report": (key,),
        "report_word": (key,),
        "report_issued": (key, 1),
        "report_excel": (key,),
        **dict.fromkeys(ASKING, (asking.pk,)),
        "asking_field_drop": (asking.pk, field.pk),
        "complaint_answer": (complaint.pk,),
        "figure_rows": ("met",),
        "plan_targets": (plan.pk,),
        "report_correct": (key, "met"),
        "report_give_back": (key,),
        "report_accept": (key,),
    }
