"""The first town's plan has run for six weeks: its desks and pages have something to
show, and its figures are those of its rows."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock, ClockStep
from wuzha.demo.history.programme import year_plan
from wuzha.demo.tests.small import NOW
from wuzha.organisation.models import Person
from wuzha.reading.intake import read_source
from wuzha.reading.reader import read_plans
from wuzha.workplans.coverage import Coverage
from wuzha.workplans.models import Duty, ExpectedReport, Target, Task, WorkPlan
from wuzha.workplans.states import PlanState, ReportState, TaskState

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,
]


def test_the_plan_is_confirmed_and_most_of_it_stands_for_something() -> None:
    plan = WorkPlan.objects.get()
    assert plan.state == PlanState.CONFIRMED
    assert plan.confirmed_at is not None
    assert plan.confirmed_at < timezone.now() - timedelta(days=30)
    assert not plan.items.waiting().exists()
    found = Coverage.of(plan, timezone.now())
    assert found.covered > 12
    assert (Duty.objects.count(), Target.objects.count()) == (3, 4)


def test_its_work_is_in_every_state_that_a_visitor_looks_for() -> None:
    tasks = Counter(Task.objects.values_list("state", flat=True))
    assert {TaskState.WAITING, TaskState.DOING, TaskState.DONE} <= set(tasks)
    reports = Counter(ExpectedReport.objects.values_list("state", flat=True))
    assert {ReportState.REPORTED, ReportState.WAITING} <= set(reports)


def test_no_alarm_of_the_past_is_left_to_ring() -> None:
    of_plan = Clock.objects.filter(subject_type__startswith="workplans.")
    assert of_plan.running().exists()
    late = ClockStep.objects.filter(clock__in=of_plan, next_at__lt=timezone.now())
    hour = timedelta(hours=1)
    assert not late.filter(next_at__lt=timezone.now() - hour).exists()


def test_what_was_done_is_in_the_audit_when_it_was_done() -> None:
    done = Task.objects.exclude(reported_at=None)
    entries = Entry.objects.filter(event="task.reported")
    assert sorted(entries.values_list("at", flat=True)) == sorted(
        done.values_list("reported_at", flat=True)
    )


@pytest.mark.parametrize("username", ["zhuangan", "cunzhuren", "wangge", "yinhang"])
def test_its_work_lies_on_the_desks(
    username: str, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(Person.objects.get(username=username))
    urls = [item.url for item in client.get("/").context["desk"].now]
    work = [url for url in urls if url.startswith(("/tasks/", "/plans/", "/reports/"))]
    assert work
    for url in work:
        assert client.get(url).status_code == 200


def test_its_text_is_a_plan_on_any_day() -> None:
    for days in range(0, 400, 37):
        words = year_plan("河口镇", NOW + timedelta(days=days))
        (plan,) = read_plans(read_source(words.encode(), "方案.txt"))
        assert len(plan.duties) == 3
        assert len(plan.targets) == 4
        assert all(phase.end for phase in plan.phases if phase.start)
