"""Where the money went, account by account: the victim at the left, then by level."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.states import StopState
from wuzha.incidents.traced import Account, Flow
from wuzha.lib.masking import bank_account
from wuzha.lib.masking import name as masked_name
from wuzha.lib.money import yuan_text
from wuzha.ui.charts import Chart, Link, Node, Tone

VICTIM, OTHERS = "victim", "others-"
MOST_A_LEVEL = 8
# Of all that was followed, what a transfer must carry to have its sum written on it.
TOLD_SHARE = 0.08
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


def trace_picture(flows: Sequence[Flow], accounts: Sequence[Account]) -> Chart:
    """At each level the accounts that got most are drawn, the others as one: hundreds
    of boxes tell nothing to whoever has to act. The table has them all."""
    shown = _boxes(accounts)
    nodes = {VICTIM: Node(VICTIM, _("当事人"), 0)}
    for one in accounts:
        box = shown[one.account]
        nodes.setdefault(box, _traced_node(box, one, shown))
    paid: dict[tuple[str, str], int] = defaultdict(int)
    last = 1 + max((node.level for node in nodes.values()), default=0)
    for flow in flows:
        source = VICTIM if flow.level == 1 else shown.get(flow.src, VICTIM)
        target = shown.get(flow.dst) if not flow.exit else f"exit-{flow.exit}"
        if target is None or target == source:
            continue
        if flow.exit:
            nodes.setdefault(target, Node(target, flow.exit, last, "", "third"))
        paid[source, target] += flow.traced_cents
    least = TOLD_SHARE * sum(flow.traced_cents for flow in flows if flow.level == 1)
    return Chart(
        title=_("资金去向"),
        kind="flow",
        nodes=sorted(nodes.values(), key=lambda node: node.id.startswith(OTHERS)),
        links=[
            Link(a, b, yuan_text(cents) if cents >= least else "")
            for (a, b), cents in paid.items()
        ],
        tall=len(nodes) > 6,
    )


def _boxes(accounts: Sequence[Account]) -> dict[str, str]:
    """By account the box that it is drawn in."""
    by_level: dict[int, list[Account]] = defaultdict(list)
    for one in sorted(accounts, key=lambda one: -one.received_cents):
        by_level[one.level].append(one)
    return {
        one.account: str(one.place) if rank < MOST_A_LEVEL else f"{OTHERS}{level}"
        for level, ones in by_level.items()
        for rank, one in enumerate(ones)
    }


def _traced_node(box: str, one: Account, shown: Mapping[str, str]) -> Node:
    if box.startswith(OTHERS):
        count = sum(other == box for other in shown.values())
        return Node(box, _("另有 %(n)d 个账户") % {"n": count}, one.level, "", "third")
    held = one.order is not None and one.order.state in TONES
    tone = TONES[one.order.state] if one.order and held else "danger"
    note = _("余 %(money)s") % {"money": yuan_text(one.remaining[0] or 0)}
    return Node(
        box,
        bank_account(one.account),
        one.level,
        note,
        tone if one.lies_there else "second",
    )


def _node(key: str, account: str, level: int, order: StopPaymentOrder | None) -> Node:
    state = order.state_label if order else _("未止付")
    tone = TONES.get(order.state, "second") if order else "danger"
    url = order.get_absolute_url() if order else ""
    return Node(key, bank_account(account), level, state, tone, url)
