from datetime import date, timedelta

import pytest

from wuzha.incidents import actions, figures
from wuzha.incidents.inputs import BankAnswer
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.tests.make import (
    EXECUTED,
    OTHER_ACCOUNT,
    executed,
    issued,
    open_case,
    payment,
)
from wuzha.incidents.tests.test_freeze_actions import DECIDED, PAPER
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Person, Unit

FRIDAY = Period.of(Kind.DAY, date(2026, 11, 20))
SATURDAY = FRIDAY.following()


def test_losses_count_where_the_victim_lives_and_who_works_on_it(
    station: Unit, village: Unit, town: Unit, other_town: Unit, county: Unit, su: Person
) -> None:
    open_case(unit=station, by=su, place=village)
    for unit in (station, village, town, county):
        assert figures.losses(figures.incidents_reported(unit, FRIDAY)) == 4_980_000
    assert not figures.incidents_reported(other_town, FRIDAY).exists()
    assert not figures.incidents_reported(county, SATURDAY).exists()


def test_a_loss_of_exactly_half_a_million_is_a_big_case(
    station: Unit, su: Person
) -> None:
    for cents in (49_999_999, 50_000_000):
        open_case(unit=station, by=su, payments=[], other_loss_cents=cents)
    rows = figures.incidents_reported(station, FRIDAY)
    assert figures.big_cases(rows, EXECUTED).get().loss_cents == 50_000_000


def test_money_from_request_to_freeze(
    stop: StopPaymentOrder, county: Unit, wei: Person
) -> None:
    actions.freeze(
        order=stop,
        term="ordinary",
        amount_cents=3_000_000,
        approval=PAPER,
        at=DECIDED,
        by=wei,
    )
    assert figures.money(county, FRIDAY) == figures.Money(
        requests=1, executed=1, requested_cents=4_980_000, stopped_cents=3_000_000
    )
    assert figures.money(county, SATURDAY).frozen_cents == 3_000_000


def test_a_second_stop_of_the_same_money_is_not_counted_twice(
    stop: StopPaymentOrder, county: Unit, su: Person, qiao: Person
) -> None:
    later = EXECUTED + timedelta(hours=1)
    second = actions.renew_stop_payment(order=stop, at=later, by=su)
    actions.issue_stop_payment(order=second, at=later, by=su)
    actions.execute_stop_payment(
        order=second, answer=BankAnswer(balance_cents=3_000_000), at=later, by=qiao
    )
    found = figures.money(county, FRIDAY)
    assert (found.requests, found.stopped_cents) == (1, 3_000_000)
    assert figures.orders_in_force(county).get() == second


def test_every_sum_opens_the_rows_behind_it(
    stop: StopPaymentOrder, county: Unit
) -> None:
    requested = figures.orders_requested(county, FRIDAY)
    assert list(requested) == [stop]
    assert figures.requested_cents(requested) == 4_980_000
    assert figures.stopped_cents(figures.orders_executed(county, FRIDAY)) == 3_000_000


def test_what_the_bank_has_not_said_counts_as_nothing(
    order: StopPaymentOrder, qiao: Person, county: Unit
) -> None:
    actions.execute_stop_payment(order=order, at=EXECUTED, by=qiao)
    assert figures.money(county, FRIDAY).stopped_cents == 0


def test_how_long_each_step_took(stop: StopPaymentOrder, county: Unit) -> None:
    minutes = timedelta(minutes=1)
    request = figures.time_to_request(county, FRIDAY)
    assert (request.count, request.in_time, request.median) == (1, 1, 15 * minutes)
    execution = figures.time_to_execution(county, FRIDAY)
    assert (execution.in_time, execution.slowest) == (0, 15 * minutes)
    assert figures.time_to_feedback(county, FRIDAY).median == 0 * minutes
    nothing = figures.time_to_request(county, SATURDAY)
    assert (nothing.count, nothing.median) == (0, None)


def test_money_town_by_town(
    station: Unit,
    village: Unit,
    town: Unit,
    other_town: Unit,
    branch: Unit,
    su: Person,
    qiao: Person,
    django_assert_num_queries,
) -> None:
    executed(
        incident=open_case(unit=station, by=su, place=village), police=su, bank=qiao
    )
    far = payment(payee_account=OTHER_ACCOUNT)
    issued(
        incident=open_case(unit=station, by=su, place=other_town, payments=[far]),
        by=su,
    )
    with django_assert_num_queries(4):
        found = figures.money_by_place([town, other_town], FRIDAY)
    assert found[town.pk].stopped_cents == 3_000_000
    assert (found[other_town.pk].requests, found[other_town.pk].executed) == (1, 0)


def test_a_dismissed_report_is_no_case(
    station: Unit, branch: Unit, county: Unit, qiao: Person, su: Person
) -> None:
    incident = actions.report_incident(
        reporting_unit=branch,
        unit=station,
        channel="bank",
        fraud_class="F99",
        victim=actions.VictimIn(),
        reported_at=EXECUTED,
        at=EXECUTED,
        by=qiao,
    )
    assert figures.incidents_open(county).count() == 1
    actions.dismiss_incident(incident=incident, reason="重复", by=su)
    assert not figures.incidents_reported(county, FRIDAY).exists()


@pytest.mark.django_db
def test_the_gauges_count_what_is_open(case: Incident, order: StopPaymentOrder) -> None:
    assert figures.orders_open(EXECUTED) == {
        "under_way": 1,
        "in_force": 0,
        "past_their_end": 0,
    }
    assert figures.freezes_in_force(EXECUTED) == 0
