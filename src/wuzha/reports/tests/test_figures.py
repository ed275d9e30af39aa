"""What is counted and what is shown are the same rows; targets name figures."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.incidents.models import Incident
from wuzha.incidents.tests.make import reported
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Person, Unit
from wuzha.reports import rows
from wuzha.reports.figures import FIGURES, Measured
from wuzha.reports.targets import Fact, Reached, facts_of
from wuzha.workplans.kinds import Op
from wuzha.workplans.metrics import metrics
from wuzha.workplans.models import Target, WorkPlan

SignIn = Callable[[Person], Client]


def target(running: WorkPlan, key: str, op: str, value: float, measure: str) -> Fact:
    Target.objects.filter(plan=running).update(
        figure_key=key, without="", op=op, value=value, measure=measure
    )
    [fact] = facts_of(running, timezone.localdate())
    return fact


@pytest.mark.parametrize("key", FIGURES)
def test_each_figure_counts_the_rows_that_it_shows(
    key: str, county: Unit, town: Unit
) -> None:
    period = Period.of(Kind.MONTH, timezone.localdate())
    for unit in (county, town):
        measured = FIGURES[key].measured(unit, period)
        shown = [rows.line_of(row) for row in rows.behind(key, unit, period)]
        assert (measured.value, shown) == (0, [])
        assert measured.base in (None, 0)
        assert not list(rows.behind(key, unit, period, whole=True))


def test_each_figure_that_a_metric_names_is_there() -> None:
    named = {metric.key for metric in metrics().metrics if metric.key}
    assert named <= FIGURES.keys()


def test_nothing_of_nothing_is_no_rate() -> None:
    assert Measured(0, 0).text == "—（0/0）"
    assert Measured(4, 5).text == "80.0%（4/5）"
    assert Measured(1_200_000, 2_400_000, is_money=True).text == (
        "50.0%（1.2万元/2.4万元）"
    )
    assert Measured(7).text == "7"


def test_a_figure_opens_its_records(
    county: Unit, town: Unit, wei: Person, hong: Person, signed_in: SignIn
) -> None:
    now = timezone.now()
    incident = reported(county, now, by=wei)
    today = timezone.localdate()
    where = {"unit": county.pk, "first": today, "last": today}
    url = reverse("figure_rows", args=["losses"])
    page = signed_in(wei).get(url, where).text
    assert incident.number in page
    assert "5.0万元" in page
    assert signed_in(hong).get(url, where).status_code == 404
    backwards = where | {"first": today + timedelta(days=1)}
    assert signed_in(wei).get(url, backwards).status_code == 404
    rate = signed_in(wei).get(
        reverse("figure_rows", args=["met_rate"]), where | {"whole": 1}
    )
    assert "应计的全部" in rate.text


def test_a_target_is_shown_with_its_fact(
    running: WorkPlan, county: Unit, wei: Person, lin: Person, signed_in: SignIn
) -> None:
    reported(county, timezone.now(), by=wei)
    fact = target(running, "incidents", Op.AT_MOST, 10, "起")
    assert (fact.reached, fact.number) == (Reached.YES, 1.0)
    assert target(running, "losses", Op.AT_MOST, 4, "万元").reached == Reached.NO
    page = signed_in(lin).get(reverse("plan_targets", args=[running.pk])).text
    assert reverse("figure_rows", args=["losses"]) in page
    assert "未达到" in page


def test_a_change_is_measured_against_the_same_days_of_last_year(
    running: WorkPlan, county: Unit, wei: Person
) -> None:
    now = timezone.now()
    fact = target(running, "incidents", Op.DOWN, 10, "%")
    assert (fact.reached, fact.number) == (Reached.OPEN, None)
    assert "上年同期" in fact.why
    for _n in range(2):
        reported(county, now - timedelta(days=370), by=wei)
    Incident.objects.update(reported_at=fact.period.year_before().starts_at)
    reported(county, now, by=wei)
    fact = target(running, "incidents", Op.DOWN, 10, "%")
    assert (fact.reached, fact.number) == (Reached.YES, 50.0)
    assert target(running, "incidents", Op.UP, 10, "%").reached == Reached.NO


def test_what_cannot_be_compared_says_why(running: WorkPlan) -> None:
    [plain] = facts_of(running, timezone.localdate())
    assert "知晓率" in plain.why
    assert "没有可以计算" in target(running, "met_rate", Op.AT_LEAST, 95, "%").why
    assert "比率" in target(running, "met_rate", Op.AT_LEAST, 95, "件").why
    assert "数量" in target(running, "incidents", Op.AT_LEAST, 95, "%").why
    assert target(running, "nothing", Op.AT_LEAST, 95, "%").reached == Reached.OPEN
