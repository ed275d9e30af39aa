"""How long 10,000 warnings from Excel take: read, previewed, confirmed, applied.

The file has the columns of the template. It goes the way of `wuzha import`, which is
that of the page: the preview is kept row by row, and the worker's jobs apply it.

    python -m bench.imports [--rows N]      # into the database that DATABASE_URL names
"""

import argparse
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

ROWS = 10_000
SEED = 23


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench.imports", description=__doc__)
    options.add_argument("--rows", type=int, default=ROWS)
    given = options.parse_args(arguments)
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "warnings.xlsx"
        _write(file, given.rows)
        print(json.dumps(_import(file)))


def _write(file: Path, rows: int) -> None:
    from django.utils import timezone
    from xlsxwriter import Workbook

    from wuzha.demo.citizens import Citizens
    from wuzha.demo.county import standing
    from wuzha.demo.history.orders import Orders
    from wuzha.earlywarnings.sheets import INTAKE
    from wuzha.organisation.access import Role

    random, now = Random(SEED), timezone.localtime()
    county = standing()
    citizens = Citizens(county, now.date(), random, 0)
    [feed] = county.holding(Role.FEED)
    orders = Orders(random, feed, feed, f"X{now:%d%H%M%S}")
    columns = list(INTAKE)
    with Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.title for column in columns])
        for row in range(1, rows + 1):
            at = now - timedelta(seconds=row)
            order = orders.order(citizens.stranger(), at)
            cells = [_cell(order.get(one.name), one.choices) for one in columns]
            sheet.write_row(row, 0, cells)


def _cell(value: Any, choices: Mapping[str, str]) -> str:
    """As somebody types it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return choices.get(value, value) or ""


def _import(file: Path) -> dict[str, float]:
    from wuzha.config.cli import main as wuzha
    from wuzha.earlywarnings.models import EarlyWarning

    before = EarlyWarning.objects.count()
    begun = time.perf_counter()
    wuzha(["import", "warnings", str(file), "--by", "zhiban", "--apply"])
    seconds = time.perf_counter() - begun
    return {"rows": EarlyWarning.objects.count() - before, "seconds": seconds}


if __name__ == "__main__":
    main()
