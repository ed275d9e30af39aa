"""Days to be confirmed by the unit that they are of, and to be published."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.briefs.models import Brief
from wuzha.briefs.states import CONFIRM_CLOCK, BriefState
from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, nothing
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

CONFIRMERS = frozenset({Permission.BRIEF_CONFIRM})
CLOCKS: Mapping[str, Timed] = {CONFIRM_CLOCK: Timed(CONFIRMERS)}
handed = waiting = nothing
# Older ones are found in the list; they press nobody any more.
LATELY = timedelta(days=7)


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    today = timezone.localdate(seat.at)
    confirm = Q(pk__in=ends) | Q(unit__in=seat.units(*CONFIRMERS), is_zero=False)
    publish = Q(unit__in=seat.units(Permission.BRIEF_PUBLISH))
    rows = Brief.objects.filter(
        Q(state=BriefState.DRAWN) & confirm | Q(state=BriefState.CONFIRMED) & publish,
        day__lt=today,
        day__gte=today - LATELY,
    )
    for row in rows.select_related("unit"):
        drawn = row.state == BriefState.DRAWN
        clock = ends.get(row.pk) if drawn else None
        yield Item(
            title=_("%(month)d月%(day)d日日报")
            % {"month": row.day.month, "day": row.day.day},
            kind=row.unit.name,
            step=_("核对") if drawn else _("发布"),
            url=reverse("briefs:brief", args=[row.pk]),
            clock=clock,
            clock_name=_("核对时限") if clock else "",
            since=row.drawn_at,
        )
