"""A playbook is started in an incident, told, ticked, shown, and ends."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks.firing import due_steps, fire
from wuzha.clocks.models import Clock, ClockStep
from wuzha.incidents import actions
from wuzha.incidents.inputs import VictimIn
from wuzha.incidents.models import Incident
from wuzha.incidents.states import IncidentState
from wuzha.incidents.tests.make import REPORTED
from wuzha.incidents.tests.test_incident_actions import MISSED
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.actions import break_off_run, revise_playbook, tick_step
from wuzha.workplans.jobs import ALARMS
from wuzha.workplans.models import Playbook, PlaybookRun
from wuzha.workplans.tests.playbooks import in_force, step_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def playbook(county: Unit, lin: Person, luo: Person) -> Playbook:
    return in_force(county, lin, luo)


@pytest.fixture
def run(case: Incident, playbook: Playbook, su: Person) -> PlaybookRun:
    return actions.start_playbook(incident=case, playbook=playbook, by=su)


def ringing(at: datetime) -> list[int]:
    """Steps of the clocks of playbooks; those of the incident's own do not matter."""
    steps = ClockStep.objects.filter(clock__kind="playbook.step", pk__in=due_steps(at))
    return list(steps.values_list("pk", flat=True))


def test_its_steps_go_to_who_holds_the_office_at_the_place_or_above(
    run: PlaybookRun, case: Incident, su: Person, lin: Person
) -> None:
    assert (run.subject_name, run.is_drill) == (case.number, False)
    assert list(step_of(run, "上门").people.all()) == [su]
    assert list(step_of(run, "联系").people.all()) == [lin]
    told = Notice.objects.filter(person=lin, subject_type="workplans.RunStep")
    assert {notice.item[:2] for notice in told} == {"1.", "2."}
    assert not told.filter(next_at=None).exists(), "in earnest it leaves at once"
    (entry,) = Entry.objects.filter(event="playbook.started")
    assert entry.subject == f"incidents.Incident:{case.pk}"


def test_it_runs_once_at_a_time(
    run: PlaybookRun, case: Incident, playbook: Playbook, su: Person
) -> None:
    with pytest.raises(Conflict, match="已经启动"):
        actions.start_playbook(incident=case, playbook=playbook, by=su)


def test_only_who_works_on_the_incident_starts_one_in_force(
    case: Incident, playbook: Playbook, hong: Person, su: Person, lin: Person
) -> None:
    with pytest.raises(NotAllowed):
        actions.start_playbook(incident=case, playbook=playbook, by=hong)
    revise_playbook(playbook=playbook, by=lin)
    with pytest.raises(Refused, match="不能启动"):
        actions.start_playbook(incident=case, playbook=playbook, by=su)
    assert not PlaybookRun.objects.exists()


def test_a_dismissed_incident_starts_none(
    station: Unit, branch: Unit, playbook: Playbook, qiao: Person, su: Person
) -> None:
    reported = actions.report_incident(
        reporting_unit=branch,
        unit=station,
        channel="bank",
        fraud_class="F01",
        victim=VictimIn(name="柳青青"),
        reported_at=REPORTED,
        by=qiao,
    )
    actions.dismiss_incident(incident=reported, reason="重复", by=su)
    with pytest.raises(Refused, match="不能启动预案"):
        actions.start_playbook(incident=reported, playbook=playbook, by=su)


def test_an_incident_is_not_over_while_its_playbook_runs(
    run: PlaybookRun, case: Incident, su: Person
) -> None:
    actions.review_incident(incident=case, review=MISSED, by=su)
    with pytest.raises(Refused, match="预案还在执行"):
        actions.close_incident(incident=case, by=su)
    break_off_run(run=run, reason="钱已止住", by=su)
    actions.close_incident(incident=case, by=su)
    case.refresh_from_db()
    assert case.state == IncidentState.CLOSED


def test_the_police_tick_for_the_centre_whose_clock_it_is(
    run: PlaybookRun, su: Person, clockwork: Person
) -> None:
    step = step_of(run, "核对")
    tick_step(step=step, by=su)
    assert Clock.objects.of(step).get().in_time
    late = run.started_at + timedelta(minutes=3)
    for step_id in ringing(late):
        fire(step_id, alarms=ALARMS, at=late, by=clockwork)
    told = Notice.objects.filter(person=su, item__contains="已超时")
    assert told.count() == 1, "who started it is told of the first step"


def test_a_crash_while_an_alarm_is_answered_rings_once_later(
    run: PlaybookRun, clockwork: Person
) -> None:
    late = run.started_at + timedelta(minutes=3)
    (first,) = ringing(late)

    def dies(**facts: object) -> None:
        ALARMS["playbook.step"](**facts)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fire(first, alarms={"playbook.step": dies}, at=late, by=clockwork)
    assert not Notice.objects.filter(item__contains="已超时").exists()
    for _again in range(2):
        for step_id in ringing(late):
            fire(step_id, alarms=ALARMS, at=late, by=clockwork)
    told = Notice.objects.filter(item__contains="已超时，请立即")
    assert told.count() == step_of(run, "联系").people.count()


def test_it_is_started_and_followed_on_the_page_of_the_incident(
    case: Incident, playbook: Playbook, su: Person, signed_in: SignIn
) -> None:
    client = signed_in(su)
    url = reverse("incident_playbook", args=[case.pk])
    assert url in client.get(case.get_absolute_url()).text
    assert playbook.title in client.get(url).text
    answer = client.post(url, {"playbook": playbook.pk}, follow=True)
    assert "上门见面" in answer.text
    page = client.get(case.get_absolute_url()).text
    assert f"预案：{playbook.title}" in page and "0/3 步" in page
    assert url not in page, "the only one runs already"
    step = step_of(PlaybookRun.objects.get(), "上门")
    client.post(reverse("run_step_tick", args=[step.pk]), {"skipped": "yes"})
    page = client.get(case.get_absolute_url()).text
    assert "1/3 步" in page
    other = step_of(PlaybookRun.objects.get(), "联系")
    form = page[page.index(reverse("run_step_tick", args=[other.pk])) :]
    assert "csrfmiddlewaretoken" in form[:100], "the tick can be sent"


def test_an_incident_elsewhere_shows_its_run_to_nobody_here(
    run: PlaybookRun, other_su: Person, hong: Person, signed_in: SignIn
) -> None:
    for person in (other_su, hong):
        assert signed_in(person).get(run.get_absolute_url()).status_code == 404
    step = step_of(run, "联系")
    step.people.add(hong)
    shown = signed_in(hong).get(run.get_absolute_url())
    assert shown.status_code == 200
    assert run.subject_url not in shown.text, "the incident is not for the grid"
    assert timezone.now() > run.started_at


def test_it_lies_on_the_desk_of_who_plays_until_it_is_ticked(
    run: PlaybookRun, lin: Person, signed_in: SignIn
) -> None:
    step = step_of(run, "联系")
    items = signed_in(lin).get("/").context["desk"].now
    (item,) = (one for one in items if one.url == step.get_absolute_url())
    assert item.clock and item.clock.due_at == step.due_at
    tick_step(step=step, by=lin)
    items = signed_in(lin).get("/").context["desk"].now
    assert step.get_absolute_url() not in [one.url for one in items]
