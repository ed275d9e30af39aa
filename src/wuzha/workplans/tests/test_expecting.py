"""The first report that a new plan asks for, by the hour at which it is confirmed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from wuzha.lib.periods import SHANGHAI
from wuzha.organisation.models import Person, Unit
from wuzha.reading.plan import Duty
from wuzha.workplans import actions
from wuzha.workplans.tests import make

# A Friday.
BEFORE = datetime(2026, 11, 27, 15, tzinfo=SHANGHAI)
AFTER = datetime(2026, 11, 27, 18, tzinfo=SHANGHAI)
TWICE = {"yearday": ("XXXX-06-20", "XXXX-12-20")}
# Cadence, days, time; what is owed first by who is asked before it is due, and after.
ASKED = {
    "每天": ("day", {}, "16:00", "11-27 to 11-27", "11-28 to 11-28"),
    "每天下班前": ("day", {}, None, "11-27 to 11-27", "11-28 to 11-28"),
    "每周五": ("week", {"weekday": (5,)}, "16:00", "11-21 to 11-27", "11-28 to 12-04"),
    "每周二五": (
        "week",
        {"weekday": (2, 5)},
        "16:00",
        "11-25 to 11-27",
        "11-28 to 12-01",
    ),
    "每周": ("week", {}, None, "11-23 to 11-29", "11-23 to 11-29"),
    "每周一报上周": (
        "week",
        {"weekday": (1,)},
        "16:00",
        "11-23 to 11-29",
        "11-23 to 11-29",
    ),
    "每月27日": (
        "month",
        {"monthday": (27,)},
        "16:00",
        "10-28 to 11-27",
        "11-28 to 12-27",
    ),
    # The 28th is a Saturday: due on the Friday before.
    "每月28日": (
        "month",
        {"monthday": (28,)},
        "16:00",
        "10-29 to 11-28",
        "11-29 to 12-28",
    ),
    "每月5日报上月": (
        "month",
        {"monthday": (5,)},
        "16:00",
        "11-01 to 11-30",
        "11-01 to 11-30",
    ),
    "每季度": ("quarter", {}, None, "10-01 to 12-31", "10-01 to 12-31"),
    "全年两次": ("half_year", TWICE, None, "06-21 to 12-20", "06-21 to 12-20"),
}


@pytest.mark.parametrize("confirmed_at", [BEFORE, AFTER])
def test_the_first_report_owed_falls_due_after_the_plan_is_confirmed(
    confirmed_at: datetime, county: Unit, village: Unit, bureau: Unit,
    lin: Person, luo: Person, clockwork: Person, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: confirmed_at)
    duties = tuple(
        replace(
            Duty(
                make.span(make.WEEKLY), text, "report", per, 1, (), (), time,
                "县反诈中心", ("各镇街",), ("cadence",),
            ),
            **days,
        )
        for text, (per, days, time, *_) in ASKED.items()
    )  # fmt: skip
    plan = make.confirmed(county, lin, make.plan(duties=duties), chief=luo)
    first = {}
    for duty in plan.duties.all():
        until = confirmed_at + timedelta(days=10)
        actions.make_reports(duty=duty, until=until, by=clockwork)
        owed = duty.reports.order_by("due_at")[0]
        first[duty.text] = f"{owed.first:%m-%d} to {owed.last:%m-%d}"
        assert owed.due_at > confirmed_at
    side = -2 if confirmed_at == BEFORE else -1
    assert first == {text: asked[side] for text, asked in ASKED.items()}
