"""A board put together for one unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from wuzha.home.board import live, today, towns
from wuzha.home.board.live import Lane
from wuzha.home.board.today import Tile
from wuzha.home.board.towns import Table
from wuzha.organisation.models import Unit
from wuzha.ui.charts import Chart


@dataclass(frozen=True)
class Board:
    unit: Unit
    tiles: list[Tile]
    warnings: Lane
    orders: Lane | None
    towns: Table
    hours: Chart

    @classmethod
    def of(cls, unit: Unit, now: datetime, *, with_money: bool) -> Self:
        """`with_money`: for whoever may see incidents."""
        period = today.today(now)
        tiles = today.warning_tiles(unit, period)
        if with_money:
            tiles += today.money_tiles(unit, period)
        return cls(
            unit=unit,
            tiles=tiles,
            warnings=live.warnings(unit, now),
            orders=live.orders(unit, now) if with_money else None,
            towns=towns.table(unit, period, now, with_money=with_money),
            hours=today.hours(unit, now),
        )
