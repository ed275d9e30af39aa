"""Numbers of incidents and stops by unit and period. Each comes from a set of rows that
a page can show: the function that counts takes what the function that finds answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import Least

from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder
from wuzha.incidents.models.stop_payments import StopPaymentQuerySet
from wuzha.incidents.states import FreezeState, IncidentState
from wuzha.incidents.timing import number
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit


@dataclass(frozen=True)
class Money:
    """`stopped`: of what was asked for, what was still there. `requests` and
    `executed` count orders; a second stop of the same money is not counted again."""

    requests: int = 0
    executed: int = 0
    requested_cents: int = 0
    stopped_cents: int = 0
    frozen_cents: int = 0


@dataclass(frozen=True)
class Times:
    """How long a step took; `in_time` of those that had a limit."""

    count: int
    in_time: int
    median: timedelta | None
    slowest: timedelta | None


def incidents_reported(unit: Unit, period: Period) -> QuerySet[Incident]:
    """Without those that were dismissed."""
    rows = Incident.objects.reported_between(period.starts_at, period.ends_at)
    return rows.filter(within(unit)).exclude(state=IncidentState.DISMISSED)


def incidents_open(unit: Unit) -> QuerySet[Incident]:
    return Incident.objects.open().filter(within(unit))


def losses(rows: QuerySet[Incident]) -> int:
    return rows.aggregate(cents=Sum("loss_cents"))["cents"] or 0


def big_cases(rows: QuerySet[Incident], at: datetime) -> QuerySet[Incident]:
    """From the amount on, that amount included."""
    return rows.filter(loss_cents__gte=number("thresholds.big_case", at).cents)


def orders_requested(unit: Unit, period: Period) -> QuerySet[StopPaymentOrder]:
    """Issued in the period, without second stops of the same money."""
    return _orders(unit).first_requests().filter(**_in("issued_at", period))


def orders_executed(unit: Unit, period: Period) -> QuerySet[StopPaymentOrder]:
    rows = _orders(unit).first_requests().executed()
    return rows.filter(**_in("executed_at", period))


def orders_refused(unit: Unit, period: Period) -> QuerySet[StopPaymentOrder]:
    return _orders(unit).filter(**_in("refused_at", period))


def orders_waiting(unit: Unit) -> QuerySet[StopPaymentOrder]:
    """Drafted or sent: the money is not held yet."""
    return _orders(unit).under_way()


def orders_in_force(unit: Unit) -> QuerySet[StopPaymentOrder]:
    return _orders(unit).in_force()


def freezes_decided(unit: Unit, period: Period) -> QuerySet[Freeze]:
    rows = Freeze.objects.filter(within(unit, "order__incident__"))
    return rows.filter(**_in("decided_at", period))


def requested_cents(rows: QuerySet[StopPaymentOrder]) -> int:
    return rows.aggregate(cents=Sum("requested_cents"))["cents"] or 0


def stopped_cents(rows: QuerySet[StopPaymentOrder]) -> int:
    """What the banks have not said yet counts as nothing."""
    said = rows.exclude(balance_cents=None)
    held = Sum(Least("balance_cents", "requested_cents"))
    return said.aggregate(cents=held)["cents"] or 0


def frozen_cents(rows: QuerySet[Freeze]) -> int:
    return rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0


def money(unit: Unit, period: Period) -> Money:
    requested = orders_requested(unit, period)
    executed = orders_executed(unit, period)
    return Money(
        requests=requested.count(),
        executed=executed.count(),
        requested_cents=requested_cents(requested),
        stopped_cents=stopped_cents(executed),
        frozen_cents=frozen_cents(freezes_decided(unit, period)),
    )


def money_by_place(places: Iterable[Unit], period: Period) -> dict[int, Money]:
    """By the key of each place, in three queries however many there are. An incident
    counts where its victim lives."""
    paths = {place.path: place.pk for place in places}
    found = {key: Money() for key in paths.values()}
    where = "incident__place__path"
    county = Unit.objects.root()
    for path, cents in orders_requested(county, period).values_list(
        where, "requested_cents"
    ):
        _add(found, _place_of(path, paths), requests=1, requested_cents=cents)
    for path, balance, asked in orders_executed(county, period).values_list(
        where, "balance_cents", "requested_cents"
    ):
        held = min(balance or 0, asked)
        _add(found, _place_of(path, paths), executed=1, stopped_cents=held)
    for path, cents in freezes_decided(county, period).values_list(
        f"order__{where}", "amount_cents"
    ):
        _add(found, _place_of(path, paths), frozen_cents=cents)
    return found


def time_to_request(unit: Unit, period: Period) -> Times:
    """From the report to the first order of the incident."""
    issued = StopPaymentOrder.objects.filter(**_in("issued_at", period))
    first = (
        Incident.objects.filter(within(unit), pk__in=issued.values("incident"))
        .annotate(first=Min("orders__issued_at"))
        .filter(**_in("first", period))
    )
    limit = number("stop_payment.request_minutes", period.starts_at)
    return _times(first.values_list("reported_at", "first"), minutes=limit.whole)


def time_to_execution(unit: Unit, period: Period) -> Times:
    """From the issue to the stop at the bank."""
    rows = orders_executed(unit, period).values_list("issued_at", "executed_at")
    limit = number("stop_payment.execution_minutes", period.starts_at)
    return _times(rows, minutes=limit.whole)


def time_to_feedback(unit: Unit, period: Period) -> Times:
    """From the stop to the balance."""
    rows = orders_executed(unit, period).exclude(fed_back_at=None)
    limit = number("stop_payment.feedback_minutes", period.starts_at)
    return _times(rows.values_list("executed_at", "fed_back_at"), minutes=limit.whole)


def orders_open(now: datetime) -> dict[str, float]:
    """For the monitoring of the service."""
    orders = StopPaymentOrder.objects.all()
    return {
        "under_way": float(orders.under_way().count()),
        "in_force": float(orders.in_force().count()),
        "past_their_end": float(orders.in_force().filter(ends_at__lt=now).count()),
    }


def freezes_in_force(now: datetime) -> float:
    return float(Freeze.objects.filter(state=FreezeState.IN_FORCE).count())


def _orders(unit: Unit) -> StopPaymentQuerySet:
    return StopPaymentOrder.objects.filter(within(unit, "incident__"))


def within(unit: Unit, prefix: str = "") -> Q:
    """A town counts by where the victim lives, a station by what it works on, the
    county has them all."""
    if unit.parent_id is None:
        return Q()
    by_work = Q(**{f"{prefix}unit__path__startswith": unit.path})
    return by_work | Q(**{f"{prefix}place__path__startswith": unit.path})


def _in(column: str, period: Period) -> dict[str, datetime]:
    return {f"{column}__gte": period.starts_at, f"{column}__lt": period.ends_at}


def _place_of(path: str | None, paths: dict[str, int]) -> int | None:
    """The smallest of the places that the path lies in."""
    around = [place for place in paths if path and path.startswith(place)]
    return paths[max(around, key=len)] if around else None


def _add(found: dict[int, Money], place: int | None, **more: int) -> None:
    if place is None:
        return
    before = found[place]
    sums = {name: getattr(before, name) + value for name, value in more.items()}
    found[place] = Money(**{**vars(before), **sums})


def _times(spans: Iterable[tuple[Any, ...]], *, minutes: int) -> Times:
    took = [end - start for start, end in spans]
    limit = timedelta(minutes=minutes)
    return Times(
        count=len(took),
        in_time=sum(one <= limit for one in took),
        median=median(took) if took else None,
        slowest=max(took, default=None),
    )
