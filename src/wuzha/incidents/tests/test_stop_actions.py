from datetime import timedelta

import pytest

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.inputs import AccountIn, BankAnswer
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.tests.make import (
    ACCOUNT,
    ENDS,
    ENTERED,
    EXECUTED,
    ISSUED,
    OTHER_ACCOUNT,
    drafted,
    executed,
    issued,
    open_case,
    payment,
)
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit

SECOND = EXECUTED + timedelta(hours=40)


def kinds(subject: Incident | StopPaymentOrder) -> set[str]:
    return set(Clock.objects.open().of(subject).values_list("kind", flat=True))


def test_a_draft_takes_the_four_items_and_finds_the_branch(
    draft: StopPaymentOrder, branch: Unit, su: Person
) -> None:
    assert draft.account_name == "钱小二"
    assert draft.account == ACCOUNT
    assert draft.amount_cents == 4_980_000
    assert draft.bank_unit == branch
    assert (draft.state, draft.round) == ("drafted", 1)
    assert Notice.objects.open().about(draft).get().person == su


def test_two_payments_into_one_account_are_asked_for_together(
    station: Unit, su: Person
) -> None:
    incident = open_case(
        unit=station, by=su, payments=[payment(), payment(amount_cents=20_000_00)]
    )
    order = drafted(incident=incident, by=su)
    assert order.amount_cents == 4_980_000
    assert order.requested_cents == 4_980_000 + 20_000_00


def test_a_duty_officer_drafts_but_only_the_police_issue(
    draft: StopPaymentOrder, lin: Person, su: Person
) -> None:
    with pytest.raises(NotAllowed):
        actions.issue_stop_payment(order=draft, by=lin)
    actions.issue_stop_payment(order=draft, at=ISSUED, by=su)
    draft.refresh_from_db()
    assert (draft.state, draft.issued_by) == ("issued", su)


def test_a_bank_can_neither_draft_nor_issue(
    case: Incident, draft: StopPaymentOrder, qiao: Person
) -> None:
    with pytest.raises(NotAllowed):
        drafted(incident=case, by=qiao)
    with pytest.raises(NotAllowed):
        actions.issue_stop_payment(order=draft, by=qiao)


@pytest.mark.parametrize(
    ("missing", "item"), [("payee_name", "收款人户名"), ("paid_at", "转账时间")]
)
def test_without_the_four_items_nothing_is_issued(
    station: Unit, su: Person, missing: str, item: str
) -> None:
    gap = {missing: None if missing == "paid_at" else ""}
    incident = open_case(unit=station, by=su, payments=[payment(**gap)])
    order = drafted(incident=incident, by=su)
    with pytest.raises(Refused, match=f"还缺{item}，银行无法核对"):
        actions.issue_stop_payment(order=order, by=su)
    order.refresh_from_db()
    assert order.state == "drafted"


def test_a_draft_can_be_completed_and_issued(
    station: Unit, branch: Unit, su: Person
) -> None:
    incident = open_case(unit=station, by=su, payments=[payment(payee_name="")])
    order = drafted(incident=incident, by=su)
    completed = AccountIn(
        account=ACCOUNT,
        account_name="钱小二",
        amount_cents=4_980_000,
        transferred_at=payment().paid_at,
        bank_code="402990100017",
    )
    actions.correct_stop_payment(order=order, to=completed, bank_unit=branch, by=su)
    actions.issue_stop_payment(order=order, at=ISSUED, by=su)
    with pytest.raises(Refused, match="内容不能再改"):
        actions.correct_stop_payment(order=order, to=completed, bank_unit=None, by=su)


def test_issuing_stops_the_clock_of_the_request_and_starts_the_banks(
    qiao: Person, case: Incident, order: StopPaymentOrder, branch: Unit
) -> None:
    request = Clock.objects.of(case).get(kind="stop.request")
    assert request.in_time is True
    execution = Clock.objects.of(order).get(kind="stop.execution")
    assert (execution.unit, execution.begins_at) == (branch, ISSUED)
    assert Notice.objects.open().about(order).filter(person=qiao).exists()


def test_a_stop_runs_for_48_hours_through_the_weekend(stop: StopPaymentOrder) -> None:
    assert stop.state == "executed"
    assert stop.ends_at == ENDS
    assert kinds(stop) == {"stop.end"}
    alarms = Clock.objects.of(stop).get(kind="stop.end").steps.order_by("at")
    assert [ENDS - step.at for step in alarms] == [
        timedelta(hours=12),
        timedelta(hours=2),
        timedelta(0),
    ]


