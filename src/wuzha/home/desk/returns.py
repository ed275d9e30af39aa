"""Frozen money on its way back: the police decide, the bank pays."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.lib import masking, money
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat
from wuzha.returns.models import Objection, ReturnRound
from wuzha.returns.states import ClockKind, RoundState

DECIDERS = frozenset({Permission.RETURN_DECIDE})
PAYERS = frozenset({Permission.STOP_EXECUTE, Permission.RETURN_DECIDE})
CLOCKS: Mapping[str, Timed] = {
    ClockKind.NOTICE: Timed(DECIDERS, is_long=True),
    ClockKind.PAYMENT: Timed(PAYERS, above=DECIDERS),
}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    """What runs; then notices that have ended, and objections without an answer."""
    ends = earliest(clocks)
    rows = ReturnRound.objects.select_related("freeze__order")
    for row in rows.filter(pk__in=ends):
        clock = ends[row.pk]
        is_paid = clock.kind == ClockKind.PAYMENT
        yield _item(row, _("返还资金") if is_paid else _("等公告期满"), clock)
    ours = rows.filter(
        state=RoundState.ON_NOTICE, unit__in=seat.units(*DECIDERS)
    ).exclude(pk__in=ends)
    for row in ours.filter(notice_until__lte=seat.at):
        yield _item(row, _("作出返还决定"))
    objected = Objection.objects.filter(is_upheld=None).values("round")
    for row in ours.filter(pk__in=objected, notice_until__gt=seat.at):
        yield _item(row, _("答复异议"))


def _item(row: ReturnRound, step: str, clock: Clock | None = None) -> Item:
    return Item(
        title=_("%(amount)s，账户%(account)s")
        % {
            "amount": money.yuan_text(row.available_cents),
            "account": masking.bank_account(row.freeze.order.account),
        },
        kind=_("资金返还"),
        note=row.number,
        step=step,
        url=row.get_absolute_url(),
        clock=clock,
        clock_name=limit_name(ClockKind, clock),
        since=row.decided_at or row.notice_until or row.opened_at,
        is_pressing=clock is None,
    )
