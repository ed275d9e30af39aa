"""Frozen money on its way back: one return that is done, one whose notice runs; and
somebody who says that their account was frozen wrongly."""

from datetime import timedelta

from wuzha.demo.history.world import World
from wuzha.incidents import actions as incidents
from wuzha.incidents.inputs import Approval, ComplaintIn, PaymentIn
from wuzha.incidents.models import Capacity, Freeze, Incident, Payment
from wuzha.incidents.states import IncidentState
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person
from wuzha.returns import actions
from wuzha.returns.inputs import AccountIn, ClaimIn
from wuzha.returns.models import ReturnRound
from wuzha.returns.shares import Way

BEGUN, DECIDED, PAID, ANNOUNCED = (timedelta(days=days) for days in (15, 12, 11, 9))
FROZEN_SINCE = timedelta(days=16)
# Made up; the check digit holds.
VICTIM_ACCOUNT = "6217000000000000009"
PAPER = Approval(
    paper_number="×公刑返字〔2026〕3号",
    approved_by="市公安局 副局长",
    approval_level="city",
)


COMPLAINED, COMPLAINT_DIGITS = timedelta(days=2), 4
COMPLAINT = {
    "told_number": "",
    "name": "林小店",
    "phone": "15400008812",
    "capacity": Capacity.HOLDER.value,
    "grounds": "这是卖苗木的货款，买家转来的，有合同和发货单。",
}


def with_returns(world: World) -> None:
    """Does nothing in a county without three accounts that were frozen long enough."""
    police = world.county.holding(Role.COUNTY_POLICE)[0]
    frozen = Freeze.objects.in_force().filter(
        decided_at__lt=world.now - FROZEN_SINCE, until__gt=world.now, amount_cents__gt=0
    )
    rows = frozen.select_related("order__incident__unit", "order__bank_unit")
    largest = list(rows.order_by("-amount_cents")[:3])
    if len(largest) == 3:
        first, second, third = largest
        _done(world, second, police)
        _on_notice(world, first, police)
        _complain(world, third)


def _complain(world: World, freeze: Freeze) -> None:
    """On the public page."""
    end = freeze.order.account[-COMPLAINT_DIGITS:]
    incidents.receive_public_complaint(
        written=ComplaintIn(told_account=end, **COMPLAINT),
        at=world.now - COMPLAINED,
    )


def _done(world: World, freeze: Freeze, police: Person) -> None:
    """One victim paid into it, and has the money again."""
    incident = freeze.order.incident
    returning = _begun(world, freeze, police)
    _claim(world, returning, incident, incident.loss_cents, police)
    actions.choose_way(
        returning=returning,
        way=Way.SINGLE,
        reason="银行流水显示冻结前只有该受害人一笔汇入。",
        by=police,
    )
    decided = world.now - DECIDED
    actions.decide_return(returning=returning, approval=PAPER, at=decided, by=police)
    claim = returning.claims.get()
    branch = freeze.order.bank_unit
    teller = world.county.holding(Role.BANK_OFFICER, branch)[0] if branch else police
    actions.confirm_payment(
        claim=claim, handler=teller.name, at=world.now - PAID, by=teller
    )


def _on_notice(world: World, freeze: Freeze, police: Person) -> None:
    """Two victims' money flowed together; there is less than they lost."""
    first = freeze.order.incident
    others = Incident.objects.filter(state=IncidentState.OPEN).exclude(pk=first.pk)
    second = others.order_by("-reported_at").first()
    if second is None:
        return
    paid = PaymentIn(
        payee_account=freeze.order.account,
        payee_name=freeze.order.account_name,
        amount_cents=freeze.amount_cents * 3 // 5,
        paid_at=second.reported_at - timedelta(hours=1),
        payer_account=VICTIM_ACCOUNT,
    )
    made: Payment = incidents.add_payment(incident=second, payment=paid, by=police)
    returning = _begun(world, freeze, police)
    _claim(world, returning, first, freeze.amount_cents, police)
    _claim(world, returning, second, made.amount_cents, police)
    actions.choose_way(
        returning=returning,
        way=Way.PRO_RATA,
        reason="两名受害人的款项与其他汇入混同，按到账时间不能区分。",
        by=police,
    )
    actions.publish_notice(
        returning=returning,
        place="县公安局公告栏和网站",
        at=world.now - ANNOUNCED,
        by=police,
    )


def _begun(world: World, freeze: Freeze, police: Person) -> ReturnRound:
    return actions.open_round(
        freeze=freeze,
        available_cents=freeze.amount_cents,
        at=world.now - BEGUN,
        by=police,
    )


def _claim(
    world: World, returning: ReturnRound, incident: Incident, cents: int, by: Person
) -> None:
    account = AccountIn(account=VICTIM_ACCOUNT, bank="县农商银行")
    actions.receive_claim(
        returning=returning,
        incident=incident,
        claim=ClaimIn(lost_cents=cents, account=account),
        at=world.now - BEGUN,
        by=by,
    )
