"""Who has reported: side by side, and each number opens its rows."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wuzha.organisation.models import Person, Unit
from wuzha.reports import actions
from wuzha.reports.completeness import parts_of, total
from wuzha.reports.tests import make
from wuzha.workplans.models import ExpectedReport, WorkPlan

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
