"""The figures of a brief: which of the catalogue, and how they compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

from wuzha.briefs.models import Brief, Correction
from wuzha.lib import params
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit
from wuzha.reports import figures as catalogue
from wuzha.reports.figures import Figure

WEEK = timedelta(days=7)
KEYS = (
    *("fund_received", "contact_received", "signed_in_time", "met", "met_in_time"),
    *("missed", "dissuaded", "defrauded", "incidents", "losses", "requests"),
    *("requested", "executed", "stopped", "freezes"),
)
FIGURES: Mapping[str, Figure] = {key: catalogue.FIGURES[key] for key in KEYS}


@dataclass(frozen=True)
class Line:
    """One figure of one brief, as it is shown."""

    key: str
    label: str | Promise
    is_money: bool
    value: int
    yesterday: int
    last_week: int
    correction: Correction | None = None

    @property
    def change(self) -> int:
        return self.value - self.yesterday

    @property
    def week_change(self) -> int:
        return self.value - self.last_week


def reporting_units(day: date) -> list[Unit]:
    kinds = params.value("briefs.units", on=day).texts
    return list(Unit.objects.valid(on=day).filter(kind__in=kinds).order_by("path"))


def is_zero(unit: Unit, period: Period) -> bool:
    """Nothing received, nothing reported, nothing asked of a bank."""
    rows = (figure.rows(unit, period) for figure in FIGURES.values())
    return not any(found.exists() for found in rows)


def derived(unit: Unit, period: Period) -> dict[str, int]:
    return {key: figure.value(unit, period) for key, figure in FIGURES.items()}


def lines(brief: Brief) -> list[Line]:
    """Published: as they were then. Before: derived now, with the corrections."""
    if brief.is_published:
        return [
            Line(label=FIGURES[row["key"]].label, **row)
            for row in brief.frozen
            if row["key"] in FIGURES
        ]
    corrections = {one.key: one for one in brief.corrections.all()}
    now = derived(brief.unit, brief.period)
    before = derived(brief.unit, brief.period.previous())
    day = brief.day - WEEK
    week = derived(brief.unit, Period.of(brief.period.kind, day))
    return [
        Line(
            key=key,
            label=figure.label,
            is_money=figure.amount is not None,
            value=corrections[key].corrected if key in corrections else now[key],
            yesterday=before[key],
            last_week=week[key],
            correction=corrections.get(key),
        )
        for key, figure in FIGURES.items()
    ]