def test_without_a_balance_the_bank_still_owes_its_feedback(
    order: StopPaymentOrder, qiao: Person
) -> None:
    actions.execute_stop_payment(order=order, at=EXECUTED, by=qiao)
    assert kinds(order) == {"stop.end", "stop.feedback"}
    answer = BankAnswer(balance_cents=12_00, handler="柜员甲", handler_phone="96110")
    actions.feed_back_stop_payment(order=order, answer=answer, at=EXECUTED, by=qiao)
    assert kinds(order) == {"stop.end"}
    with pytest.raises(Conflict, match="已经反馈过"):
        actions.feed_back_stop_payment(order=order, answer=answer, by=qiao)


def test_what_is_not_executed_cannot_be_fed_back(
    order: StopPaymentOrder, qiao: Person
) -> None:
    with pytest.raises(Refused, match="还没有执行"):
        actions.feed_back_stop_payment(
            order=order, answer=BankAnswer(balance_cents=1), by=qiao
        )


def test_feedback_without_a_balance_is_refused(
    order: StopPaymentOrder, qiao: Person
) -> None:
    actions.execute_stop_payment(order=order, at=EXECUTED, by=qiao)
    with pytest.raises(Refused, match="请填0"):
        actions.feed_back_stop_payment(order=order, answer=BankAnswer(), by=qiao)


def test_the_money_stopped_is_what_was_left_of_the_money_asked_for(
    stop: StopPaymentOrder,
) -> None:
    assert stop.stopped_cents == 3_000_000
    stop.balance_cents = 90_000_000
    assert stop.stopped_cents == stop.requested_cents


def test_a_stop_cannot_be_executed_before_it_was_issued_or_after_now(
    order: StopPaymentOrder, qiao: Person
) -> None:
    early, late = ISSUED - timedelta(minutes=1), EXECUTED + timedelta(minutes=1)
    with pytest.raises(Refused, match="早于签发"):
        actions.execute_stop_payment(
            order=order, executed_at=early, at=EXECUTED, by=qiao
        )
    with pytest.raises(Refused, match="晚于现在"):
        actions.execute_stop_payment(
            order=order, executed_at=late, at=EXECUTED, by=qiao
        )


def test_a_bank_that_finds_no_match_refuses_with_its_cause(
    order: StopPaymentOrder, qiao: Person, su: Person
) -> None:
    actions.refuse_stop_payment(
        order=order, cause="mismatch", note="户名不符", at=EXECUTED, by=qiao
    )
    order.refresh_from_db()
    assert (order.state, order.refusal_cause) == ("refused", "mismatch")
    assert not kinds(order)
    assert Notice.objects.open().about(order).get().person == su


def test_after_a_refusal_the_account_can_be_asked_for_again(
    case: Incident, order: StopPaymentOrder, qiao: Person, su: Person
) -> None:
    actions.refuse_stop_payment(order=order, cause="mismatch", at=EXECUTED, by=qiao)
    again = drafted(incident=case, by=su)
    assert again.round == 1


def test_another_branch_is_not_asked(
    order: StopPaymentOrder, make_unit, make_person, county: Unit
) -> None:
    elsewhere = make_unit("青石农商银行东坪支行", "bank_branch", county)
    ma = make_person("ma", "行长马", "bank_officer", elsewhere)
    with pytest.raises(NotAllowed):
        actions.execute_stop_payment(order=order, at=EXECUTED, by=ma)


def test_for_a_bank_without_a_seat_here_the_police_enter_the_answer(
    station: Unit, su: Person, qiao: Person
) -> None:
    incident = open_case(
        unit=station, by=su, payments=[payment(payee_bank="远方银行总行")]
    )
    order = issued(incident=incident, by=su)
    assert order.bank_unit is None
    with pytest.raises(NotAllowed):
        actions.execute_stop_payment(order=order, at=EXECUTED, by=qiao)
    actions.execute_stop_payment(order=order, at=EXECUTED, by=su)
    order.refresh_from_db()
    assert order.state == "executed"


def test_an_account_has_one_order_under_way_in_the_whole_county(
    draft: StopPaymentOrder, other_station: Unit, other_su: Person
) -> None:
    elsewhere = open_case(unit=other_station, by=other_su)
    with pytest.raises(Conflict, match=r"已有ZF.*草稿，河口派出所"):
        drafted(incident=elsewhere, by=other_su)


def test_while_the_money_is_held_no_first_stop_is_drafted(
    case: Incident, stop: StopPaymentOrder, su: Person
) -> None:
    with pytest.raises(Conflict, match="止付中"):
        drafted(incident=case, by=su)


def test_the_second_stop_takes_over_from_the_first(
    stop: StopPaymentOrder, su: Person, qiao: Person
) -> None:
    second = actions.renew_stop_payment(order=stop, at=SECOND, by=su)
    assert (second.round, second.renews) == (2, stop)
    actions.issue_stop_payment(order=second, at=SECOND, by=su)
    actions.execute_stop_payment(order=second, at=SECOND, by=qiao)
    stop.refresh_from_db()
    second.refresh_from_db()
    assert stop.state == "renewed"
    assert second.ends_at == SECOND + timedelta(hours=48)
    assert not kinds(stop) and "stop.end" in kinds(second)


