"""Appeals against restrictions that wait for an answer."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat
from wuzha.restrictions.models import RestrictionAppeal
from wuzha.restrictions.states import ClockKind

EDITORS = frozenset({Permission.RESTRICTION_EDIT})
CLOCKS: Mapping[str, Timed] = {ClockKind.APPEAL: Timed(EDITORS, above=EDITORS)}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    rows = RestrictionAppeal.objects.filter(pk__in=ends)
    for row in rows.select_related("restriction"):
        yield Item(
            title=row.restriction.masked_name,
            kind=_("惩戒申诉"),
            note=f"{row} {row.restriction.document_number}",
            step=_("答复申诉"),
            url=row.restriction.get_absolute_url(),
            clock=ends[row.pk],
            clock_name=limit_name(ClockKind, ends[row.pk]),
            since=row.entered_at,
        )
