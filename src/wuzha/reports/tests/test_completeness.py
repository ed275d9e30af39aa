"""Who has reported: side by side, and each number opens its rows."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wuzha.lib.periods import Period
from wuzha.organisation.models import Person, Unit
from wuzha.reports import actions
from wuzha.reports.completeness import parts_of, rows_of, total
from wuzha.reports.figures import FIGURES
from wuzha.reports.tests import make
from wuzha.workplans.figures import Completeness, completeness
from wuzha.workplans.models import ExpectedReport, WorkPlan
from wuzha.workplans.states import ReportState

SignIn = Callable[[Person], Client]


def test_zero_missing_and_late_are_three_columns(
    running: WorkPlan, county: Unit, town: Unit, other_town: Unit, tan: Person,
    lin: Person, clockwork: Person, signed_in: SignIn,
) -> None:  # fmt: skip
    zero, missing = (make.due(unit, clockwork=clockwork) for unit in (town, other_town))
    both = ExpectedReport.objects.filter(pk__in=[zero.pk, missing.pk])
    ExpectedReport.objects.exclude(pk__in=both.values("pk")).delete()
    actions.send_report(expected=zero, by=tan)
    later = timezone.now() + timedelta(hours=2)
    parts = {part.unit: part.counted for part in parts_of(county, zero.period, later)}
    assert (parts[town].zero, parts[town].missing) == (1, 0)
    assert (parts[other_town].zero, parts[other_town].missing) == (0, 1)
    assert total(parts_of(county, zero.period, later)).percent == 50

    where = {"first": zero.first, "last": zero.last}
    client = signed_in(lin)
    page = client.get(reverse("completeness"), where).text
    assert str(other_town) in page
    owed = client.get(
        reverse("owed_reports"), where | {"unit": town.pk, "state": "zero"}
    )
    assert [row.pk for row in owed.context["page"]] == [zero.pk]
    itself = client.get(reverse("owed_reports"), where | {"itself": 1})
    assert not itself.context["page"].object_list
    both.update(due_at=timezone.now() - timedelta(hours=1))
    late = client.get(reverse("owed_reports"), where | {"state": "missing"})
    assert [row.pk for row in late.context["page"]] == [missing.pk]


def test_side_by_side_they_are_counted_as_one_by_one(
    running: WorkPlan, county: Unit, town: Unit, other_town: Unit, lin: Person,
    clockwork: Person,
) -> None:  # fmt: skip
    kept = make.due(town, clockwork=clockwork)
    now, hour = timezone.now(), timedelta(hours=1)
    ExpectedReport.objects.all().delete()
    dues = {state.value: now - hour for state in ReportState} | {"to come": now + hour}
    for n, (state, due) in enumerate(dues.items()):
        is_waiting = state in ("to come", ReportState.WAITING)
        day = kept.last - timedelta(days=n)
        ExpectedReport.objects.create(
            duty=kept.duty, unit=other_town if n % 2 else town, kind="day", first=day,
            last=day, due_at=due, opens_at=due, done_at=None if is_waiting else now,
            state=ReportState.WAITING if is_waiting else state,
        )  # fmt: skip
    period = Period.custom(kept.last - timedelta(days=len(dues)), kept.last)
    for part in parts_of(county, period, now):
        assert part.counted == completeness(rows_of(part.unit, period), now)
    found = total(parts_of(county, period, now))
    assert found == Completeness(expected=5, reported=1, zero=1, late=1, missing=1)
    rate = FIGURES["reports_in_time_rate"]
    around = Period.custom(period.first, period.last + timedelta(days=40))
    assert rate.of is not None
    assert rate.measured(county, around).base == rate.of(county, around).count() == 5


def test_one_sees_no_further_than_ones_part_of_the_tree(
    running: WorkPlan, county: Unit, tan: Person, town: Unit, signed_in: SignIn
) -> None:
    client = signed_in(tan)
    page = client.get(reverse("completeness"))
    assert page.context["unit"] == town
    assert client.get(reverse("completeness"), {"unit": county.pk}).status_code == 404


def test_a_list_asks_no_more_for_more_rows(
    running: WorkPlan, lin: Person, town: Unit, other_town: Unit, clockwork: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    client = signed_in(lin)
    asked = {"first": "2020-01-01", "last": "2099-12-31"}

    def queries(view: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(view), asked).status_code == 200
        return len(seen)

    kept = make.due(town, clockwork=clockwork)
    others = ExpectedReport.objects.exclude(pk=kept.pk)
    duty = kept.duty
    others.delete()
    # The first page of a session asks for more.
    few = {view: queries(view) for view in 2 * ("owed_reports", "completeness")}
    for n in range(9):
        day = kept.last - timedelta(days=7 * n + 1)
        ExpectedReport.objects.create(
            duty=duty, unit=other_town, kind="day", first=day, last=day,
            due_at=kept.due_at, opens_at=kept.opens_at,
        )  # fmt: skip
    assert {view: queries(view) for view in few} == few
