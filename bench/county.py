"""A county after five years: 1,000,000 warnings, 50,000 incidents, 3,500 units.

Made by the same code as the history of the demo, a fortnight at a time, in as many
processes as there are cores. Left out is the proof of what is older than a quarter
(steps of clocks, the audit), which no list or board reads. References are not checked
while it is written: the same code was checked where it is tested.

    python -m bench.county [--small]        # into the database that DATABASE_URL names
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from multiprocessing import get_context
from random import Random
from typing import Any

import django
from tqdm import tqdm

SEED = 5
CHUNK_DAYS = 14
# Keys of a fortnight begin at a multiple of this, so that processes need not agree.
BLOCK = 10_000_000
PROVED_DAYS = 90
WRITER_WAITS_SECONDS = 900


@dataclass(frozen=True)
class Plan:
    """`per_thousand` incidents besides those of people who had been warned."""

    grids: int
    days: int
    per_day: int
    per_thousand: int


WHOLE = Plan(grids=3150, days=1826, per_day=540, per_thousand=38)
SMALL = Plan(grids=300, days=56, per_day=150, per_thousand=38)


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench.county", description=__doc__)
    options.add_argument("--small", action="store_true", help="for a quick look")
    given = options.parse_args(arguments)
    django.setup()
    print(json.dumps(make(SMALL if given.small else WHOLE)))


def make(plan: Plan) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection, connections
    from django.utils import timezone

    begun = time.monotonic()
    call_command("migrate", verbosity=0)
    _build(plan)
    now = timezone.localtime()
    connections.close_all()
    chunks = list(_chunks(plan, now.date()))
    # Fresh processes: a connection must not be inherited.
    context = get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, initializer=_prepare) as pool:
        asked = [(plan, now, number, days) for number, days in enumerate(chunks)]
        made = pool.map(_write, asked)
        for _ in tqdm(
            made, total=len(chunks), desc=connection.vendor, unit="fortnight"
        ):
            pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return _counts() | {"seconds": round(time.monotonic() - begun)}


def _build(plan: Plan) -> None:
    from django.db import transaction

    from wuzha.demo.county import Size, build
    from wuzha.demo.staff import staff

    random = Random(SEED)
    size = Size(grids=plan.grids, branches=60, schools=90)
    with transaction.atomic():
        county = build(random, size)
        staff(county, random)


def _chunks(plan: Plan, last: date) -> Iterator[list[date]]:
    days = [last - timedelta(days=ago) for ago in range(plan.days, -1, -1)]
    for start in range(0, len(days), CHUNK_DAYS):
        yield days[start : start + CHUNK_DAYS]


def _prepare() -> None:
    """In each process: wait for the other's turn to write, check no references."""
    django.setup()
    from django.db import connection

    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        options["timeout"] = WRITER_WAITS_SECONDS
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
        else:
            cursor.execute("SET session_replication_role = replica")


@cache
def _county() -> Any:
    from wuzha.demo.county import standing

    return standing()


def _write(asked: tuple[Plan, datetime, int, list[date]]) -> None:
    from wuzha.demo.bulk import Batch
    from wuzha.demo.citizens import Citizens
    from wuzha.demo.history.days import History
    from wuzha.demo.history.money import Money
    from wuzha.demo.history.orders import Orders
    from wuzha.demo.history.world import World
    from wuzha.organisation.access import Role

    plan, now, number, days = asked
    random = Random(f"{SEED}/{number}")
    county = _county()
    world = World(
        county,
        Batch((number + 1) * BLOCK),
        random,
        now,
        Citizens(county, now.date(), random, 4000),
        proved_since=now - timedelta(days=PROVED_DAYS),
    )
    clerk = county.holding(Role.DUTY_OFFICER)[-1]
    orders = Orders(random, world.feed, clerk, f"C{number:03d}")
    history = History(
        world,
        orders,
        Money(world),
        per_day=plan.per_day,
        incidents=plan.per_thousand,
    )
    history.of_days(days)
    history.write()


def _counts() -> dict[str, int]:
    from wuzha.clocks.models import Clock
    from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
    from wuzha.incidents.models import Incident, StopPaymentOrder
    from wuzha.organisation.models import Unit

    models = (EarlyWarning, Dissuasion, Incident, StopPaymentOrder, Clock, Unit)
    return {model._meta.object_name: model.objects.count() for model in models}


if __name__ == "__main__":
    main()
