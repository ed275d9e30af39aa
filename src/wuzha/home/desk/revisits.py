"""People to be asked again after they were met."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.earlywarnings.models import Revisit
from wuzha.earlywarnings.states import ClockKind
from wuzha.home.desk.dissuasions import title_of, url_of
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

CLOCKS: Mapping[str, Timed] = {
    ClockKind.REVISIT: Timed(frozenset({Permission.WARNING_WORK}), is_long=True)
}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    rows = Revisit.objects.filter(pk__in=ends).select_related("dissuasion__place")
    for row in rows:
        clock = ends[row.pk]
        yield Item(
            title=title_of(row.dissuasion),
            kind=_("回访"),
            note=_("见面后%(hours)d小时 · %(number)s")
            % {"hours": row.hours, "number": row.dissuasion},
            step=_("回访"),
            url=url_of(row.dissuasion, seat),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=clock.begins_at,
        )
