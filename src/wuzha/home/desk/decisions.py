"""Transfers that a bank holds until somebody has looked."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.decisions.models import Decision
from wuzha.decisions.states import ClockKind
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.lib import money
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

CLOCKS: Mapping[str, Timed] = {
    ClockKind.LOOK: Timed(frozenset({Permission.HOLD_RELEASE}))
}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    for held in Decision.objects.filter(pk__in=ends):
        clock = ends[held.pk]
        yield Item(
            title=_("%(amount)s 转往%(account)s")
            % {
                "amount": money.yuan_text(held.amount_cents),
                "account": held.masked_payee,
            },
            kind=_("暂缓转账"),
            note=held.number,
            step=_("核实"),
            url=held.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=clock.begins_at,
        )
