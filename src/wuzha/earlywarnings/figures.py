"""Numbers of warnings and dissuasions by unit and period. Each figure is a condition on
rows: what counts them and what shows them is the same.

A dissuasion counts in the period in which its first warning came, so that rates compare
like with like. A town counts by where the person lives, a station by what it works on,
the county by both. Duplicates count with the case that they belong to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuzha.clocks.models import Clock
from wuzha.clocks.states import ClockState
from wuzha.earlywarnings.models import (
    ContactAttempt,
    Dissuasion,
    DissuasionQuerySet,
    EarlyWarning,
    Meeting,
    Revisit,
)
from wuzha.earlywarnings.rules import no_loss_window
from wuzha.earlywarnings.states import OPEN, Outcome, State
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit

HOURS = 24
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Figure:
    """`of` is the figure that a rate of this one is taken of."""

    label: str | Promise
    condition: Q
    of: str = ""


MEETABLE = Q(must_meet=True) & ~Q(
    state__in=(State.INVALID, State.TRANSFERRED), met_at=None
)
FIGURES: Mapping[str, Figure] = {
    "received": Figure(_("收到（人次）"), Q()),
    "signed": Figure(_("已签收"), Q(signed_at__isnull=False), "received"),
    "signed_in_time": Figure(_("按时签收"), Q(signed_in_time=True), "received"),
    "called": Figure(_("已拨打"), Q(called_at__isnull=False), "received"),
    "called_in_time": Figure(_("按时拨打"), Q(called_in_time=True), "received"),
    "reached": Figure(_("已联系上"), Q(reached_at__isnull=False), "called"),
    "to_meet": Figure(_("应见面"), MEETABLE),
    "met": Figure(_("已见面"), Q(met_at__isnull=False), "to_meet"),
    "met_in_time": Figure(_("按时见面"), Q(met_in_time=True), "to_meet"),
    "missed": Figure(_("超时未见面"), Q(met_in_time=False), "to_meet"),
    "fed_back": Figure(_("已反馈"), Q(fed_back_at__isnull=False), "received"),
    "closed": Figure(_("已办结"), Q(ended_at__isnull=False), "received"),
    "open": Figure(_("未办结"), Q(ended_at=None), "received"),
    "defrauded": Figure(
        _("预警后被骗"), Q(defrauded_at__gte=F("received_at")), "received"
    ),
    "unreachable": Figure(_("确实找不到"), Q(outcome=Outcome.UNREACHABLE), "received"),
    "invalid": Figure(
        _("预警不实"), Q(state=State.INVALID) | Q(outcome=Outcome.INVALID), "received"
    ),
    "transferred": Figure(_("已转出"), Q(state=State.TRANSFERRED), "received"),
}
# Depends on the day: how long without a loss counts as success.
DISSUADED = "dissuaded"
KEYS = (*FIGURES, DISSUADED)


def figure(key: str, *, at: datetime) -> Figure:
    if key == DISSUADED:
        lost = Q(
            defrauded_at__gte=F("received_at"),
            defrauded_at__lte=F("met_at") + no_loss_window(at),
        )
        return Figure(_("劝阻成功"), Q(met_at__isnull=False) & ~lost, "met")
    return FIGURES[key]


def cases(*, unit: Unit, period: Period, stream: str = "") -> DissuasionQuerySet:
    rows = Dissuasion.objects.received(period.starts_at, period.ends_at)
    rows = rows.exclude(state=State.DUPLICATE)
    if stream:
        rows = rows.filter(stream=stream)
    return rows if unit.parent_id is None else rows.in_part(unit)


def rows_of(
    key: str, *, unit: Unit, period: Period, stream: str = ""
) -> QuerySet[Dissuasion]:
    """The rows behind a figure."""
    condition = figure(key, at=period.starts_at).condition
    return cases(unit=unit, period=period, stream=stream).filter(condition)


def counts(*, unit: Unit, period: Period, stream: str = "") -> dict[str, int]:
    """Every figure, in one query."""
    rows = cases(unit=unit, period=period, stream=stream)
    return _named(rows.aggregate(**_counted(period)))


def counts_by_part(
    parts: Iterable[Unit], *, period: Period, stream: str = ""
) -> dict[int, dict[str, int]]:
    """By the key of each part, by where people live; in two queries however many."""
    paths = {part.path: part.pk for part in parts}
    found = {key: Counter(dict.fromkeys(KEYS, 0)) for key in paths.values()}
    whole = cases(unit=Unit.objects.root(), period=period, stream=stream)
    rows: Any = whole.values("place__path").annotate(**_counted(period))
    for row in rows:
        around = [start for start in paths if row["place__path"].startswith(start)]
        if around:
            found[paths[max(around, key=len)]].update(_named(row))
    return {key: dict(counted) for key, counted in found.items()}


def warnings_received(*, unit: Unit, period: Period, stream: str = "") -> int:
    """Orders, where `received` counts people."""
    rows = EarlyWarning.objects.filter(_of_cases(unit), **_in("received_at", period))
    if stream:
        rows = rows.filter(stream=stream)
    return rows.count()


def attempts_made(unit: Unit, period: Period) -> QuerySet[ContactAttempt]:
    """Whoever they were made for, and whether or not they reached anybody."""
    rows = ContactAttempt.objects.filter(taken_back_at=None, **_in("at", period))
    return rows.filter(_of_cases(unit))


def meetings_held(unit: Unit, period: Period) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(taken_back_at=None, **_in("at", period))
    return rows.filter(_of_cases(unit))


def revisits_due(unit: Unit, period: Period) -> QuerySet[Revisit]:
    rows = Revisit.objects.filter(cancelled_at=None, **_in("due_at", period))
    return rows.filter(_of_cases(unit))


def revisits_in_time(unit: Unit, period: Period) -> QuerySet[Revisit]:
    """Of those that were due."""
    return revisits_due(unit, period).filter(in_time=True)


def revisits_done(unit: Unit, period: Period) -> QuerySet[Revisit]:
    """In the period, whenever they were due."""
    return Revisit.objects.filter(_of_cases(unit), **_in("done_at", period))


def url_of(key: str, *, unit: Unit, first: str, last: str, stream: str = "") -> str:
    """Where the rows behind a figure are shown; the days as 2026-11-22."""
    query = {"figure": key, "unit": unit.pk, "first": first, "last": last}
    if stream:
        query["stream"] = stream
    return f"{reverse('earlywarnings:list')}?{urlencode(query)}"


def received_by_hour(*, unit: Unit, until: datetime) -> dict[datetime, int]:
    """Of the 24 hours up to now, the beginning of each hour → how many came. Counted
    by ranges: cutting every time to its hour takes SQLite far longer."""
    since = (until - timedelta(hours=HOURS - 1)).replace(
        minute=0, second=0, microsecond=0
    )
    rows = Dissuasion.objects.received(since, until).exclude(state=State.DUPLICATE)
    if unit.parent_id is not None:
        rows = rows.in_part(unit)
    hours = [since + timedelta(hours=n) for n in range(HOURS)]
    counted: Any = rows.aggregate(
        **{
            f"hour_{n}": Count(
                "received_at",
                filter=Q(received_at__gte=hour, received_at__lt=hour + AN_HOUR),
            )
            for n, hour in enumerate(hours)
        }
    )
    return {hour: counted[f"hour_{n}"] for n, hour in enumerate(hours)}


def open_cases(unit: Unit) -> DissuasionQuerySet:
    """As it stands now."""
    rows = Dissuasion.objects.open()
    return rows if unit.parent_id is None else rows.in_part(unit)


def overdue_cases(unit: Unit, *, now: datetime) -> QuerySet[Dissuasion]:
    """Open, with a limit that has run out."""
    return open_cases(unit).filter(is_overdue(now))


def open_by_part(parts: Iterable[Unit], *, now: datetime) -> dict[int, dict[str, int]]:
    """As it stands now, by where people live: `open`, and `overdue` of these."""
    paths = {part.path: part.pk for part in parts}
    found = {key: Counter(open=0, overdue=0) for key in paths.values()}
    rows = Dissuasion.objects.open().values_list("place__path")
    late = Count("pk", filter=Q(is_overdue(now)))
    for path, opened, overdue in rows.annotate(Count("pk"), late=late):
        around = [start for start in paths if path.startswith(start)]
        if around:
            part = found[paths[max(around, key=len)]]
            part.update(open=opened, overdue=overdue)
    return {key: dict(counted) for key, counted in found.items()}


def is_overdue(now: datetime) -> Exists:
    late = Clock.objects.filter(
        subject_type=Dissuasion._meta.label,
        subject_id=OuterRef("pk"),
        state=ClockState.RUNNING,
        due_at__lt=now,
    )
    return Exists(late)


def open_by_state(now: datetime) -> dict[str, float]:
    """For the monitoring of the service."""
    counted = dict.fromkeys((str(state) for state in OPEN), 0)
    rows = Dissuasion.objects.open().values_list("state")
    counted |= dict(rows.annotate(Count("pk")))
    return {state: float(number) for state, number in counted.items()}


def overdue_now(now: datetime) -> float:
    late = Clock.objects.overdue(now).filter(subject_type=Dissuasion._meta.label)
    return float(late.values("subject_id").distinct().count())


def _of_cases(unit: Unit) -> Q:
    """As `cases`, for what was done on them."""
    if unit.parent_id is None:
        return Q()
    by_place = Q(dissuasion__place__path__startswith=unit.path)
    return by_place | Q(dissuasion__unit__path__startswith=unit.path)


def _in(column: str, period: Period) -> dict[str, datetime]:
    return {f"{column}__gte": period.starts_at, f"{column}__lt": period.ends_at}


def _counted(period: Period) -> dict[str, Any]:
    """Under names of their own: some columns are called like their figures."""
    return {
        f"count_{key}": Count("pk", filter=figure(key, at=period.starts_at).condition)
        for key in KEYS
    }


def _named(row: Mapping[str, int]) -> dict[str, int]:
    return {key: row[f"count_{key}"] for key in KEYS}
