"""Each constraint is broken once, past the actions."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from wuzha.incidents import actions
from wuzha.incidents.inputs import ReviewIn
from wuzha.incidents.models import (
    Freeze,
    FreezeRenewal,
    FundTrace,
    Identifier,
    Incident,
    Payment,
    Review,
    StopPaymentOrder,
)
from wuzha.incidents.tests.make import ENDS, EXECUTED, OTHER_ACCOUNT
from wuzha.incidents.tests.test_freeze_actions import DECIDED, PAPER
from wuzha.organisation.models import Person


def assert_refused(row: models.Model, **columns: Any) -> None:
    for column, value in columns.items():
        setattr(row, column, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(update_fields=list(columns))
    row.refresh_from_db()


def assert_not_copied(row: models.Model, **columns: Any) -> None:
    row.pk = None
    row._state.adding = True
    for column, value in columns.items():
        setattr(row, column, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def assert_kept_by_the_database(text: str) -> None:
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(text.format(table=FundTrace._meta.db_table))


@pytest.fixture
def frozen(stop: StopPaymentOrder, wei: Person) -> Freeze:
    return actions.freeze(
        order=stop,
        term="ordinary",
        amount_cents=1,
        approval=PAPER,
        at=DECIDED,
        by=wei,
    )


def test_incident(case: Incident, su: Person) -> None:
    assert_refused(case, loss_cents=-1)
    assert_refused(case, other_loss_cents=-1)
    assert_refused(case, state="closed")
    assert_refused(case, closed_at=EXECUTED, closed_by=su)
    assert_refused(case, state="closed", closed_at=EXECUTED)
    assert_refused(case, accepted_at=None)
    assert_refused(case, state="dismissed")


def test_payment(case: Incident) -> None:
    paid = Payment.objects.get()
    assert_refused(paid, amount_cents=0)
    assert_refused(paid, payee_account="", payee_account_key="")


def test_identifier_once_an_incident(case: Incident) -> None:
    Identifier.of(case, kind="phone", value="13900005555").save()
    assert_not_copied(Identifier.objects.get())


def test_one_order_under_way_per_account(draft: StopPaymentOrder) -> None:
    assert_not_copied(draft)


def test_one_stop_in_force_per_account(stop: StopPaymentOrder) -> None:
    assert_not_copied(stop)


def test_orders_of_different_accounts_live_side_by_side(
    draft: StopPaymentOrder,
) -> None:
    draft.pk = None
    draft._state.adding = True
    draft.account = OTHER_ACCOUNT
    draft.save()
    assert StopPaymentOrder.objects.under_way().count() == 2


def test_a_stop_in_its_steps(draft: StopPaymentOrder, su: Person) -> None:
    assert_refused(draft, state="issued")
    issued = {"state": "issued", "issued_by": su, "issued_at": EXECUTED}
    assert_refused(draft, **issued, account_name="")
    assert_refused(draft, **issued, transferred_at=None)
    assert_refused(draft, **issued, amount_cents=0)
    assert_refused(draft, **issued, account="", account_key="")
    assert_refused(draft, balance_cents=-1)
    assert_refused(draft, requested_cents=draft.amount_cents - 1)
    assert_refused(draft, amount_cents=-1)
    assert_refused(draft, round=0)
    assert_refused(draft, level=0)
    assert_refused(draft, renews=draft)


def test_a_stop_with_its_answer(order: StopPaymentOrder, su: Person) -> None:
    assert_refused(order, state="executed")
    assert_refused(
        order,
        state="executed",
        answered_by=su,
        executed_at=EXECUTED,
        ends_at=EXECUTED,
    )
    assert_refused(order, state="executed", answered_by=su, executed_at=EXECUTED)
    assert_refused(order, state="executed", executed_at=EXECUTED, ends_at=ENDS)
    assert_refused(order, state="refused", refused_at=EXECUTED, answered_by=su)
    assert_refused(order, state="refused", refusal_cause="other", answered_by=su)


def test_a_freeze(frozen: Freeze) -> None:
    assert_refused(frozen, until=None)
    assert_refused(frozen, until=frozen.starts_at)
    assert_refused(frozen, amount_cents=-1)
    assert_refused(frozen, ended_at=DECIDED)
    assert_refused(frozen, state="unfrozen")


def test_one_freeze_in_force_per_account(
    frozen: Freeze, stop: StopPaymentOrder
) -> None:
    stop.pk = None
    stop._state.adding = True
    stop.state = "expired"
    stop.save()
    assert_not_copied(frozen, order=stop)


def test_a_renewal(frozen: Freeze, wei: Person) -> None:
    renewal = actions.extend_freeze(freeze=frozen, approval=PAPER, by=wei)
    assert_refused(renewal, until=renewal.starts_at - timedelta(days=1))
    assert_not_copied(FreezeRenewal.objects.get())


def test_what_a_trace_found_stays_and_another_may_follow(
    case: Incident, su: Person
) -> None:
    facts = {"hops": 5, "hours": 72, "basis": {}, "evidence": "{}", "account_count": 1}
    sums = {"started_cents": 100, "remaining_cents": 40}
    made = {"incident": case, "method": "fifo", "made_at": EXECUTED, "made_by": su}
    first = FundTrace.objects.create(round=1, **facts, **sums, **made)
    connection.check_constraints()  # else PostgreSQL refuses to truncate anyway
    own = {
        "sqlite": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "postgresql": "TRUNCATE {table} CASCADE",
    }
    for text in ("UPDATE {table} SET hops = 6", "DELETE FROM {table}"):
        assert_kept_by_the_database(text)
    assert_kept_by_the_database(own[connection.vendor])
    FundTrace.objects.create(round=2, follows=first, **facts, **sums, **made)
    assert [one.hops for one in case.traces.all()] == [5, 5]


def test_a_review(case: Incident, su: Person) -> None:
    review = actions.review_incident(
        incident=case,
        review=ReviewIn(
            had_warning="no", was_reached="no", bank_asked="no", missed="没有预警。"
        ),
        by=su,
    )
    assert_refused(review, had_warning="yes")
    assert_refused(review, met_in_time="yes")
    assert_refused(review, missed="")
    assert_not_copied(Review.objects.get())
