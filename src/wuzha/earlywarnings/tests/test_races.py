"""Two at once: one wins, the other is told. Real threads and transactions."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.at_once import at_once
from wuzha.clocks import firing
from wuzha.clocks.models import Clock, ClockStep
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.jobs import ALARMS
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import Door
from wuzha.earlywarnings.tests.making import receive, warning_in
from wuzha.lib.refused import Conflict, NotAllowed
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def fresh(case: Dissuasion) -> Dissuasion:
    """As each browser has it: a row of its own."""
    return Dissuasion.objects.get(pk=case.pk)


@pytest.fixture
def hua(
    transactional_db: None, make_person: Callable[..., Person], grid: Unit
) -> Person:
    return make_person("hua", "网格员华", Role.GRID_WORKER, grid)


@pytest.fixture
def case(lin: Person, su: Person, hong: Person, hua: Person) -> Dissuasion:
    return receive(by=lin)


def test_two_who_sign_at_once(case: Dissuasion, hong: Person, hua: Person) -> None:
    def sign(by: Person) -> Callable[[], object]:
        mine = fresh(case)
        return lambda: actions.sign(dissuasion=mine, by=by)

    answers = at_once(sign(hong), sign(hua))
    (told,) = [answer for answer in answers if answer is not None]
    winner = hua if answers[0] else hong
    assert isinstance(told, Conflict)
    assert f"已由{winner.name}于" in told.sentence
    assert fresh(case).person == winner


def test_two_who_dispatch_at_once(
    case: Dissuasion,
    lin: Person,
    wei: Person,
    station: Unit,
    other_grid: Unit,
    other_hong: Person,
) -> None:
    def dispatch(unit: Unit, by: Person) -> Callable[[], object]:
        mine = fresh(case)
        return lambda: actions.dispatch(
            dissuasion=mine, unit=unit, reason="就近", seen=mine.version, by=by
        )

    answers = at_once(dispatch(station, lin), dispatch(other_grid, wei))
    (told,) = [answer for answer in answers if answer is not None]
    assert isinstance(told, Conflict)
    assert fresh(case).unit == (other_grid if answers[0] else station)
    assert case.handovers.filter(why="hand").count() == 1
    clocks = Clock.objects.running().of(case)
    assert {clock.unit for clock in clocks} == {fresh(case).unit}


def test_signing_against_dispatching_away(
    case: Dissuasion, hong: Person, lin: Person, station: Unit
) -> None:
    """Whichever comes first, the work is with one unit and its clocks with it."""
    signing, sending = fresh(case), fresh(case)
    answers = at_once(
        lambda: actions.sign(dissuasion=signing, by=hong),
        lambda: actions.dispatch(
            dissuasion=sending,
            unit=station,
            reason="就近",
            seen=sending.version,
            by=lin,
        ),
    )
    (told,) = [answer for answer in answers if answer is not None]
    now = fresh(case)
    if answers[0]:
        assert isinstance(told, NotAllowed)
        assert (now.unit, now.person) == (station, None)
    else:
        assert isinstance(told, Conflict)
        assert now.person == hong


def test_one_entry_sent_by_two_tabs_counts_once(case: Dissuasion, hong: Person) -> None:
    key = uuid4()

    def send() -> Callable[[], object]:
        mine = fresh(case)
        return lambda: actions.record_attempt(
            dissuasion=mine, key=key, way="phone", result="busy", by=hong
        )

    assert at_once(send(), send(), send()) == [None, None, None]
    assert case.attempts.count() == 1


def test_two_warnings_for_one_person_make_one_visit(
    transactional_db: None, lin: Person, su: Person, hong: Person, zhou: Person
) -> None:
    def come(by: Person) -> Callable[[], object]:
        warning = warning_in(phone="13800138000")
        return lambda: actions.receive_warning(warning=warning, door=Door.HAND, by=by)

    assert at_once(come(lin), come(zhou), come(lin), come(zhou)) == [None] * 4
    assert Dissuasion.objects.count() == 1
    assert EarlyWarning.objects.count() == 4


def test_the_same_warning_pushed_twice_at_once_is_there_once(
    transactional_db: None, hong: Person, su: Person, feed: Person
) -> None:
    payload = warning_in()

    def push() -> Callable[[], object]:
        return lambda: actions.receive_from_system(payload=payload, by=feed)

    assert at_once(push(), push(), push()) == [None] * 3
    assert EarlyWarning.objects.count() == 1


def test_an_alarm_against_the_signature_it_asks_for(
    case: Dissuasion, hong: Person, clockwork: Person
) -> None:
    """Either the alarm was in time to be given, or it is not needed any more."""
    step = ClockStep.objects.get(clock__kind="warning.sign", what="due")
    mine = fresh(case)
    answers = at_once(
        lambda: actions.sign(dissuasion=mine, at=step.at, by=hong),
        lambda: firing.fire(step.pk, alarms=ALARMS, at=step.at, by=clockwork),
    )
    assert answers == [None, None]
    now, step_now = fresh(case), ClockStep.objects.get(pk=step.pk)
    assert (now.state, now.person) == ("signed", hong)
    assert bool(step_now.fired_at) != bool(step_now.dropped_at)
