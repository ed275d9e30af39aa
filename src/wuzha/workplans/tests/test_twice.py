"""What a plan says in two places is seen together, settled once, and taken back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.coverage import Coverage
from wuzha.workplans.facts import DutyFacts, TaskFacts, written
from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.states import ItemState
from wuzha.workplans.tests import make
from wuzha.workplans.twice import Group, groups

SignIn = Callable[[Person], Client]
FIRST = "各镇街向县反诈中心报送进展"
AGAIN = "各镇街每周向县反诈中心报送进展情况。"


@pytest.fixture
def plan(county: Unit, village: Unit, lin: Person) -> WorkPlan:
    """Says at its end once more what it asks of the towns each week."""
    (weekly,) = make.plan().duties
    plan = make.uploaded(county, lin, make.plan(duties=(replace(weekly, text=FIRST),)))
    facts = DutyFacts(text=AGAIN, kind="report", per="week", units=("各镇街", "各村"))
    place = make.span(make.LAST)
    PlanItem.objects.create(
        plan=plan, kind="duty", start=place.start, end=place.end, position=99,
        facts=written(facts),
    )  # fmt: skip
    return plan


def only(plan: WorkPlan) -> Group:
    (group,) = groups(plan.items.all())
    return group


def test_one_is_kept_and_stands_for_the_other(plan: WorkPlan, lin: Person) -> None:
    weekly = make.item_of(plan, FIRST)
    other = make.item_of(plan, AGAIN)
    group = only(plan)
    assert {item.pk for item in group.items} == {weekly.pk, other.pk}
    assert group.sides[0] == (weekly,)
    actions.keep_one(item=weekly, seen=group.seen_mark, by=lin)
    for item in (weekly, other):
        item.refresh_from_db()
    assert (other.state, other.joined_into) == (ItemState.JOINED, weekly)
    # Its own words and day, and the villages that the other alone named.
    assert weekly.content["text"] == FIRST
    assert weekly.content["weekday"] == [1]
    assert weekly.content["units"] == ["各镇街", "各村"]
    assert groups(plan.items.all()) == []
    rows = Coverage.of(plan, timezone.now()).rows
    covered = next(row for row in rows if make.LAST in row.clause.text)
    assert covered.is_covered
    assert weekly in [stand.item for stand in covered.stands]


def test_what_was_settled_is_taken_back(plan: WorkPlan, lin: Person) -> None:
    group = only(plan)
    (weekly,) = group.sides[0]
    with pytest.raises(Refused, match="没有别的条目"):
        actions.part_items(item=weekly, by=lin)
    actions.keep_one(item=weekly, seen=group.seen_mark, by=lin)
    assert actions.part_items(item=weekly, by=lin) == 1
    weekly.refresh_from_db()
    assert (weekly.state, weekly.content) == (ItemState.READ, weekly.facts)
    assert {item.state for item in only(plan).items} == {ItemState.READ}


def test_what_somebody_had_corrected_is_not_lost_when_it_is_taken_back(
    plan: WorkPlan, lin: Person
) -> None:
    weekly = make.item_of(plan, FIRST)
    facts = DutyFacts(text=FIRST, kind="report", per="week", weekday=(4,))
    actions.correct_item(item=weekly, kind="duty", facts=facts, by=lin)
    actions.keep_one(item=weekly, seen=only(plan).seen_mark, by=lin)
    actions.part_items(item=weekly, by=lin)
    weekly.refresh_from_db()
    assert (weekly.state, weekly.content["weekday"]) == (ItemState.READ, [4])


def test_a_task_that_somebody_made_a_duty_is_taken_back_too(
    plan: WorkPlan, lin: Person
) -> None:
    task = make.item_of(plan, "张贴海报")
    facts = DutyFacts(text=FIRST, kind="report", per="week", units=("各镇街",))
    actions.correct_item(item=task, kind="duty", facts=facts, by=lin)
    actions.keep_one(item=task, seen=only(plan).seen_mark, by=lin)
    actions.part_items(item=task, by=lin)
    task.refresh_from_db()
    assert (task.state, task.kind) == (ItemState.READ, "duty")


def test_what_is_not_the_same_is_accepted_all_at_once(
    plan: WorkPlan, lin: Person
) -> None:
    group = only(plan)
    (weekly,) = group.sides[0]
    assert actions.keep_all(item=weekly, seen=group.seen_mark, by=lin) == 2
    assert groups(plan.items.all()) == []
    with pytest.raises(Conflict):
        actions.keep_one(item=weekly, seen=group.seen_mark, by=lin)


def test_other_units_days_or_receivers_are_other_duties(plan: WorkPlan) -> None:
    other = make.item_of(plan, AGAIN)
    for change in ({"units": ["各校"]}, {"weekday": [5]}, {"to": "镇专班"}):
        item = PlanItem.objects.get(pk=other.pk)
        item.facts = {**item.facts, **change}
        assert groups([make.item_of(plan, FIRST), item]) == []


def test_cadences_of_one_sentence_are_kept_together(plan: WorkPlan) -> None:
    place = {"start": 10, "end": 40, "plan": plan}
    task = PlanItem(
        pk=1001,
        kind="task",
        position=10,
        facts=written(TaskFacts("日报告、周调度")),
        **place,
    )
    daily, weekly = (
        PlanItem(
            pk=1002 + n, kind="duty", position=11 + n, start=10 + 6 * n, end=15 + 6 * n,
            plan=plan, facts=written(DutyFacts(text, "report", per)),
        )
        for n, (text, per) in enumerate((("日报告", "day"), ("周调度", "week")))
    )  # fmt: skip
    (group,) = groups([task, daily, weekly])
    assert group.sides == ((daily, weekly), (task,))
    assert group.is_one_place


def test_where_a_task_is_said_as_a_duty_the_duties_are_kept_at_once(
    plan: WorkPlan, lin: Person
) -> None:
    weekly = make.item_of(plan, FIRST)
    facts = TaskFacts("（三）报送进展", units=("县民政局",), due="XXXX-12-31")
    task = PlanItem.objects.create(
        plan=plan, kind="task", start=weekly.start - 3, end=weekly.end, position=9,
        facts=written(facts),
    )  # fmt: skip
    assert actions.keep_duties(plan=plan, by=lin) == 0, "another place says it too"
    PlanItem.objects.filter(plan=plan, position=99).delete()
    assert actions.keep_duties(plan=plan, by=lin) == 1
    task.refresh_from_db()
    weekly.refresh_from_db()
    assert task.joined_into == weekly
    assert weekly.content["units"] == ["各镇街", "县民政局"]


def test_groups_are_settled_on_their_page(
    plan: WorkPlan, lin: Person, luo: Person, signed_in: SignIn
) -> None:
    url = reverse("plan_twice", args=[plan.pk])
    client = signed_in(lin)
    assert url in client.get(plan.get_absolute_url()).text
    page = client.get(url).text
    assert AGAIN in page
    assert "留这条" not in signed_in(luo).get(url).text
    group = only(plan)
    keep = reverse("plan_item_keep_one", args=[group.sides[0][0].pk])
    page = client.post(keep, {"seen": group.seen_mark}, follow=True).text
    assert "代表：" in page
    assert "没有看来重复的条目" in page
    assert client.post(keep, {"seen": group.seen_mark}).status_code == 409
