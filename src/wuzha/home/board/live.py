"""What runs out: warnings and orders by the time that is left, what is over first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.earlywarnings import figures as warning_figures
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import ClockKind as WarningClock
from wuzha.home.desk import dissuasions, incidents, stop_payments
from wuzha.incidents import figures as incident_figures
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.states import ClockKind as StopClock
from wuzha.organisation.models import Unit

# Shown of what is over, and of what comes next among warnings and among orders.
OVER, WARNINGS_AHEAD, ORDERS_AHEAD = 5, 9, 4
# So many clocks, at most, run on one piece of work.
CLOCKS_EACH = 4
ANSWERS = (StopClock.REQUEST, StopClock.EXECUTION, StopClock.FEEDBACK)
# A stop that has longer to run is no news.
LAST_HOURS = timedelta(hours=24)
Key = tuple[str, int]


@dataclass(frozen=True)
class Line:
    title: str
    note: str
    url: str
    clock: Clock
    clock_name: str
    grade: str = ""
    grade_label: str = ""


@dataclass(frozen=True)
class Lane:
    """How many there are, how many of them are over, and the first of both."""

    title: str
    opened: int
    over: int
    opened_url: str
    over_url: str
    lines: list[Line]


def warnings(unit: Unit, now: datetime) -> Lane:
    opened = warning_figures.open_cases(unit)
    clocks = Clock.objects.running().filter(subject_type=Dissuasion._meta.label)
    if unit.parent_id is not None:
        clocks = clocks.filter(subject_id__in=opened.values("pk"))
    listed = reverse("earlywarnings:list")
    return Lane(
        title=_("预警"),
        opened=opened.count(),
        over=warning_figures.overdue_cases(unit, now=now).count(),
        opened_url=listed,
        over_url=f"{listed}?show=overdue",
        lines=_lines(_first(clocks, now, ahead=WARNINGS_AHEAD)),
    )


def orders(unit: Unit, now: datetime) -> Lane:
    clocks = Clock.objects.running().filter(
        Q(kind__in=ANSWERS) | Q(kind=StopClock.STOP_END, due_at__lt=now + LAST_HOURS)
    )
    if unit.parent_id is not None:
        clocks = clocks.filter(_of_part(unit))
    over = clocks.filter(due_at__lt=now).values("subject_type", "subject_id")
    waiting = incident_figures.orders_waiting(unit).count()
    listed = reverse("stop_payments")
    return Lane(
        title=_("止付"),
        opened=waiting + incident_figures.orders_in_force(unit).count(),
        over=over.distinct().count(),
        opened_url=listed,
        over_url=listed,
        lines=_lines(_first(clocks, now, ahead=ORDERS_AHEAD)),
    )


def _of_part(unit: Unit) -> Q:
    waiting = incident_figures.orders_waiting(unit)
    held = incident_figures.orders_in_force(unit)
    cases = incident_figures.incidents_open(unit)
    orders = Q(subject_id__in=waiting.values("pk")) | Q(
        subject_id__in=held.values("pk")
    )
    return Q(subject_type=StopPaymentOrder._meta.label) & orders | Q(
        subject_type=Incident._meta.label, subject_id__in=cases.values("pk")
    )


def _first(clocks: QuerySet[Clock], now: datetime, *, ahead: int) -> list[Clock]:
    """One clock of each piece of work: the one that is longest over, else the next."""
    over = clocks.filter(due_at__lt=now)
    same = over.filter(
        subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id")
    )
    coming = clocks.filter(~Exists(same), due_at__gte=now)
    return [*_one_each(over, OVER), *_one_each(coming, ahead)]


def _one_each(clocks: QuerySet[Clock], most: int) -> list[Clock]:
    found: dict[Key, Clock] = {}
    for clock in clocks.order_by("due_at")[: most * CLOCKS_EACH]:
        found.setdefault((clock.subject_type, clock.subject_id), clock)
    return list(found.values())[:most]


def _lines(clocks: list[Clock]) -> list[Line]:
    rows: dict[Key, Any] = {}
    for model, related in SUBJECTS.items():
        label = model._meta.label
        keys = [one.subject_id for one in clocks if one.subject_type == label]
        if keys:
            found = model._default_manager.select_related(*related).in_bulk(keys)
            rows |= {(label, key): row for key, row in found.items()}
    return [
        _line(rows[clock.subject_type, clock.subject_id], clock) for clock in clocks
    ]


SUBJECTS: Mapping[Any, tuple[str, ...]] = {
    Dissuasion: ("unit", "place"),
    StopPaymentOrder: ("bank_unit",),
    Incident: ("unit",),
}


def _line(row: Any, clock: Clock) -> Line:
    if isinstance(row, Dissuasion):
        return Line(
            title=dissuasions.title_of(row),
            note=_("%(state)s · %(unit)s")
            % {"state": row.state_label, "unit": row.unit},
            url=row.get_absolute_url(),
            clock=clock,
            clock_name=str(WarningClock(clock.kind).label),
            grade=row.grade,
            grade_label=row.get_grade_display(),
        )
    is_order = isinstance(row, StopPaymentOrder)
    title = stop_payments.title_of(row) if is_order else incidents.title_of(row)
    where = (row.bank_unit or row.bank_name) if is_order else row.unit
    return Line(
        title=title,
        note=_("%(state)s · %(unit)s") % {"state": row.state_label, "unit": where},
        url=row.get_absolute_url(),
        clock=clock,
        clock_name=str(StopClock(clock.kind).label),
    )
