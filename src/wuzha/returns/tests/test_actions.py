"""From the application to the money's return, and what is refused on the way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from wuzha.clocks.firing import due_steps, fire
from wuzha.clocks.models import Clock
from wuzha.incidents import actions as incidents
from wuzha.incidents.jobs import ALARMS as INCIDENTS
from wuzha.incidents.models import Freeze, Incident
from wuzha.incidents.tests.test_freeze_actions import PAPER
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.returns import actions
from wuzha.returns.inputs import AccountIn, AgentIn, TraceIn
from wuzha.returns.jobs import ALARMS
from wuzha.returns.models import Claim, ReturnRound, left_cents
from wuzha.returns.tests.make import (
    ANNOUNCED,
    CITY_PAPER,
    FREEZE_CENTS,
    OPENED,
    OVER,
    case_of,
    claim_in,
    claimed,
)

OBJECTION = {"name": "何某", "phone": "", "text": "我也转过钱到这个账户。"}


def state(returning: ReturnRound) -> str:
    returning.refresh_from_db()
    return returning.state


def decide(returning: ReturnRound, by: Person) -> None:
    actions.decide_return(returning=returning, approval=CITY_PAPER, at=OVER, by=by)


def test_money_goes_back_pro_rata_after_the_notice(
    announced: ReturnRound, freeze: Freeze, wei: Person, qiao: Person
) -> None:
    assert announced.notice_until == OVER
    with pytest.raises(Refused, match="期满"):
        actions.decide_return(
            returning=announced,
            approval=CITY_PAPER,
            at=OVER - timedelta(seconds=1),
            by=wei,
        )
    decide(announced, wei)
    liu, tao = announced.standing
    assert (liu.share_cents, tao.share_cents) == (4_000_000, 6_000_000)
    assert (liu.paper_number, tao.paper_number) == (
        "青公刑返字〔2026〕7号之1",
        "青公刑返字〔2026〕7号之2",
    )
    payment = Clock.objects.of(announced).get(kind="return.payment")
    # Decided on the evening of a Saturday: Monday to Wednesday.
    assert payment.rule["limit"] == "3 working_day"
    for claim in (liu, tao):
        assert state(announced) == "decided"
        actions.confirm_payment(claim=claim, handler="柜员甲", at=OVER, by=qiao)
    assert state(announced) == "returned"
    payment.refresh_from_db()
    assert payment.in_time is True
    assert left_cents(freeze) == 0
    freeze.refresh_from_db()
    assert freeze.state == "in_force"


def test_the_database_holds_nothing_decided_before_the_notice_has_ended(
    announced: ReturnRound, wei: Person
) -> None:
    decide(announced, wei)
    early = {"decided_at": OVER - timedelta(days=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnRound.objects.filter(pk=announced.pk).update(**early)
    more = Claim.objects.filter(round=announced)
    with pytest.raises(IntegrityError), transaction.atomic():
        more.update(share_cents=99_999_999)


def test_an_objection_is_answered_first_and_one_that_holds_begins_anew(
    announced: ReturnRound, su: Person, wei: Person
) -> None:
    objection = actions.receive_objection(
        returning=announced, at=ANNOUNCED, by=su, **OBJECTION
    )
    with pytest.raises(Refused, match="答复"):
        decide(announced, wei)
    with pytest.raises(NotAllowed):
        actions.answer_objection(objection=objection, is_upheld=True, answer="", by=su)
    actions.answer_objection(
        objection=objection, is_upheld=True, answer="属实。", at=OVER, by=wei
    )
    with pytest.raises(Conflict):
        actions.answer_objection(
            objection=objection, is_upheld=False, answer="", by=wei
        )
    with pytest.raises(Refused, match="撤回公告"):
        decide(announced, wei)
    actions.take_back_notice(returning=announced, reason="漏了一人", at=OVER, by=wei)
    assert state(announced) == "collecting"
    assert not Clock.objects.open().of(announced).exists()
    assert {claim.share_cents for claim in announced.standing} == {None}
    later = OVER + timedelta(days=2)
    actions.publish_notice(returning=announced, place="网站", at=later, by=wei)
    with pytest.raises(Refused, match="期满"):
        decide(announced, wei)


def test_the_end_of_a_notice_asks_the_police_and_decides_nothing(
    announced: ReturnRound, wei: Person, clockwork: Person
) -> None:
    alarms = {**INCIDENTS, **ALARMS}
    for step in due_steps(OVER):
        fire(step, alarms=alarms, at=OVER, by=clockwork)
    told = Notice.objects.open().about(announced).get(person=wei)
    assert "公告期满" in told.item
    assert state(announced) == "on_notice"
    assert Clock.objects.of(announced).get(kind="return.notice").in_time is True


def test_what_is_left_stays_frozen_for_the_next_victim(
    returning: ReturnRound,
    freeze: Freeze,
    station: Unit,
    su: Person,
    wei: Person,
    qiao: Person,
) -> None:
    first, second = (
        case_of(name, cents, unit=station, by=su)
        for name, cents in (("阮小五", 6_000_000), ("卢小七", 5_000_000))
    )
    claimed(returning, first, by=su)
    actions.choose_way(returning=returning, way="single", reason="仅一笔", by=su)
    decide(returning, wei)
    with pytest.raises(Conflict):
        actions.open_round(freeze=freeze, available_cents=1, by=su)
    claim = returning.claims.get()
    actions.confirm_payment(claim=claim, handler="甲", at=OVER, by=qiao)
    assert left_cents(freeze) == 4_000_000
    with pytest.raises(Refused, match="40,000"):
        actions.open_round(freeze=freeze, available_cents=4_000_001, by=su)
    following = actions.open_round(freeze=freeze, available_cents=4_000_000, by=su)
    claimed(following, second, by=su)
    actions.choose_way(returning=following, way="single", reason="仅一笔", by=su)
    decide(following, wei)
    assert following.claims.get().share_cents == 4_000_000


def test_traced_victims_get_what_the_trace_names(
    returning: ReturnRound, liu: Incident, tao: Incident, su: Person, wei: Person
) -> None:
    for case, cents in ((liu, 8_000_000), (tao, 2_000_000)):
        trace = TraceIn(
            traced_cents=cents, trace_method="fifo", trace_source="银行流水 第3页"
        )
        claimed(returning, case, by=su, trace=trace)
    actions.choose_way(returning=returning, way="traced", reason="时间可分", by=su)
    decide(returning, wei)
    assert [claim.share_cents for claim in returning.standing] == [
        8_000_000,
        2_000_000,
    ]


def test_only_the_police_decide_and_only_on_a_paper_of_the_city(
    pro_rata: ReturnRound, announced: ReturnRound, cast: dict[str, Person]
) -> None:
    for name in ("lin", "su", "luo", "qiao", "hong"):
        with pytest.raises(NotAllowed):
            decide(announced, cast[name])
        with pytest.raises(NotAllowed):
            actions.publish_notice(returning=announced, place="", by=cast[name])
    with pytest.raises(Refused, match="市级"):
        actions.decide_return(
            returning=announced, approval=PAPER, at=OVER, by=cast["wei"]
        )


def test_an_agent_needs_an_authority_that_somebody_verified(
    returning: ReturnRound, liu: Incident, su: Person
) -> None:
    unverified = AgentIn(name="柳大山", authorisation="委托书")
    with pytest.raises(Refused, match="委托"):
        claimed(returning, liu, by=su, agent=unverified)
    agent = AgentIn(name="柳大山", authorisation="委托书", is_verified=True)
    assert claimed(returning, liu, by=su, agent=agent).agent_name == "柳大山"
    with pytest.raises(Conflict):
        claimed(returning, liu, by=su)


def test_applications_stand_still_while_they_are_announced(
    announced: ReturnRound, su: Person
) -> None:
    claim = announced.standing[0]
    for deed in (
        lambda: actions.correct_claim(claim=claim, facts=claim_in(1), by=su),
        lambda: actions.withdraw_claim(claim=claim, by=su),
        lambda: actions.choose_way(returning=announced, way="single", reason="", by=su),
    ):
        with pytest.raises(Refused, match="撤回公告"):
            deed()


def test_a_claim_is_corrected_taken_back_and_restored(
    returning: ReturnRound, liu: Incident, su: Person, wei: Person
) -> None:
    claim = claimed(returning, liu, by=su)
    actions.correct_claim(claim=claim, facts=claim_in(7_000_000), by=su)
    actions.withdraw_claim(claim=claim, by=su)
    assert returning.standing == []
    with pytest.raises(Refused, match="没有选定"):
        decide(returning, wei)
    actions.restore_claim(claim=claim, by=su)
    assert [one.lost_cents for one in returning.standing] == [7_000_000]
    with pytest.raises(Conflict):
        actions.restore_claim(claim=claim, by=su)
    actions.withdraw_round(returning=returning, reason="误开", by=su)
    assert state(returning) == "withdrawn"


def test_money_goes_elsewhere_only_when_the_account_cannot_receive(
    announced: ReturnRound, wei: Person, qiao: Person
) -> None:
    decide(announced, wei)
    claim = announced.standing[0]
    other = AccountIn(account="6217000000000000009", bank="县信用社", reason="原户已销")
    with pytest.raises(Refused, match="不能入账"):
        actions.change_account(claim=claim, account=other, by=wei)
    actions.report_failure(claim=claim, reason="账户已销户", at=OVER, by=qiao)
    with pytest.raises(Refused, match="原因"):
        actions.change_account(
            claim=claim, account=AccountIn(account="1", bank="甲"), by=wei
        )
    actions.change_account(claim=claim, account=other, at=OVER, by=wei)
    claim.refresh_from_db()
    assert (claim.failure, claim.account_reason) == ("", "原户已销")


def test_nothing_is_returned_of_an_account_that_is_not_frozen(
    announced: ReturnRound, freeze: Freeze, su: Person, wei: Person
) -> None:
    incidents.unfreeze(freeze=freeze, reason="已撤案", by=wei)
    with pytest.raises(Refused, match="不受控制"):
        decide(announced, wei)
    with pytest.raises(Refused, match="不受控制"):
        actions.open_round(
            freeze=freeze, available_cents=FREEZE_CENTS, at=OPENED, by=su
        )
