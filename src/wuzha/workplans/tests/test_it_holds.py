"""A year of changes: units end and merge, cadences change, a plan is withdrawn. What
was reported or missed keeps its values, and nobody owes a thing twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import MakeUnit
from wuzha.clocks.models import Clock
from wuzha.organisation.actions.successions import merge_units
from wuzha.organisation.actions.units import close_unit
from wuzha.organisation.models import Person, Unit
from wuzha.reading.plan import Duty as ReadDuty
from wuzha.workplans import actions
from wuzha.workplans.figures import (
    completeness,
    completeness_within,
    reports_within,
)
from wuzha.workplans.jobs import ask_for_reports
from wuzha.workplans.models import Duty, ExpectedReport, WorkPlan
from wuzha.workplans.states import ReportState
from wuzha.workplans.tests import make

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]

BEGINS = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)
CADENCES: tuple[dict[str, Any], ...] = (
    {"per": "week", "weekday": (1,)},
    {"per": "week", "weekday": (5,)},
    {"per": "half_month"},
    {"per": "month", "monthday": (5,)},
    {"per": "month", "monthday": (13, 28)},
    {"per": "month"},
    {"per": "quarter"},
)
DEEDS = st.one_of(
    st.tuples(st.just("days"), st.integers(1, 40)),
    st.tuples(st.just("report"), st.integers(0, 30)),
    st.tuples(st.just("zero"), st.integers(0, 30)),
    st.tuples(st.just("waive"), st.integers(0, 30)),
    st.tuples(st.just("close"), st.integers(0, 5)),
    st.tuples(st.just("merge"), st.integers(0, 5)),
    st.tuples(st.just("cadence"), st.integers(0, len(CADENCES) - 1)),
    st.tuples(st.just("withdraw"), st.just(0)),
)


@dataclass
class Year:
    """What happens, and what has been seen of it so far."""

    people: dict[str, Person]
    plan: WorkPlan
    now: list[datetime]
    merged: int = 0
    seen: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    def do(self, deed: str, number: int) -> None:
        getattr(self, f"_{deed}")(number)
        ask_for_reports(by=self.people["clockwork"])

    def _days(self, number: int) -> None:
        self.now[0] += timedelta(days=number)

    def _report(self, number: int, *, zero: bool = False) -> None:
        if report := self._waiting(number):
            actions.report_duty(report=report, zero=zero, by=self.people["lin"])

    def _zero(self, number: int) -> None:
        self._report(number, zero=True)

    def _waive(self, number: int) -> None:
        if report := self._waiting(number):
            by = self.people["lin"]
            actions.waive_report(report=report, reason="不用报", by=by)

    def _close(self, number: int) -> None:
        if unit := self._village(number):
            close_unit(unit=unit, on=timezone.localdate(), by=self.people["guan"])

    def _merge(self, number: int) -> None:
        one, other = self._village(number), self._village(number + 1)
        if one and other and one != other:
            self.merged += 1
            merge_units(
                units=[one, other],
                name=f"联合{self.merged}村",
                code="",
                on=timezone.localdate(),
                by=self.people["guan"],
            )

    def _cadence(self, number: int) -> None:
        duty = Duty.objects.in_force().select_related("plan__unit").first()
        plain: dict[str, Any] = {"weekday": (), "monthday": ()}
        if duty is None:
            return
        facts = replace(duty.facts, **(plain | CADENCES[number]))
        if facts != duty.facts:
            by = self.people["luo"]
            actions.change_cadence(duty=duty, facts=facts, reason="会议", by=by)

    def _withdraw(self, number: int) -> None:
        self.plan.refresh_from_db()
        if self.plan.ended_at is None:
            by = self.people["luo"]
            actions.withdraw_plan(plan=self.plan, reason="另有部署", by=by)

    def _waiting(self, number: int) -> ExpectedReport | None:
        rows = list(ExpectedReport.objects.waiting().select_related("unit", "duty"))
        return rows[number % len(rows)] if rows else None

    def _village(self, number: int) -> Unit | None:
        today = timezone.localdate()
        rows = list(Unit.objects.valid(on=today).filter(kind="village"))
        old = [unit for unit in rows if unit.valid_from < today]
        return old[number % len(old)] if old else None

    def check(self) -> None:
        rows = list(ExpectedReport.objects.select_related("unit", "duty"))
        self._past_is_kept({row.pk: row for row in rows})
        _nothing_is_doubled(rows)
        _clocks_fit(rows, self.now[0])
        _figures_add_up(rows, self.plan.unit, self.now[0])

    def _past_is_kept(self, rows: dict[int, ExpectedReport]) -> None:
        for key, before in self.seen.items():
            row = rows[key]
            was_missing = before[0] == ReportState.WAITING
            may_be = [_values(row), ("waiting", *_values(row)[1:5], None, "")]
            assert before in may_be
            if was_missing:
                states = (ReportState.WAITING, ReportState.LATE, ReportState.WAIVED)
                assert row.state in states
        for row in rows.values():
            if row.state != ReportState.WAITING or row.due_at < self.now[0]:
                self.seen[row.pk] = _values(row)


def _values(row: ExpectedReport) -> tuple[Any, ...]:
    where = (row.unit_id, row.first, row.last, row.due_at)
    return (row.state, *where, row.done_at, row.note)


def _nothing_is_doubled(rows: list[ExpectedReport]) -> None:
    """What is owed of one duty never overlaps; of one cadence and the next it meets."""
    owed: dict[tuple[int, int], list[tuple[date, date]]] = {}
    for row in rows:
        owed.setdefault((row.duty_id, row.unit_id), []).append((row.first, row.last))
    for periods in owed.values():
        for (_first, end), (start, _last) in pairwise(sorted(periods)):
            assert end < start


def _clocks_fit(rows: list[ExpectedReport], now: datetime) -> None:
    clocks = Clock.objects.open().filter(kind="duty.report")
    timed = sorted(clocks.values_list("subject_id", flat=True))
    today = timezone.localdate(now)
    open_ones = sorted(
        row.pk
        for row in rows
        if row.state == ReportState.WAITING
        and row.opened_at
        and (row.unit.valid_to is None or row.unit.valid_to > today)
        and row.duty.plan.ended_at is None
    )
    assert timed == open_ones


def _figures_add_up(rows: list[ExpectedReport], county: Unit, now: datetime) -> None:
    counted = completeness_within(county, date(2025, 1, 1), date(2027, 12, 31), now)
    all_year = reports_within(county, date(2025, 1, 1), date(2027, 12, 31))
    assert counted == completeness(all_year, now)
    coming = sum(r.state == ReportState.WAITING and r.due_at >= now for r in rows)
    waived = sum(row.state == ReportState.WAIVED for row in rows)
    assert counted.expected == len(rows) - waived
    assert counted.due + coming == counted.expected


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    moment = [BEGINS]
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment[0])
    return moment  # type: ignore[return-value]


@pytest.fixture
def begin(
    now: list[datetime],
    make_unit: MakeUnit,
    county: Unit,
    town: Unit,
    village: Unit,
    lin: Person,
    luo: Person,
    guan: Person,
    clockwork: Person,
) -> Callable[[dict[str, Any]], Year]:
    """A plan that asks every village for one thing."""
    for name in ("上坪村", "下坪村"):
        make_unit(name, "village", town)
    people = {"lin": lin, "luo": luo, "guan": guan, "clockwork": clockwork}

    def year(cadence: dict[str, Any]) -> Year:
        now[0] = BEGINS
        asked: dict[str, Any] = {"weekday": (), "monthday": (), "at_least": None}
        duty = ReadDuty(
            source=make.span(make.WEEKLY), text="报送进展", kind="report", time=None,
            to=None, units=("各村",), rules=(), **(asked | cadence),
        )  # fmt: skip
        read = make.plan(tasks=(), targets=(), duties=(duty,))
        return Year(people, make.confirmed(county, lin, read, chief=luo), now)

    return year


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cadence=st.sampled_from(CADENCES), deeds=st.lists(DEEDS, max_size=7))
def test_whatever_changes_the_past_stays_and_nothing_is_owed_twice(
    begin: Callable[[dict[str, Any]], Year],
    cadence: dict[str, Any],
    deeds: list[tuple[str, int]],
) -> None:
    with transaction.atomic():
        year = begin(cadence)
        year.check()
        for deed, number in deeds:
            year.do(deed, number)
            year.check()
        transaction.set_rollback(True)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cadence=st.sampled_from(CADENCES),
    changes=st.lists(
        st.tuples(st.integers(1, 45), st.integers(0, len(CADENCES) - 1)), max_size=4
    ),
)
def test_with_every_change_of_cadence_each_day_is_asked_for(
    begin: Callable[[dict[str, Any]], Year],
    cadence: dict[str, Any],
    changes: list[tuple[int, int]],
) -> None:
    with transaction.atomic():
        year = begin(cadence)
        for days, number in changes:
            year.do("days", days)
            year.do("cadence", number)
        assert_no_day_is_left_out()
        transaction.set_rollback(True)


def assert_no_day_is_left_out() -> None:
    rows = ExpectedReport.objects.filter(unit__name="上坪村").order_by("first")
    until = None
    for first, last in rows.values_list("first", "last"):
        if until is not None:
            assert first <= until + timedelta(days=1)
        until = max(last, until or last)
