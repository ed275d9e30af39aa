"""The records behind a figure, each as one line that leads to the record itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from wuzha.briefs.figures import FIGURES
from wuzha.briefs.models import Brief
from wuzha.earlywarnings.models import Dissuasion
from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder


@dataclass(frozen=True)
class Line:
    number: str
    url: str
    at: datetime | None
    unit: str
    state: str
    cents: int | None = None


def behind(key: str, brief: Brief) -> QuerySet[Any]:
    found = FIGURES[key].rows(brief.unit, brief.period).order_by("-pk")
    related = {
        Dissuasion: ["unit"],
        Incident: ["unit"],
        StopPaymentOrder: ["incident__unit"],
        Freeze: ["order__incident__unit"],
    }
    return found.select_related(*related[found.model])


def line_of(row: Any) -> Line:
    match row:
        case Dissuasion():
            return Line(
                row.number,
                row.get_absolute_url(),
                row.received_at,
                row.unit.name,
                row.state_label,
            )
        case Incident():
            return Line(
                row.number,
                row.get_absolute_url(),
                row.reported_at,
                row.unit.name,
                row.state_label,
                row.loss_cents,
            )
        case StopPaymentOrder():
            return Line(
                row.number,
                row.get_absolute_url(),
                row.issued_at,
                row.incident.unit.name,
                row.state_label,
                row.requested_cents,
            )
        case _:
            return Line(
                row.number,
                row.get_absolute_url(),
                row.decided_at,
                row.order.incident.unit.name,
                row.state_label,
                row.amount_cents,
            )