def test_a_third_stop_is_refused_and_points_to_the_freeze(
    stop: StopPaymentOrder, su: Person, qiao: Person
) -> None:
    second = actions.renew_stop_payment(order=stop, at=SECOND, by=su)
    actions.issue_stop_payment(order=second, at=SECOND, by=su)
    actions.execute_stop_payment(order=second, at=SECOND, by=qiao)
    second.refresh_from_db()
    with pytest.raises(Refused, match=r"已止付2次，达到上限.*办理冻结"):
        actions.renew_stop_payment(order=second, by=su)


def test_the_two_stops_are_counted_by_account_not_by_case(
    stop: StopPaymentOrder,
    other_station: Unit,
    other_su: Person,
    su: Person,
    qiao: Person,
    clockwork: Person,
) -> None:
    second = actions.renew_stop_payment(order=stop, at=SECOND, by=su)
    actions.issue_stop_payment(order=second, at=SECOND, by=su)
    actions.execute_stop_payment(order=second, at=SECOND, by=qiao)
    ends = SECOND + timedelta(hours=48)
    actions.expire_stop_payment(order=second, at=ends, by=clockwork)
    elsewhere = open_case(unit=other_station, by=other_su)
    with pytest.raises(Refused, match="达到上限"):
        drafted(incident=elsewhere, by=other_su)


def test_what_has_run_out_can_still_be_stopped_a_second_time(
    case: Incident, stop: StopPaymentOrder, su: Person, clockwork: Person
) -> None:
    actions.expire_stop_payment(order=stop, at=ENDS, by=clockwork)
    again = drafted(incident=case, by=su)
    assert (again.round, again.renews) == (2, stop)


def test_a_draft_can_be_discarded_and_taken_back(
    draft: StopPaymentOrder, lin: Person
) -> None:
    actions.discard_stop_payment(order=draft, by=lin)
    actions.restore_stop_payment(order=draft, by=lin)
    draft.refresh_from_db()
    assert draft.state == "drafted"


def test_a_discarded_draft_does_not_come_back_beside_a_newer_one(
    case: Incident, draft: StopPaymentOrder, lin: Person
) -> None:
    actions.discard_stop_payment(order=draft, by=lin)
    drafted(incident=case, by=lin)
    with pytest.raises(Conflict, match="刚刚有人起草"):
        actions.restore_stop_payment(order=draft, by=lin)


def test_an_issued_order_can_be_recalled_until_the_bank_has_answered(
    order: StopPaymentOrder, su: Person, qiao: Person
) -> None:
    actions.recall_stop_payment(order=order, reason="账号填错", by=su)
    assert not kinds(order)
    with pytest.raises(Refused, match="终结状态"):
        actions.execute_stop_payment(order=order, at=EXECUTED, by=qiao)


def test_a_stop_is_lifted_with_a_reason_by_the_police(
    stop: StopPaymentOrder, lin: Person, su: Person
) -> None:
    with pytest.raises(NotAllowed):
        actions.lift_stop_payment(order=stop, reason="查明无关", by=lin)
    actions.lift_stop_payment(order=stop, reason="查明无关", by=su)
    stop.refresh_from_db()
    assert (stop.state, stop.end_reason) == ("lifted", "查明无关")
    assert not kinds(stop)


def test_drafts_for_the_accounts_that_the_money_went_to(
    case: Incident, draft: StopPaymentOrder, su: Person
) -> None:
    accounts = [
        AccountIn(account=ACCOUNT, amount_cents=1),
        AccountIn(
            account=OTHER_ACCOUNT,
            amount_cents=2_000_000,
            level=2,
            from_account=ACCOUNT,
            transferred_at=ENTERED,
        ),
    ]
    drafts = actions.draft_stops_for_accounts(incident=case, accounts=accounts, by=su)
    assert [(one.level, one.account) for one in drafts] == [(2, OTHER_ACCOUNT)]
    entry = Entry.objects.get(event="stop_payment.drafted_for_accounts")
    assert (entry.facts["drafted"], entry.facts["left_out"]) == (1, 1)


def test_reading_the_full_items_is_recorded(
    order: StopPaymentOrder, qiao: Person, zhou: Person
) -> None:
    actions.read_stop_payment(order=order, by=qiao)
    read = Entry.objects.get(event="stop_payment.read")
    assert (read.by, read.outcome) == ("qiao", "read")
    with pytest.raises(NotAllowed):
        actions.read_stop_payment(order=order, by=zhou)


def test_the_papers_of_a_counter_stop_are_not_timed_unless_switched_on(
    case: Incident, branch: Unit, su: Person, qiao: Person
) -> None:
    stop = executed(incident=case, police=su, bank=qiao, at_counter=True)
    assert "stop.papers" not in kinds(stop)
