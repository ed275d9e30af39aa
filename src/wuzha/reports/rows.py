"""The records behind a figure, each as one line that leads to the record itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from wuzha.earlywarnings.models import ContactAttempt, Dissuasion, Meeting, Revisit
from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit
from wuzha.reports.figures import FIGURES
from wuzha.returns.models import Claim
from wuzha.workplans.models import ExpectedReport, PlaybookRun, Task


@dataclass(frozen=True)
class Line:
    number: str
    url: str
    at: datetime | None
    unit: str
    state: str
    cents: int | None = None


def behind(
    key: str, unit: Unit, period: Period, *, whole: bool = False
) -> QuerySet[Any]:
    """What is counted; of a rate also the `whole` that it is taken of."""
    figure = FIGURES[key]
    rows = figure.of if whole and figure.of else figure.rows
    found = rows(unit, period).order_by("-pk")
    return found.select_related(*SHOWN[found.model].related)


def line_of(row: Model) -> Line:
    return SHOWN[type(row)].line(row)


def _dissuasion(row: Dissuasion) -> Line:
    unit = row.unit.name
    return Line(
        row.number, row.get_absolute_url(), row.received_at, unit, row.state_label
    )


def _incident(row: Incident) -> Line:
    return Line(
        row.number,
        row.get_absolute_url(),
        row.reported_at,
        row.unit.name,
        row.state_label,
        row.loss_cents,
    )


def _order(row: StopPaymentOrder) -> Line:
    return Line(
        row.number,
        row.get_absolute_url(),
        row.issued_at,
        row.incident.unit.name,
        row.state_label,
        row.requested_cents,
    )


def _freeze(row: Freeze) -> Line:
    return Line(
        row.number,
        row.get_absolute_url(),
        row.decided_at,
        row.order.incident.unit.name,
        row.state_label,
        row.amount_cents,
    )


def _claim(row: Claim) -> Line:
    return Line(
        row.incident.number,
        row.round.get_absolute_url(),
        row.paid_at,
        row.incident.unit.name,
        row.round.state_label,
        row.share_cents,
    )


def _attempt(row: ContactAttempt) -> Line:
    case, way = row.dissuasion, row.get_way_display()
    return Line(case.number, case.get_absolute_url(), row.at, case.unit.name, way)


def _meeting(row: Meeting) -> Line:
    case, belief = row.dissuasion, row.get_belief_display()
    return Line(case.number, case.get_absolute_url(), row.at, case.unit.name, belief)


def _revisit(row: Revisit) -> Line:
    case, at = row.dissuasion, row.done_at or row.due_at
    result = row.get_result_display()
    return Line(case.number, case.get_absolute_url(), at, case.unit.name, result)


def _task(row: Task) -> Line:
    at = row.ended_at or row.made_at
    return Line(
        row.text[:40], row.get_absolute_url(), at, str(row.unit), row.state_label
    )


def _report(row: ExpectedReport) -> Line:
    at = row.done_at or row.due_at
    return Line(
        row.duty.text[:40], row.get_absolute_url(), at, str(row.unit), row.state_label
    )


def _run(row: PlaybookRun) -> Line:
    at = row.ended_at or row.started_at
    return Line(row.title, row.get_absolute_url(), at, row.unit.name, row.state_label)


@dataclass(frozen=True)
class Shown:
    line: Callable[[Any], Line]
    related: tuple[str, ...]


SHOWN: Mapping[type[Model], Shown] = {
    Dissuasion: Shown(_dissuasion, ("unit",)),
    Incident: Shown(_incident, ("unit",)),
    StopPaymentOrder: Shown(_order, ("incident__unit",)),
    Freeze: Shown(_freeze, ("order__incident__unit",)),
    Claim: Shown(_claim, ("incident__unit", "round")),
    ContactAttempt: Shown(_attempt, ("dissuasion__unit",)),
    Meeting: Shown(_meeting, ("dissuasion__unit",)),
    Revisit: Shown(_revisit, ("dissuasion__unit",)),
    Task: Shown(_task, ("unit",)),
    ExpectedReport: Shown(_report, ("unit", "duty")),
    PlaybookRun: Shown(_run, ("unit",)),
}
