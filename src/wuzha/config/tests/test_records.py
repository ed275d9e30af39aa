"""Every law of the records holds after every deed, and says so when it does not."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F, Model

from wuzha.clocks.models import Clock, ClockStep
from wuzha.config.cli import main
from wuzha.config.records.checking import faults, laws
from wuzha.config.words import FAULTS
from wuzha.earlywarnings import actions as warnings
from wuzha.earlywarnings.actions import MeetingIn
from wuzha.earlywarnings.models import (
    ContactAttempt,
    Dissuasion,
    EarlyWarning,
    Handover,
    Revisit,
)
from wuzha.earlywarnings.tests.making import receive
from wuzha.incidents import actions as incidents
from wuzha.incidents.inputs import Approval, ReviewIn
from wuzha.incidents.models import Freeze, Incident, Review, StopPaymentOrder
from wuzha.incidents.tests.make import ACCOUNT, executed, issued, open_case, payment
from wuzha.organisation.models import Person, Unit
from wuzha.returns import actions as returns
from wuzha.returns.models import Claim, ReturnRound
from wuzha.returns.tests.make import CITY_PAPER, claim_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PAPER = Approval(
    paper_number="青冻字〔2026〕1号", approved_by="局长", approval_level="county"
)


@pytest.fixture
def met(lin: Person, su: Person, hong: Person, wei: Person) -> Dissuasion:
    """With one in triage, one sent out, one signed and one closed beside it."""
    receive(by=lin, address="")
    receive(by=lin)
    warnings.sign(dissuasion=receive(by=lin), by=hong)
    case = receive(by=lin)
    for each in (case, receive(by=lin, phone="13800138000")):
        warnings.record_attempt(
            dissuasion=each, key=uuid4(), way="phone", result="busy", by=hong
        )
        warnings.record_meeting(
            dissuasion=each, key=uuid4(), meeting=MeetingIn(fraud_class="F07"), by=hong
        )
    warnings.feed_back(dissuasion=each, outcome="dissuaded", opinion="已劝住", by=hong)
    warnings.close(dissuasion=each, waive_revisits=True, by=su)
    return case


@pytest.fixture
def stop(
    station: Unit, branch: Unit, su: Person, wei: Person, qiao: Person
) -> StopPaymentOrder:
    """In force; beside it one that is issued, one that is frozen, one case closed."""

    def case(account: str = ACCOUNT) -> Incident:
        return open_case(unit=station, by=su, payments=[payment(payee_account=account)])

    frozen = executed(incident=case("6217000000000000009"), police=su, bank=qiao)
    made = incidents.freeze(
        order=frozen, term="ordinary", amount_cents=100, approval=PAPER, by=wei
    )
    incidents.extend_freeze(freeze=made, approval=PAPER, by=wei)
    incidents.receive_freeze_complaint(
        freeze=made, name="周", phone="", capacity="holder", grounds="货款", by=su
    )
    _decided(made, su, wei)
    issued(incident=case("6217000000000000017"), by=su)
    closed = case("6217000000000000025")
    incidents.review_incident(
        incident=closed,
        review=ReviewIn(
            had_warning="no", was_reached="no", bank_asked="no", missed="无"
        ),
        by=su,
    )
    incidents.close_incident(incident=closed, by=su)
    return executed(incident=case(), police=su, bank=qiao)


def _decided(freeze: Freeze, su: Person, wei: Person) -> None:
    """A return that the bank has to pay."""
    one = returns.open_round(freeze=freeze, available_cents=100, by=su)
    returns.receive_claim(
        returning=one, incident=freeze.order.incident, claim=claim_in(500), by=su
    )
    returns.choose_way(returning=one, way="single", reason="仅一笔", by=su)
    # A day whose calendar is known.
    at = freeze.decided_at.replace(year=2026, month=3, day=2)
    returns.decide_return(returning=one, approval=CITY_PAPER, at=at, by=wei)


@pytest.mark.usefixtures("met", "stop")
def test_no_deed_breaks_a_law() -> None:
    assert faults() == []


def second(model: type[Model], **facts: object) -> Callable[[], object]:
    """The same row again, as if a deed had been done twice."""

    def copy() -> None:
        row = model._base_manager.order_by("-pk").first()
        row.pk = None
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    return copy


def no_clock(kind: str) -> Callable[[], object]:
    return lambda: Clock.objects.filter(kind=kind).delete()


BREAKS: dict[str, Callable[[], object]] = {
    "待分派的都有分派时限": no_clock("warning.triage"),
    "待签收的都有签收时限": no_clock("warning.sign"),
    "还没有拨打的都有拨打时限": no_clock("warning.call"),
    "要求见面、还没有见面的都有见面时限": no_clock("warning.meet"),
    "还没有反馈的都有反馈时限": no_clock("warning.feed_back"),
    "没有做的回访都在计时": no_clock("warning.revisit"),
    "每项劝阻至少有一条预警": lambda: EarlyWarning.objects.all().delete(),
    "劝阻在最近一次移交的单位手里": lambda: Handover.objects.all().delete(),
    "见面时间与见面记录相符": lambda: Dissuasion.objects.update(met_at=None),
    "每条预警的接收都有且只有一条审计记录": second(EarlyWarning, source_number="2"),
    "每件案件的登记都有且只有一条审计记录": second(Incident),
    "每次签发都有且只有一条审计记录": second(StopPaymentOrder, account="6217001"),
    "每次执行都有且只有一条审计记录": second(StopPaymentOrder, account="6217002"),
    "每次联系都有且只有一条审计记录": lambda: ContactAttempt.objects.all().delete(),
    "已结束的劝阻没有待做的回访": lambda: Revisit.objects.update(cancelled_at=None),
    "已签收的不再计签收时限": lambda: Clock.objects.filter(kind="warning.sign").update(
        state="running", done_at=None, in_time=None
    ),
    "已结束的劝阻不再计时": lambda: Clock.objects.filter(
        kind="warning.feed_back"
    ).update(state="running", done_at=None, in_time=None),
    "做过或取消的回访不再计时": lambda: Clock.objects.filter(
        kind="warning.revisit"
    ).update(state="running", done_at=None, in_time=None),
    "时限跟着承办单位走": lambda: Clock.objects.filter(kind="warning.feed_back").update(
        unit=Unit.objects.root()
    ),
    "案件的损失等于各笔款项之和": lambda: Incident.objects.update(loss_cents=1),
    "已签发的止付令都有执行时限": no_clock("stop.execution"),
    "止付中的账户都有到期时限，与到期时间相同": lambda: (
        StopPaymentOrder.objects.in_force().update(
            ends_at=F("ends_at") + timedelta(hours=1)
        )
    ),
    "冻结中的账户都有到期时限，与到期时间相同": no_clock("freeze.end"),
    "冻结的到期时间与最后一次续冻相同": lambda: Freeze.objects.update(
        until=F("until") + timedelta(hours=1)
    ),
    "待答复的冻结申诉都有答复时限": no_clock("freeze.complaint"),
    "已决定、银行没有返还的都有返还时限": no_clock("return.payment"),
    "不在等银行的返还不再计返还时限": lambda: ReturnRound.objects.update(
        state="returned"
    ),
    "各次返还合计不超过冻结金额": lambda: Claim.objects.update(share_cents=101),
    "转冻结的止付令与冻结一一对应": lambda: StopPaymentOrder.objects.filter(
        state="frozen"
    ).update(state="lifted"),
    "签发过止付的案件不再计签发时限": lambda: Clock.objects.filter(
        kind="stop.request", state="done"
    ).update(state="running", done_at=None, in_time=None),
    "已结案的案件有复盘、没有未了的止付和时限": lambda: Review.objects.all().delete(),
    "在走的时限都有到期的一步，或者已经提醒过": lambda: ClockStep.objects.filter(
        what="due"
    ).delete(),
    "在走的时限的每一步都会提醒": lambda: ClockStep.objects.update(next_at=None),
    "已结束的时限没有待走的一步": lambda: ClockStep.objects.update(dropped_at=None),
    "在走的时限都有它所计的事项": lambda: Clock.objects.update(
        subject_id=F("subject_id") + 10_000
    ),
    "单位的路径与上级相符": lambda: Unit.objects.filter(kind="grid").update(path="/"),
}


@pytest.mark.usefixtures("met", "stop")
def test_what_breaks_a_law_is_named() -> None:
    unnoticed = []
    for says, deed in BREAKS.items():
        with transaction.atomic():
            deed()
            named = [
                fault for law in laws() if law.says == says for fault in law.faults()
            ]
            if not any(fault.startswith(f"“{says}”不成立：") for fault in named):
                unnoticed.append(says)
            transaction.set_rollback(True)
    assert unnoticed == []


@pytest.mark.usefixtures("met")
def test_the_command_says_what_does_not_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Unit.objects.filter(kind="grid").update(path="/")
    assert main(["check", "--records"]) == FAULTS
    said = capsys.readouterr().err
    assert "“单位的路径与上级相符”不成立：organisation.Unit" in said
    assert said.count("不成立") == 1
