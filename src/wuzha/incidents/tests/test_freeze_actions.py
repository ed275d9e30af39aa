from datetime import UTC, datetime, timedelta

import pytest

from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.inputs import Approval
from wuzha.incidents.models import Freeze, StopPaymentOrder
from wuzha.incidents.tests.make import (
    ENDS,
    EXECUTED,
    executed,
    open_case,
)
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.models import Person, Unit

PAPER = Approval(
    paper_number="青公刑冻字〔2026〕12号",
    approved_by="局长梁",
    approval_level="county",
)
CITY_PAPER = Approval(
    paper_number="市公刑冻字〔2026〕3号", approved_by="支队长顾", approval_level="city"
)
DECIDED = EXECUTED + timedelta(hours=20)


@pytest.fixture
def frozen(stop: StopPaymentOrder, wei: Person) -> Freeze:
    return actions.freeze(
        order=stop,
        term="ordinary",
        amount_cents=3_000_000,
        approval=PAPER,
        at=DECIDED,
        by=wei,
    )


def test_a_freeze_ends_the_stop_and_runs_for_six_months(
    stop: StopPaymentOrder, frozen: Freeze
) -> None:
    stop.refresh_from_db()
    assert stop.state == "frozen"
    assert frozen.state == "in_force"
    assert frozen.until == DECIDED.replace(year=2027, month=5)
    ended = Clock.objects.of(stop).get(kind="stop.end")
    assert ended.in_time is True


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (datetime(2026, 8, 31, 1, tzinfo=UTC), datetime(2027, 2, 28, 1, tzinfo=UTC)),
        (datetime(2023, 8, 31, 1, tzinfo=UTC), datetime(2024, 2, 29, 1, tzinfo=UTC)),
    ],
)
def test_a_term_ends_on_the_last_day_of_a_shorter_month(
    stop: StopPaymentOrder, wei: Person, day: datetime, end: datetime
) -> None:
    frozen = actions.freeze(
        order=stop,
        term="ordinary",
        amount_cents=1,
        approval=PAPER,
        starts_at=day,
        at=DECIDED,
        by=wei,
    )
    assert frozen.until == end


def test_its_alarms_are_a_month_a_week_and_a_day_before(frozen: Freeze) -> None:
    steps = Clock.objects.of(frozen).get(kind="freeze.end").steps.order_by("at")
    assert frozen.until is not None
    assert [(frozen.until - step.at).days for step in steps] == [30, 7, 1, 0]


def test_only_the_county_police_decide_a_freeze(
    stop: StopPaymentOrder, su: Person, lin: Person
) -> None:
    for nobody in (su, lin):
        with pytest.raises(NotAllowed):
            actions.freeze(
                order=stop, term="ordinary", amount_cents=1, approval=PAPER, by=nobody
            )


def test_a_year_long_freeze_needs_the_citys_police(
    stop: StopPaymentOrder, wei: Person
) -> None:
    with pytest.raises(Refused, match="设区的市级以上"):
        actions.freeze(
            order=stop,
            term="major",
            amount_cents=1,
            approval=PAPER,
            at=DECIDED,
            by=wei,
        )
    frozen = actions.freeze(
        order=stop,
        term="major",
        amount_cents=1,
        approval=CITY_PAPER,
        at=DECIDED,
        by=wei,
    )
    assert frozen.until == DECIDED.replace(year=2027)


def test_a_stop_that_just_ran_out_can_still_be_frozen(
    stop: StopPaymentOrder, wei: Person, clockwork: Person
) -> None:
    actions.expire_stop_payment(order=stop, at=ENDS, by=clockwork)
    frozen = actions.freeze(
        order=stop, term="ordinary", amount_cents=1, approval=PAPER, by=wei
    )
    assert frozen.state == "in_force"


def test_an_extension_begins_where_the_term_ended(frozen: Freeze, wei: Person) -> None:
    before = frozen.until
    renewal = actions.extend_freeze(
        freeze=frozen, approval=PAPER, at=DECIDED + timedelta(days=170), by=wei
    )
    frozen.refresh_from_db()
    assert renewal.starts_at == before
    assert frozen.until == renewal.until == DECIDED.replace(year=2027, month=11)
    assert Clock.objects.open().of(frozen).get().due_at == renewal.until


def test_an_account_frozen_already_is_queued_and_takes_its_turn(
    frozen: Freeze,
    other_station: Unit,
    other_su: Person,
    wei: Person,
    qiao: Person,
) -> None:
    later = executed(
        incident=open_case(unit=other_station, by=other_su),
        police=other_su,
        bank=qiao,
    )
    queued = actions.freeze(
        order=later,
        term="ordinary",
        amount_cents=1,
        approval=PAPER,
        at=DECIDED,
        by=wei,
    )
    assert (queued.state, queued.until) == ("queued", None)
    with pytest.raises(Refused, match="不能续冻"):
        actions.extend_freeze(freeze=queued, approval=PAPER, by=wei)
    end = DECIDED + timedelta(days=9)
    actions.unfreeze(freeze=frozen, reason="资金已返还", at=end, by=wei)
    queued.refresh_from_db()
    assert (queued.state, queued.starts_at) == ("in_force", end)


def test_what_is_found_unrelated_is_to_be_unfrozen_in_three_days(
    frozen: Freeze, wei: Person
) -> None:
    found = DECIDED + timedelta(days=2)
    actions.find_unrelated(freeze=frozen, at=found, by=wei)
    clock = Clock.objects.open().of(frozen).get(kind="freeze.unfreeze")
    assert clock.due_at == found + timedelta(days=3)
    with pytest.raises(Conflict, match="已登记为查明无关"):
        actions.find_unrelated(freeze=frozen, at=found, by=wei)
    in_time = found + timedelta(days=2)
    actions.unfreeze(freeze=frozen, reason="查明无关", at=in_time, by=wei)
    frozen.refresh_from_db()
    clock.refresh_from_db()
    assert (frozen.state, clock.in_time) == ("unfrozen", True)
    with pytest.raises(Refused, match="没有可以解除的冻结"):
        actions.find_unrelated(freeze=frozen, by=wei)


def test_a_finding_made_by_mistake_is_taken_back(frozen: Freeze, wei: Person) -> None:
    actions.find_unrelated(freeze=frozen, at=DECIDED, by=wei)
    actions.take_back_finding(freeze=frozen, at=DECIDED, by=wei)
    frozen.refresh_from_db()
    assert frozen.found_unrelated_at is None
    assert {clock.kind for clock in Clock.objects.open().of(frozen)} == {"freeze.end"}


def test_what_was_ended_by_people_does_not_expire_again(
    frozen: Freeze, wei: Person, clockwork: Person
) -> None:
    actions.unfreeze(freeze=frozen, reason="资金已返还", by=wei)
    actions.expire_freeze(freeze=frozen, at=DECIDED, by=clockwork)
    frozen.refresh_from_db()
    assert frozen.state == "unfrozen"
