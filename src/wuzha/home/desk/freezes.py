"""Freezes that run out unless the police extend them, or that have to be lifted."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.home.desk.stop_payments import title_of
from wuzha.incidents.models import Freeze, FreezeComplaint
from wuzha.incidents.states import ClockKind
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

DECIDERS = frozenset({Permission.FREEZE_DECIDE})
CLOCKS: Mapping[str, Timed] = {
    ClockKind.FREEZE_END: Timed(DECIDERS, above=DECIDERS, is_long=True),
    ClockKind.UNFREEZE: Timed(DECIDERS, above=DECIDERS),
    ClockKind.COMPLAINT: Timed(DECIDERS, above=DECIDERS),
}
STEPS = {ClockKind.FREEZE_END: N_("续冻或解冻"), ClockKind.UNFREEZE: N_("解冻")}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    yield from _complaints(one for one in clocks if one.kind == ClockKind.COMPLAINT)
    ends = earliest(one for one in clocks if one.kind != ClockKind.COMPLAINT)
    rows = Freeze.objects.filter(pk__in=ends).select_related("order__incident")
    for row in rows:
        clock = ends[row.pk]
        kind = ClockKind(clock.kind)
        yield Item(
            title=title_of(row.order),
            kind=_("冻结"),
            note=row.number,
            step=_(STEPS[kind]),
            url=row.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=clock.begins_at,
        )


def _complaints(clocks: Iterable[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    rows = FreezeComplaint.objects.filter(pk__in=ends)
    for row in rows.select_related("freeze__order__incident"):
        clock = ends[row.pk]
        yield Item(
            title=title_of(row.freeze.order)
            if row.freeze
            else _("账户尾号 %(account)s") % {"account": row.told_account},
            kind=_("冻结申诉"),
            note=row.number,
            step=_("审查并答复") if row.freeze else _("找到冻结"),
            url=row.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=clock.begins_at,
        )
