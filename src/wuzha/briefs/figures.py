"""The figures of a brief: each a set of rows, and how the rows are counted. What is
counted and what is shown on a click are the same rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuzha.briefs.models import Brief, Correction
from wuzha.earlywarnings import figures as warnings
from wuzha.incidents import figures as incidents
from wuzha.lib import params
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit

Rows = Callable[[Unit, Period], QuerySet[Any]]
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Figure:
    """`amount` counts cents over the rows; without it, the rows are counted."""

    label: str | Promise
    rows: Rows
    amount: Callable[[Any], int] | None = None

    def value(self, unit: Unit, period: Period) -> int:
        rows = self.rows(unit, period)
        return self.amount(rows) if self.amount else rows.count()


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


def _warnings(key: str, stream: str = "") -> Rows:
    def rows(unit: Unit, period: Period) -> QuerySet[Any]:
        return warnings.rows_of(key, unit=unit, period=period, stream=stream)

    return rows


FIGURES: Mapping[str, Figure] = {
    "fund_received": Figure(_("资金预警收到"), _warnings("received", "fund")),
    "contact_received": Figure(_("触网预警收到"), _warnings("received", "contact")),
    "signed_in_time": Figure(_("按时签收"), _warnings("signed_in_time")),
    "met": Figure(_("已见面"), _warnings("met")),
    "met_in_time": Figure(_("按时见面"), _warnings("met_in_time")),
    "missed": Figure(_("超时未见面"), _warnings("missed")),
    "dissuaded": Figure(_("劝阻成功"), _warnings("dissuaded")),
    "defrauded": Figure(_("预警后被骗"), _warnings("defrauded")),
    "incidents": Figure(_("新立案件"), incidents.incidents_reported),
    "losses": Figure(_("案件损失"), incidents.incidents_reported, incidents.losses),
    "requests": Figure(_("止付请求"), incidents.orders_requested),
    "requested": Figure(
        _("请求止付金额"), incidents.orders_requested, incidents.requested_cents
    ),
    "executed": Figure(_("已执行止付"), incidents.orders_executed),
    "stopped": Figure(
        _("实际止付金额"), incidents.orders_executed, incidents.stopped_cents
    ),
    "freezes": Figure(_("冻结"), incidents.freezes_decided),
}


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
