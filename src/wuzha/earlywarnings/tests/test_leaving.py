"""What somebody had signed for who has left is to be signed for again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wuzha.clocks.models import Clock
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.tests.making import receive
from wuzha.notices.models import Notice
from wuzha.organisation.models import Appointment, Leave, Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(lin: Person, su: Person, hong: Person) -> Dissuasion:
    case = receive(by=lin)
    actions.sign(dissuasion=case, by=hong)
    return case


def released(case: Dissuasion, clockwork: Person) -> Dissuasion:
    actions.release_left(at=timezone.now(), by=clockwork)
    case.refresh_from_db()
    return case


def test_when_the_appointment_has_ended_the_unit_signs_again(
    case: Dissuasion, hong: Person, lin: Person, grid: Unit, clockwork: Person
) -> None:
    due = Clock.objects.of(case).get(kind="warning.meet").due_at
    Appointment.objects.filter(person=hong).update(valid_to=timezone.localdate())
    Appointment.objects.create(
        person=lin, role="grid_worker", unit=grid, valid_from=timezone.localdate()
    )
    now = released(case, clockwork)
    assert (now.state, now.unit, now.person) == ("dispatched", grid, None)
    assert Clock.objects.running().of(case).get(kind="warning.meet").due_at == due
    assert [n.person for n in Notice.objects.open().about(case)] == [lin]
    assert case.handovers.last().why == "left"  # type: ignore[union-attr]


def test_when_the_account_is_closed_the_unit_signs_again(
    case: Dissuasion, hong: Person, clockwork: Person
) -> None:
    hong.is_active = False
    hong.save(update_fields=["is_active"])
    assert released(case, clockwork).person is None


def test_who_is_away_for_a_time_keeps_it(
    case: Dissuasion, hong: Person, clockwork: Person
) -> None:
    now = timezone.now()
    Leave.objects.create(
        person=hong, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=3)
    )
    assert released(case, clockwork).person == hong


def test_who_moved_to_another_unit_gives_it_back(
    case: Dissuasion, hong: Person, other_grid: Unit, clockwork: Person
) -> None:
    today = timezone.localdate()
    Appointment.objects.filter(person=hong).update(valid_to=today)
    Appointment.objects.create(
        person=hong, role="grid_worker", unit=other_grid, valid_from=today
    )
    assert released(case, clockwork).person is None


def test_who_left_one_of_two_units_keeps_what_is_of_the_other(
    case: Dissuasion, hong: Person, other_grid: Unit, clockwork: Person
) -> None:
    today = timezone.localdate()
    Appointment.objects.create(
        person=hong,
        role="grid_worker",
        unit=other_grid,
        valid_from=today - timedelta(days=9),
        valid_to=today,
    )
    assert released(case, clockwork).person == hong


def test_what_is_done_stays_with_who_did_it(
    case: Dissuasion, hong: Person, clockwork: Person
) -> None:
    actions.record_attempt(
        dissuasion=case,
        key="00000000-0000-0000-0000-00000000000a",  # type: ignore[arg-type]
        way="phone",
        result="nowhere",
        by=hong,
    )
    actions.feed_back(dissuasion=case, outcome="unreachable", opinion="未见", by=hong)
    Appointment.objects.filter(person=hong).update(valid_to=timezone.localdate())
    assert released(case, clockwork).person == hong
