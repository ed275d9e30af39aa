"""Sign, call, meet, feed back, review: what each step asks for and leaves behind."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from wuzha.clocks.models import Clock
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.actions import MeetingIn
from wuzha.earlywarnings.models import Dissuasion, Revisit
from wuzha.earlywarnings.states import State
from wuzha.earlywarnings.tests.making import receive
from wuzha.incidents.actions import VictimIn, open_incident
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(lin: Person, su: Person, hong: Person, wei: Person) -> Dissuasion:
    """Medium, with the grid."""
    return receive(by=lin, grade="medium")


def after(case: Dissuasion, minutes: int) -> datetime:
    return case.received_at + minutes * MINUTE


def attempt(case: Dissuasion, result: str, by: Person, minutes: int = 5) -> None:
    actions.record_attempt(
        dissuasion=case,
        key=uuid4(),
        way="phone",
        result=result,
        at=after(case, minutes),
        by=by,
    )


def meet(case: Dissuasion, by: Person, minutes: int = 40, **facts: object) -> None:
    actions.record_meeting(
        dissuasion=case,
        key=uuid4(),
        meeting=MeetingIn(fraud_class="F07", **facts),  # type: ignore[arg-type]
        at=after(case, minutes),
        by=by,
    )


def running(case: Dissuasion) -> set[str]:
    clocks = Clock.objects.running().of(case)
    return {
        kind.removeprefix("warning.") for kind in clocks.values_list("kind", flat=True)
    }


def test_signing_stops_its_clock_and_names_the_signer(
    case: Dissuasion, hong: Person
) -> None:
    actions.sign(dissuasion=case, at=after(case, 10), by=hong)
    assert (case.state, case.person, case.signed_in_time) == ("signed", hong, True)
    assert running(case) == {"call", "meet", "feed_back"}
    assert not Notice.objects.open().about(case).exists()


def test_signing_after_the_limit_is_late(case: Dissuasion, hong: Person) -> None:
    actions.sign(dissuasion=case, at=after(case, 31), by=hong)
    assert case.signed_in_time is False


def test_the_second_of_two_who_sign_is_told_who_has_it(
    case: Dissuasion, hong: Person, make_person: Callable[..., Person], grid: Unit
) -> None:
    second = make_person("hua", "网格员华", Role.GRID_WORKER, grid)
    actions.sign(dissuasion=case, by=hong)
    with pytest.raises(Conflict, match="已由网格员洪于"):
        actions.sign(dissuasion=case, by=second)


def test_another_grid_cannot_sign(case: Dissuasion, other_hong: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.sign(dissuasion=case, by=other_hong)


def test_whoever_calls_has_signed(case: Dissuasion, hong: Person) -> None:
    attempt(case, "no_answer", hong)
    assert (case.state, case.person) == ("contacted", hong)
    assert (case.called_in_time, case.reached_at) == (True, None)
    assert running(case) == {"meet", "feed_back"}


def test_an_attempt_sent_twice_counts_once(case: Dissuasion, hong: Person) -> None:
    key = uuid4()
    for _ in range(2):
        actions.record_attempt(
            dissuasion=case, key=key, way="phone", result="busy", by=hong
        )
    assert case.attempts.count() == 1


def test_an_attempt_made_without_a_network_counts_from_when_it_was_made(
    case: Dissuasion, hong: Person
) -> None:
    actions.record_attempt(
        dissuasion=case,
        key=uuid4(),
        way="visit",
        result="away",
        made_at=after(case, 20),
        at=after(case, 300),
        by=hong,
    )
    assert (case.signed_in_time, case.called_in_time) == (True, True)
    kept = case.attempts.get()
    assert (kept.at, kept.recorded_at) == (after(case, 20), after(case, 300))


def test_a_wrong_clock_of_a_phone_cannot_reach_before_the_dispatch(
    case: Dissuasion, hong: Person
) -> None:
    actions.record_attempt(
        dissuasion=case,
        key=uuid4(),
        way="phone",
        result="busy",
        made_at=after(case, -9000),
        at=after(case, 9),
        by=hong,
    )
    assert case.attempts.get().at == case.dispatched_at


def test_a_slip_is_taken_back_and_the_clock_runs_on(
    case: Dissuasion, hong: Person
) -> None:
    due = Clock.objects.of(case).get(kind="warning.call").due_at
    attempt(case, "persuaded", hong)
    actions.take_back_attempt(attempt=case.attempts.get(), at=after(case, 6), by=hong)
    case.refresh_from_db()
    assert (case.state, case.called_at, case.reached_at) == ("signed", None, None)
    assert Clock.objects.running().of(case).get(kind="warning.call").due_at == due


def test_nobody_takes_back_what_another_wrote(
    case: Dissuasion, hong: Person, su: Person
) -> None:
    attempt(case, "busy", hong)
    with pytest.raises(Refused, match="只能撤回本人"):
        actions.take_back_attempt(attempt=case.attempts.get(), by=su)


def test_money_gone_is_told_at_once_to_whoever_may_open_the_case(
    case: Dissuasion, hong: Person, lin: Person, wei: Person
) -> None:
    attempt(case, "paid", hong)
    urgent = Notice.objects.open().about(case).filter(urgent=True)
    assert {lin, wei} <= {notice.person for notice in urgent}


def test_the_meeting_ends_what_waits_for_it_and_plans_revisits(
    case: Dissuasion, hong: Person
) -> None:
    meet(case, hong, story="对方自称公安", identity_checked=True)
    assert (case.state, case.met_in_time, case.fraud_class) == ("met", True, "F07")
    assert running(case) == {"feed_back"}
    assert [r.hours for r in case.revisits.all()] == [24, 72, 168]
    assert Clock.objects.running().of(case.revisits.all()[0]).exists()


def test_the_second_meeting_of_a_case_is_a_conflict(
    case: Dissuasion, hong: Person, lin: Person
) -> None:
    meet(case, hong)
    with pytest.raises(Conflict, match="网格员洪已在"):
        meet(case, lin)


def test_a_meeting_taken_back_is_still_to_be_done(
    case: Dissuasion, hong: Person
) -> None:
    meet(case, hong)
    actions.take_back_meeting(meeting=case.meetings.get(), at=after(case, 45), by=hong)
    case.refresh_from_db()
    assert (case.state, case.met_at) == ("contacted", None)
    assert "meet" in running(case)
    assert not case.revisits.filter(cancelled_at=None).exists()


def test_feeding_back_success_needs_the_meeting_that_the_grade_asks_for(
    case: Dissuasion, hong: Person
) -> None:
    attempt(case, "persuaded", hong)
    with pytest.raises(Refused, match="要求见面"):
        actions.feed_back(
            dissuasion=case, outcome="dissuaded", opinion="已劝住", by=hong
        )


def test_somebody_who_cannot_be_found_is_fed_back_without_a_meeting(
    case: Dissuasion, hong: Person
) -> None:
    attempt(case, "nowhere", hong)
    actions.feed_back(
        dissuasion=case, outcome="unreachable", opinion="走访三次未见", by=hong
    )
    assert (case.state, case.outcome) == ("fed_back", "unreachable")
    assert running(case) == set()


def test_a_form_that_began_before_another_deed_is_told(
    case: Dissuasion, hong: Person
) -> None:
    seen = case.version
    attempt(case, "nowhere", hong)
    with pytest.raises(Conflict, match="没有保存"):
        actions.feed_back(
            dissuasion=case, outcome="unreachable", opinion="", seen=seen, by=hong
        )


def done(case: Dissuasion, hong: Person) -> None:
    meet(case, hong)
    actions.feed_back(
        dissuasion=case,
        outcome="dissuaded",
        opinion="已卸载应用",
        at=after(case, 60),
        by=hong,
    )


def test_it_closes_when_the_revisits_are_done(
    case: Dissuasion, hong: Person, su: Person
) -> None:
    done(case, hong)
    with pytest.raises(Refused, match="3 次回访"):
        actions.close(dissuasion=case, by=su)
    for revisit in case.revisits.all():
        actions.record_revisit(
            revisit=revisit, key=uuid4(), way="phone", result="safe", by=hong
        )
    actions.close(dissuasion=case, by=su)
    assert (case.state, case.is_open) == ("closed", False)


def test_it_closes_without_revisits_when_the_reviewer_says_so(
    case: Dissuasion, hong: Person, su: Person
) -> None:
    done(case, hong)
    actions.close(dissuasion=case, waive_revisits=True, by=su)
    waiting = Revisit.objects.filter(done_at=None, cancelled_at=None)
    assert case.state == "closed"
    assert not waiting.exists()
    assert not Clock.objects.open().exists()


def test_the_review_sends_it_back_under_a_new_limit(
    case: Dissuasion, hong: Person, su: Person
) -> None:
    done(case, hong)
    actions.return_feedback(dissuasion=case, reason="没有写转账情况", by=su)
    assert (case.state, case.outcome) == ("met", "")
    assert running(case) == {"feed_back"}
    assert case.handovers.last().why == "reviewed"


def test_a_closed_case_is_opened_again_at_its_unit(
    case: Dissuasion, hong: Person, su: Person, grid: Unit
) -> None:
    done(case, hong)
    actions.close(dissuasion=case, waive_revisits=True, by=su)
    actions.reopen(dissuasion=case, reason="家属来电说又联系上了", by=su)
    assert (case.state, case.unit, case.person) == ("dispatched", grid, None)
    assert running(case) == {"sign", "feed_back"}


def test_a_grid_worker_cannot_review(case: Dissuasion, hong: Person) -> None:
    done(case, hong)
    with pytest.raises(NotAllowed):
        actions.close(dissuasion=case, by=hong)


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_ending_needs_its_reason(case: Dissuasion, lin: Person, reason: str) -> None:
    with pytest.raises(Refused, match="请写明原因"):
        actions.mark_invalid(dissuasion=case, reason=reason, by=lin)


def test_a_duplicate_gives_its_warnings_to_the_other(
    case: Dissuasion, lin: Person
) -> None:
    other = receive(by=lin)
    actions.mark_duplicate(dissuasion=case, of=other, reason="同一人两个号码", by=lin)
    assert (case.state, case.duplicate_of) == ("duplicate", other)
    assert other.warnings.count() == 2
    assert running(case) == set()


def test_nobody_works_on_what_was_transferred(
    case: Dissuasion, lin: Person, hong: Person
) -> None:
    actions.transfer(dissuasion=case, to="邻县反诈中心", reason="已外出务工", by=lin)
    assert "邻县反诈中心" in case.opinion
    with pytest.raises(Refused, match="已转出"):
        attempt(case, "busy", hong)


def test_the_case_is_opened_in_one_step_with_person_story_and_payments(
    case: Dissuasion, hong: Person, wei: Person
) -> None:
    payment = {
        "payee_name": "宗政某",
        "account": "6222021234567890128",
        "amount_cents": 1_250_000,
        "paid_at": "2026-11-22T21:05:00+08:00",
    }
    meet(case, hong, money_moved=True, payments=[payment], story="转了一笔")
    incident = actions.open_case(dissuasion=case, by=wei)
    paid = incident.payments.get()
    assert incident.victim_phone == case.phone
    assert incident.warning_ref == case.number
    assert (paid.payee_name, paid.amount_cents) == ("宗政某", 1_250_000)
    assert (case.incident, case.defrauded_at is not None) == (incident, True)
    with pytest.raises(Conflict, match="已经转为案件"):
        actions.open_case(dissuasion=case, by=wei)


def test_a_fraud_reported_later_finds_its_warning(
    case: Dissuasion, wei: Person, clockwork: Person, county: Unit
) -> None:
    reported = after(case, 3000)
    incident = open_incident(
        unit=county,
        fraud_class="F01",
        victim=VictimIn(phone=case.phone),
        reported_at=reported,
        at=reported,
        by=wei,
    )
    actions.join_reported(at=after(case, 3001), by=clockwork)
    case.refresh_from_db()
    assert (case.incident, case.defrauded_at) == (incident, reported)


def test_old_warnings_without_loss_become_nameless(
    case: Dissuasion, lin: Person, clockwork: Person, hong: Person
) -> None:
    attempt(case, "nowhere", hong)
    actions.mark_invalid(dissuasion=case, reason="测试指令", at=after(case, 9), by=lin)
    two_years = timedelta(days=2 * 366)
    actions.deidentify_old(at=after(case, 9), by=clockwork)
    case.refresh_from_db()
    assert case.name
    actions.deidentify_old(at=after(case, 9) + two_years, by=clockwork)
    case.refresh_from_db()
    warning = case.warnings.get()
    assert not any((case.name, case.phone, case.phone_key, case.address, case.opinion))
    assert not any((warning.name, warning.phone, warning.phone_key, warning.clue))
    assert case.state == State.INVALID
