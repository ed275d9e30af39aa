"""What today came to: each figure leads to its rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.earlywarnings import figures as warning_figures
from wuzha.incidents import figures as incident_figures
from wuzha.lib.money import wan_text
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Unit
from wuzha.ui.charts import Chart, Series

DAY = timedelta(days=1)
# Which figures of warnings stand on the board, and in which colour.
SHOWN = {
    "received": "",
    "signed": "",
    "met": "",
    "dissuaded": "done",
    "defrauded": "danger",
}


@dataclass(frozen=True)
class Tile:
    label: str
    value: str
    unit: str
    url: str
    tone: str = ""


def today(now: datetime) -> Period:
    return Period.of(Kind.DAY, timezone.localdate(now))


def warning_tiles(unit: Unit, period: Period) -> list[Tile]:
    counted = warning_figures.counts(unit=unit, period=period)
    return [
        Tile(
            label=str(warning_figures.figure(key, at=period.starts_at).label),
            value=f"{counted[key]:,}",
            unit=_("人次") if key == "received" else _("人"),
            url=warnings_url(key, unit, period),
            tone=tone if counted[key] else "",
        )
        for key, tone in SHOWN.items()
    ]


def money_tiles(unit: Unit, period: Period) -> list[Tile]:
    requested = incident_figures.requested_cents(
        incident_figures.orders_requested(unit, period)
    )
    stopped = incident_figures.stopped_cents(
        incident_figures.orders_executed(unit, period)
    )
    tiles = (
        ("requested", _("请求止付"), requested),
        ("stopped", _("已止住"), stopped),
    )
    return [
        Tile(
            label=label,
            value=wan(cents),
            unit=_("万元"),
            url=orders_url(key, unit),
            tone="done" if key == "stopped" and cents else "",
        )
        for key, label, cents in tiles
    ]


def hours(unit: Unit, now: datetime) -> Chart:
    """The last day, hour by hour, against the day before it."""
    received = warning_figures.received_by_hour(unit=unit, until=now)
    before = warning_figures.received_by_hour(unit=unit, until=now - DAY)
    return Chart(
        title=_("近24小时收到的预警"),
        kind="line",
        labels=[f"{timezone.localtime(hour):%H:%M}" for hour in received],
        series=[
            Series(_("近24小时"), list(received.values())),
            Series(_("前一天"), list(before.values()), "second"),
        ],
        unit=_("件"),
    )


def wan(cents: int) -> str:
    """In ten thousands of yuan, for a head or a unit beside it to say so."""
    return str(wan_text(cents).facts["wan"])


def warnings_url(key: str, unit: Unit, period: Period) -> str:
    asked = {
        "figure": key,
        "unit": unit.pk,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
    }
    return f"{reverse('earlywarnings:list')}?{urlencode(asked)}"


def orders_url(key: str, unit: Unit) -> str:
    return f"{reverse('board_orders', args=[key])}?{urlencode({'unit': unit.pk})}"
