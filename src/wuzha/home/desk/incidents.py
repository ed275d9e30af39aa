"""Reports of a fraud that the police or the county centre has to take up."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.incidents.models import Incident
from wuzha.incidents.states import ClockKind, IncidentState
from wuzha.lib import masking
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

OPENERS = frozenset({Permission.INCIDENT_OPEN})
CLOCKS: Mapping[str, Timed] = {ClockKind.FIRST_ENTRY: Timed(OPENERS, above=OPENERS)}
handed = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    rows = Incident.objects.filter(
        Q(pk__in=ends) | Q(unit__in=seat.units(*OPENERS)),
        state=IncidentState.REPORTED,
    )
    for row in rows.select_related("unit", "reporting_unit").order_by():
        clock = ends.get(row.pk)
        yield Item(
            title=title_of(row),
            kind=_("上报的案件"),
            note=_("%(from)s · %(number)s")
            % {
                "from": row.reporting_unit or row.get_channel_display(),
                "number": row,
            },
            step=_("受理"),
            url=row.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=row.reported_at,
        )


def waiting(seat: Seat) -> Iterable[Item]:
    rows = Incident.objects.filter(
        state=IncidentState.REPORTED, entered_by__in=seat.people
    )
    may_open = seat.may(Permission.INCIDENT_VIEW)
    for row in rows.select_related("unit").order_by():
        yield Item(
            title=title_of(row),
            kind=_("等“%(unit)s”受理") % {"unit": row.unit},
            # A school or a bank sees what it reported in a list of its own.
            url=row.get_absolute_url() if may_open else reverse("incident_reports"),
            since=row.entered_at,
            subject=(row._meta.label, row.pk),
        )


def title_of(row: Incident) -> str:
    kind = _(taxonomy().fraud_class(row.fraud_class).short)
    who = masking.name(row.victim_name)
    return _("%(who)s，%(kind)s") % {"who": who, "kind": kind} if who else kind
