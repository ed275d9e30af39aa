"""Town by town, or village by village: the same figures side by side."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.earlywarnings import figures as warning_figures
from wuzha.home.board.today import orders_url, wan, warnings_url
from wuzha.incidents import figures as incident_figures
from wuzha.lib.periods import Period
from wuzha.organisation.models import PLACES, LinkKind, Unit, UnitLink, valid_on

HEADS = {
    "open": N_("未办结"),
    "overdue": N_("超时"),
    "received": N_("收到"),
    "signed": N_("已签收"),
    "to_meet": N_("应见面"),
    "met": N_("已见面"),
    "dissuaded": N_("劝阻成功"),
    "defrauded": N_("被骗"),
    "requested": N_("请求止付"),
    "stopped": N_("已止住"),
}
STANDING = {"open": "", "overdue": "overdue"}
MONEY = ("requested", "stopped")
BAD = ("overdue", "defrauded")


@dataclass(frozen=True)
class Cell:
    value: str
    url: str
    is_bad: bool = False
    is_zero: bool = False


@dataclass(frozen=True)
class Row:
    unit: Unit
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """`heads` with the unit that its numbers are counted in, where it is not people."""

    heads: list[tuple[str, str]]
    rows: list[Row]


def table(unit: Unit, period: Period, now: datetime, *, with_money: bool) -> Table:
    parts = list(parts_of(unit, now))
    keys = [key for key in HEADS if with_money or key not in MONEY]
    numbers = _numbers(parts, period, now, with_money=with_money)
    return Table(
        heads=[(_(HEADS[key]), _("万元") if key in MONEY else "") for key in keys],
        rows=[
            Row(part, [_cell(key, numbers[part.pk][key], part, period) for key in keys])
            for part in parts
        ],
    )


def parts_of(unit: Unit, now: datetime) -> QuerySet[Unit]:
    """The places right below, or those that a station polices."""
    day = timezone.localdate(now)
    below = Q(parent=unit, kind__in=PLACES)
    policed = UnitLink.objects.filter(valid_on(day), unit=unit, kind=LinkKind.POLICES)
    return Unit.objects.valid(on=day).filter(below | Q(pk__in=policed.values("place")))


def _numbers(
    parts: list[Unit], period: Period, now: datetime, *, with_money: bool
) -> dict[int, dict[str, int]]:
    found = warning_figures.counts_by_part(parts, period=period)
    for key, standing in warning_figures.open_by_part(parts, now=now).items():
        found[key] |= standing
    if with_money:
        for key, money in incident_figures.money_by_place(parts, period).items():
            found[key] |= {
                "requested": money.requested_cents,
                "stopped": money.stopped_cents,
            }
    return found


def _cell(key: str, number: int, part: Unit, period: Period) -> Cell:
    url = warnings_url(key, part, period)
    if key in MONEY:
        url = orders_url(key, part)
    elif key in STANDING:
        asked = urlencode({"show": STANDING[key], "unit": part.pk})
        url = f"{reverse('earlywarnings:list')}?{asked}"
    return Cell(
        value=wan(number) if key in MONEY else f"{number:,}",
        url=url,
        is_bad=key in BAD and number > 0,
        is_zero=number == 0,
    )
