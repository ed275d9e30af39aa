"""Two people do the same thing at the same instant: one wins, the other is told, and
what stands afterwards is what one alone would have left. Real threads, real commits."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.at_once import Deed, assert_one_wins, at_once
from wuzha.config.records.checking import faults
from wuzha.earlywarnings import actions as warnings
from wuzha.earlywarnings.actions import MeetingIn
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import Door
from wuzha.earlywarnings.tests.making import receive, warning_in
from wuzha.incidents.models import Incident
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(
    transactional_db: None, lin: Person, su: Person, hong: Person, wei: Person
) -> Dissuasion:
    """Sent to the grid, nobody has signed."""
    return receive(by=lin)


@pytest.fixture
def second(
    transactional_db: None, make_person: Callable[..., Person], grid: Unit
) -> Person:
    return make_person("hua", "网格员华", Role.GRID_WORKER, grid)


def again(row: Dissuasion) -> Dissuasion:
    """As the other officer has it on the screen."""
    return type(row).objects.get(pk=row.pk)


def test_a_warning_is_signed_for_by_one(
    case: Dissuasion, hong: Person, second: Person
) -> None:
    assert_one_wins(
        lambda: warnings.sign(dissuasion=again(case), by=hong),
        lambda: warnings.sign(dissuasion=again(case), by=second),
        event="dissuasion.signed",
    )


def test_a_warning_is_sent_to_one_unit(
    case: Dissuasion, lin: Person, wei: Person, station: Unit, county: Unit
) -> None:
    seen = case.version

    def send(unit: Unit, by: Person) -> Deed:
        return lambda: warnings.dispatch(
            dissuasion=again(case), unit=unit, reason="住在别处", seen=seen, by=by
        )

    assert_one_wins(
        send(station, lin), send(county, wei), event="dissuasion.dispatched"
    )


def test_who_signs_and_who_sends_it_elsewhere_do_not_both_have_it(
    case: Dissuasion, hong: Person, lin: Person, station: Unit
) -> None:
    at_once(
        lambda: warnings.sign(dissuasion=again(case), by=hong),
        lambda: warnings.dispatch(
            dissuasion=again(case), unit=station, reason="住在别处", by=lin
        ),
    )
    case.refresh_from_db()
    assert (case.unit, case.person, case.state) == (station, None, "dispatched")
    assert faults() == []


def test_one_of_two_meetings_stands(
    case: Dissuasion, hong: Person, second: Person
) -> None:
    def meet(by: Person) -> Deed:
        return lambda: warnings.record_meeting(
            dissuasion=again(case),
            key=uuid4(),
            meeting=MeetingIn(fraud_class="F07"),
            by=by,
        )

    assert_one_wins(meet(hong), meet(second), event="dissuasion.met")
    assert case.meetings.count() == 1


def test_the_same_attempt_sent_twice_at_once_counts_once(
    case: Dissuasion, hong: Person
) -> None:
    key = uuid4()
    answers = at_once(
        *[
            lambda: warnings.record_attempt(
                dissuasion=again(case), key=key, way="phone", result="busy", by=hong
            )
        ]
        * 2
    )
    assert answers == [None, None]
    assert case.attempts.count() == 1
    assert faults() == []


@pytest.fixture
def met(case: Dissuasion, hong: Person) -> Dissuasion:
    warnings.record_meeting(
        dissuasion=case, key=uuid4(), meeting=MeetingIn(fraud_class="F07"), by=hong
    )
    return case


def test_what_came_of_it_is_fed_back_once(
    met: Dissuasion, hong: Person, second: Person
) -> None:
    def feed_back(outcome: str, by: Person) -> Deed:
        return lambda: warnings.feed_back(
            dissuasion=again(met), outcome=outcome, opinion="见面后", by=by
        )

    assert_one_wins(
        feed_back("dissuaded", hong),
        feed_back("no_risk", second),
        event="dissuasion.fed_back",
    )


def test_a_warning_is_closed_by_one(
    met: Dissuasion, hong: Person, su: Person, wei: Person
) -> None:
    warnings.feed_back(dissuasion=met, outcome="dissuaded", opinion="已劝住", by=hong)

    def close(by: Person) -> Deed:
        return lambda: warnings.close(dissuasion=again(met), waive_revisits=True, by=by)

    assert_one_wins(close(su), close(wei), event="dissuasion.closed")


def test_a_warning_becomes_one_incident(
    met: Dissuasion, su: Person, wei: Person, lin: Person
) -> None:
    assert_one_wins(
        lambda: warnings.open_case(dissuasion=again(met), by=lin),
        lambda: warnings.open_case(dissuasion=again(met), by=wei),
        event="incident.opened",
    )
    assert Incident.objects.count() == 1


def test_a_revisit_is_recorded_once(
    met: Dissuasion, hong: Person, second: Person
) -> None:
    revisit = met.revisits.first()

    def ask(by: Person) -> Deed:
        return lambda: warnings.record_revisit(
            revisit=type(revisit).objects.get(pk=revisit.pk),
            key=uuid4(),
            way="phone",
            result="safe",
            by=by,
        )

    assert_one_wins(ask(hong), ask(second), event="revisit.done")


def test_two_warnings_for_one_person_are_one_visit(
    transactional_db: None, lin: Person, su: Person, hong: Person, feed: Person
) -> None:
    def arrive() -> Deed:
        payload = warning_in(phone="13800138000")
        return lambda: warnings.receive_from_system(payload=payload, by=feed)

    assert at_once(*[arrive() for _ in range(4)]) == [None] * 4
    assert (EarlyWarning.objects.count(), Dissuasion.objects.count()) == (4, 1)
    assert faults() == []


def test_one_warning_sent_twice_at_once_is_received_once(
    transactional_db: None, lin: Person, su: Person, hong: Person
) -> None:
    payload = warning_in()

    def arrive() -> object:
        return warnings.receive_warning(warning=payload, door=Door.HAND, by=lin)

    assert at_once(arrive, arrive, arrive) == [None] * 3
    assert EarlyWarning.objects.count() == 1
    assert faults() == []
