"""Orders to draft, to issue, to execute, to answer and to follow up."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.clocks.models import Clock
from wuzha.home.desk import incidents
from wuzha.home.desk.items import Item, Mark, Timed, earliest, limit_name, nothing
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.states import ClockKind, IncidentState, StopState
from wuzha.lib import masking, money
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

DRAFTERS = frozenset({Permission.STOP_DRAFT})
ISSUERS = frozenset({Permission.STOP_ISSUE})
# The bank; without one here, the police who hear its answer elsewhere.
ANSWERERS = frozenset({Permission.STOP_EXECUTE, Permission.STOP_ISSUE})
CLOCKS: Mapping[str, Timed] = {
    ClockKind.REQUEST: Timed(DRAFTERS, above=DRAFTERS),
    ClockKind.EXECUTION: Timed(ANSWERERS, above=DRAFTERS),
    ClockKind.FEEDBACK: Timed(ANSWERERS, above=DRAFTERS),
    ClockKind.STOP_END: Timed(DRAFTERS, is_long=True),
    ClockKind.PAPERS: Timed(ISSUERS, above=ISSUERS),
}
STEPS = {
    ClockKind.EXECUTION: N_("执行或答复"),
    ClockKind.FEEDBACK: N_("反馈余额"),
    ClockKind.STOP_END: N_("续止或冻结"),
    ClockKind.PAPERS: N_("补送文书"),
}

handed = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    yield from _requests(
        seat, earliest(one for one in clocks if one.kind == ClockKind.REQUEST)
    )
    ends = earliest(one for one in clocks if one.kind != ClockKind.REQUEST)
    orders = StopPaymentOrder.objects.filter(pk__in=ends)
    for order in orders.select_related("incident"):
        clock = ends[order.pk]
        kind = ClockKind(clock.kind)
        is_ours = clock.unit in seat.units(*CLOCKS[kind].doers)
        yield _item(order, clock, step=_(STEPS[kind]) if is_ours else _("催办"))


def waiting(seat: Seat) -> Iterable[Item]:
    sent = StopPaymentOrder.objects.awaiting_bank().filter(issued_by__in=seat.people)
    drafted = StopPaymentOrder.objects.filter(
        state=StopState.DRAFTED, drafted_by__in=seat.people
    ).exclude(incident__unit__in=seat.units(*ISSUERS))
    both = (sent | drafted).select_related("incident", "bank_unit")
    for order in both.order_by():
        yield Item(
            title=title_of(order),
            kind=_waits_for(order),
            url=order.get_absolute_url(),
            since=order.executed_at or order.issued_at or order.drafted_at,
            subject=(order._meta.label, order.pk),
        )


def title_of(order: StopPaymentOrder) -> str:
    """How much, in which account: the last digits are enough to tell it apart."""
    return _("%(amount)s，账户%(account)s") % {
        "amount": money.yuan_text(order.requested_cents),
        "account": masking.bank_account(order.account),
    }


def _requests(seat: Seat, ends: Mapping[int, Clock]) -> Iterable[Item]:
    """Drafts to be issued; without a draft, the incident that still needs one. What was
    only reported is accepted first."""
    issuing = seat.units(*ISSUERS)
    drafts = StopPaymentOrder.objects.filter(
        Q(incident__in=ends) | Q(incident__unit__in=issuing), state=StopState.DRAFTED
    )
    drafted: set[int] = set()
    for draft in drafts.select_related("incident__unit"):
        drafted.add(draft.incident_id)
        clock = ends.get(draft.incident_id)
        if draft.incident.unit in issuing:
            yield _item(draft, clock, step=_("签发止付"))
        elif clock and clock.level:
            yield _item(draft, clock, step=_("催办"))
    undrafted = Incident.objects.filter(pk__in=ends.keys() - drafted)
    for row in undrafted.exclude(state=IncidentState.REPORTED):
        clock = ends[row.pk]
        yield Item(
            title=incidents.title_of(row),
            kind=_("案件"),
            note=row.number,
            step=_("起草止付"),
            url=row.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=clock.begins_at,
        )


def _item(order: StopPaymentOrder, clock: Clock | None, *, step: str) -> Item:
    return Item(
        title=title_of(order),
        kind=_("第%(round)d次止付") % {"round": order.round},
        note=_("%(bank)s · %(number)s")
        % {"bank": order.bank_name or _("开户行待查"), "number": order},
        step=step,
        url=order.get_absolute_url(),
        mark=Mark(_("加急"), "danger") if order.is_urgent else None,
        clock=clock,
        clock_name=limit_name(ClockKind, clock),
        since=order.issued_at or order.drafted_at,
        is_pressing=order.state == StopState.DRAFTED,
    )


def _waits_for(order: StopPaymentOrder) -> str:
    if order.state == StopState.DRAFTED:
        return _("等公安签发")
    bank = order.bank_unit or order.bank_name
    if order.state == StopState.ISSUED:
        return _("等%(bank)s执行") % {"bank": bank}
    return _("等%(bank)s反馈余额") % {"bank": bank}
