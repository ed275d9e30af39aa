"""The clocks of this area, with a time that the test chooses."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder
from wuzha.incidents.states import ClockKind
from wuzha.incidents.tests.make import ENDS, EXECUTED, ISSUED, REPORTED
from wuzha.incidents.tests.test_freeze_actions import DECIDED, PAPER
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person

Tick = Callable[[datetime], None]
SECOND = timedelta(seconds=1)


def told(subject: Incident | StopPaymentOrder | Freeze) -> set[str]:
    open_notices = Notice.objects.open().about(subject)
    return set(open_notices.values_list("person__username", "item"))


def test_every_kind_of_clock_has_its_answer() -> None:
    from wuzha.incidents.jobs import ALARMS

    assert set(ALARMS) == set(ClockKind.values)


def test_a_request_that_is_late_goes_to_the_station_and_to_the_county(
    case: Incident, lin: Person, wei: Person, tick: Tick
) -> None:
    tick(REPORTED + timedelta(minutes=30))
    assert told(case) == {
        ("su", f"{case.number}：签发止付已超时"),
        ("lin", f"{case.number}：签发止付已超时"),
        ("wei", f"{case.number}：签发止付已超时"),
    }


@pytest.mark.usefixtures("lin", "wei")
def test_what_is_told_is_in_the_language_of_the_county_whoever_acts(
    case: Incident, tick: Tick
) -> None:
    with override("en"):
        tick(REPORTED + timedelta(minutes=30))
    assert ("su", f"{case.number}：签发止付已超时") in told(case)


def test_the_bank_is_reminded_before_and_the_police_told_after_its_limit(
    qiao: Person, lin: Person, order: StopPaymentOrder, tick: Tick
) -> None:
    tick(ISSUED + timedelta(minutes=5))
    assert told(order) == {("qiao", f"{order.number}：银行执行，还剩 5分00秒")}
    tick(ISSUED + timedelta(minutes=10))
    assert {who for who, _what in told(order)} == {"qiao", "lin"}


@pytest.mark.parametrize(("hours", "left"), [(12, "12小时00分"), (2, "2小时00分")])
def test_the_police_are_warned_before_a_stop_ends(
    stop: StopPaymentOrder, tick: Tick, hours: int, left: str
) -> None:
    tick(ENDS - timedelta(hours=hours) - SECOND)
    before = told(stop)
    tick(ENDS - timedelta(hours=hours))
    assert told(stop) - before == {("su", f"{stop.number}：续止或冻结，还剩 {left}")}


def test_a_stop_ends_of_itself_after_48_hours(
    stop: StopPaymentOrder, tick: Tick
) -> None:
    tick(ENDS - SECOND)
    stop.refresh_from_db()
    assert stop.state == "executed"
    tick(ENDS)
    stop.refresh_from_db()
    assert (stop.state, stop.ended_at) == ("expired", ENDS)
    assert ("su", f"{stop.number}：止付已到期解除") in told(stop)


def test_after_an_outage_it_ends_once_at_its_own_time(
    stop: StopPaymentOrder, tick: Tick
) -> None:
    tick(ENDS + timedelta(hours=5))
    tick(ENDS + timedelta(hours=6))
    stop.refresh_from_db()
    assert (stop.state, stop.ended_at) == ("expired", ENDS)
    assert Clock.objects.of(stop).get(kind="stop.end").steps.filter(late=True).exists()


def test_a_stop_that_was_frozen_does_not_expire(
    stop: StopPaymentOrder, wei: Person, tick: Tick
) -> None:
    actions.freeze(
        order=stop,
        term="ordinary",
        amount_cents=1,
        approval=PAPER,
        at=DECIDED,
        by=wei,
    )
    tick(ENDS)
    stop.refresh_from_db()
    assert stop.state == "frozen"


def test_a_freeze_warns_and_then_ends_of_itself(
    stop: StopPaymentOrder, wei: Person, tick: Tick
) -> None:
    freeze = actions.freeze(
        order=stop,
        term="ordinary",
        amount_cents=1,
        approval=PAPER,
        at=DECIDED,
        by=wei,
    )
    assert freeze.until is not None
    tick(freeze.until - timedelta(days=7))
    assert ("su", f"{freeze.number}：续冻或解冻，还剩 7天00小时") in told(freeze)
    tick(freeze.until)
    freeze.refresh_from_db()
    assert (freeze.state, freeze.ended_at) == ("expired", freeze.until)
    assert not Clock.objects.open().of(freeze).exists()


def test_an_answer_in_time_silences_the_bank(
    qiao: Person, order: StopPaymentOrder, tick: Tick
) -> None:
    actions.refuse_stop_payment(order=order, cause="closed", at=EXECUTED, by=qiao)
    tick(EXECUTED + timedelta(days=3))
    assert {who for who, _what in told(order)} == {"su"}
