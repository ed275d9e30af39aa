"""Where the money went, account by account: the victim at the left, then by level."""

from collections import defaultdict

from django.utils.translation import gettext as _

from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.states import StopState
from wuzha.lib.masking import bank_account
from wuzha.lib.masking import name as masked_name
from wuzha.lib.money import yuan_text
from wuzha.ui.charts import Chart, Link, Node, Tone

VICTIM = "victim"
TONES: dict[str, Tone] = {
    StopState.DRAFTED: "soon",
    StopState.ISSUED: "soon",
    StopState.EXECUTED: "done",
    StopState.FROZEN: "done",
    StopState.REFUSED: "danger",
    StopState.EXPIRED: "danger",
    StopState.LIFTED: "third",
}


def money_picture(incident: Incident, orders: list[StopPaymentOrder]) -> Chart | None:
    """None while no payment is known. Each account is drawn once; its latest order
    gives it its state."""
    payments = list(incident.payments.standing())
    if not payments:
        return None
    latest = {one.account_key: one for one in orders if one.state != "discarded"}
    paid: dict[str, int] = defaultdict(int)
    nodes = {VICTIM: Node(VICTIM, masked_name(incident.victim_name) or _("当事人"), 0)}
    for payment in payments:
        key = payment.payee_account_key
        paid[key] += payment.amount_cents
        nodes[key] = _node(key, payment.payee_account, 1, latest.get(key))
    links = [Link(VICTIM, key, yuan_text(cents)) for key, cents in paid.items()]
    for key, order in latest.items():
        if key in nodes:
            continue
        nodes[key] = _node(key, order.account, order.level, order)
        source = order.from_account_key
        if source:
            amount = yuan_text(order.amount_cents)
            links.append(Link(source, key, amount))
    known = [link for link in links if link.source in nodes]
    return Chart(
        title=_("资金去向"),
        kind="flow",
        nodes=tuple(nodes.values()),
        links=known,
        tall=len(nodes) > 6,
    )


def _node(key: str, account: str, level: int, order: StopPaymentOrder | None) -> Node:
    state = order.state_label if order else _("未止付")
    tone = TONES.get(order.state, "second") if order else "danger"
    url = order.get_absolute_url() if order else ""
    return Node(key, bank_account(account), level, state, tone, url)
