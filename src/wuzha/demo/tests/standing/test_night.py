"""The night goes on by itself, leaves the visitor's work alone, comes to no harm."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from wuzha.accounts import jobs as account_jobs
from wuzha.audit.models import Entry
from wuzha.clocks import firing
from wuzha.clocks.models import Clock
from wuzha.decisions import jobs as decision_jobs
from wuzha.demo.county import standing
from wuzha.demo.night.running import Night
from wuzha.demo.staff import ACCOUNTS
from wuzha.demo.tests.small import NOW
from wuzha.earlywarnings import jobs as warning_jobs
from wuzha.earlywarnings.actions import mark_invalid
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import State, Why
from wuzha.incidents import jobs as incident_jobs
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person
from wuzha.restrictions import jobs as restriction_jobs
from wuzha.workplans import jobs as plan_jobs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.timeout(300),
]
AREAS = (
    *(warning_jobs, incident_jobs, plan_jobs),
    *(account_jobs, restriction_jobs, decision_jobs),
)
ALARMS = {kind: answer for area in AREAS for kind, answer in area.ALARMS.items()}
SPEED = 6


class Watch:
    """What the time is in the test."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr("django.utils.timezone.now", watch)
    return watch


def live(watch: Watch, *, minutes: int, seed: int = 3) -> Night:
    """A tick and the alarms of every half-minute."""
    night = Night(standing(), seed, SPEED, watch.now)
    [by] = night.county.holding(Role.CLOCKWORK)
    for _ in range(minutes * 2):
        watch.now += timedelta(seconds=30)
        night.tick(watch.now)
        for step in firing.due_steps(watch.now):
            firing.fire(step, alarms=ALARMS, by=by, at=watch.now)
    return night


def test_hours_go_by_and_everybody_has_worked(watch: Watch) -> None:
    before = {model: model.objects.count() for model in (EarlyWarning, Incident)}
    live(watch, minutes=90)
    assert EarlyWarning.objects.count() - before[EarlyWarning] > 60
    assert Incident.objects.count() > before[Incident]
    came = Dissuasion.objects.filter(received_at__gt=NOW)
    assert came.filter(met_at__gt=NOW).exists()
    assert came.filter(fed_back_at__gt=NOW).exists()
    assert came.filter(handovers__why=Why.OVERDUE).exists()
    orders = StopPaymentOrder.objects.filter(drafted_at__gt=NOW)
    assert orders.filter(executed_at__gt=NOW, fed_back_at__gt=NOW).exists()
    # No clock is left running on work that is done.
    ended = Dissuasion.objects.filter(ended_at__gt=NOW).values_list("pk", flat=True)
    assert not Clock.objects.open().of_many(Dissuasion, ended).exists()


def test_nothing_is_done_in_the_name_of_a_visitor(watch: Watch) -> None:
    waiting = Dissuasion.objects.filter(
        unit=standing().grids[0], state=State.DISPATCHED
    )
    keys = set(waiting.values_list("pk", flat=True))
    assert keys
    live(watch, minutes=12)
    assert not Entry.objects.filter(by__in=ACCOUNTS, at__gt=NOW).exists()
    assert set(waiting.values_list("pk", flat=True)) >= keys


def test_a_visitor_who_is_quicker_is_no_trouble(watch: Watch) -> None:
    night = Night(standing(), 3, SPEED, watch.now)
    watch.now += timedelta(hours=3)
    night.stage.tick(watch.now)
    cases = Dissuasion.objects.at_work().exclude(state=State.FED_BACK)
    at_work = set(cases.values_list("pk", flat=True))
    deeds = [deed for deed in night.warnings.due() if deed.key[1] in at_work]
    first, second, *_ = (deed for deed in deeds if deed.at <= watch.now)
    visitor = Person.objects.get(username="zhiban")
    quicker = Dissuasion.objects.get(pk=first.key[1])
    mark_invalid(dissuasion=quicker, reason="空号", by=visitor)
    assert not night._do(first)
    assert night._do(second)


def facts_of(entry: Entry) -> str:
    """Without the number of the case: PostgreSQL takes none back that it gave out."""
    facts = {name: fact for name, fact in entry.facts.items() if name != "dissuasion"}
    return str(sorted(facts.items()))


def test_the_same_seed_does_the_same(watch: Watch) -> None:
    def night() -> list[tuple[str, ...]]:
        watch.now = NOW
        with transaction.atomic():
            live(watch, minutes=10, seed=5)
            done = Entry.objects.filter(at__gt=NOW, at__lte=watch.now)
            entries = [(str(e.at), e.event, e.by, facts_of(e)) for e in done]
            transaction.set_rollback(True)
        # What happens at one moment has no order.
        return sorted(entries)

    assert night() == night()
