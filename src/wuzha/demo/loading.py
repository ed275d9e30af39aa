"""The made-up county with its past, loaded once, all or nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.audit.chain import seal_all_entries
from wuzha.demo.bulk import Batch
from wuzha.demo.citizens import Citizens
from wuzha.demo.county import County, Size, build
from wuzha.demo.findings import Progress, follow, made_up, research
from wuzha.demo.history.accounts import with_accounts
from wuzha.demo.history.briefs import Briefs
from wuzha.demo.history.days import History, days_until
from wuzha.demo.history.decisions import with_decisions
from wuzha.demo.history.money import Money
from wuzha.demo.history.opening import Opening
from wuzha.demo.history.orders import Orders
from wuzha.demo.history.playbooks import with_playbook
from wuzha.demo.history.programme import Programme
from wuzha.demo.history.reporting import Reporting
from wuzha.demo.history.restrictions import with_restrictions
from wuzha.demo.history.returns import with_returns
from wuzha.demo.history.screening import with_screening
from wuzha.demo.history.series import with_series
from wuzha.demo.history.world import World
from wuzha.demo.learned import put_one_in_force
from wuzha.demo.rulebook import put_one_on_trial
from wuzha.demo.staff import staff
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person

SEED = 20260101
DAYS = 60
BRIEF_DAYS = 8
CITIZENS = 9000
# The people of a town are the slower the higher its number here, 1 is usual; so that
# towns differ.
PACES = (1.0, 0.8, 1.5, 0.9, 0.7, 1.1, 1.9, 1.3, 0.85, 1.2, 0.75, 1.0, 1.4)


def unheard(doing: str, share: float) -> None:
    """Nobody looks."""


@dataclass(frozen=True)
class Extent:
    """How much history; the default is that of the demo."""

    size: Size = field(default_factory=Size)
    days: int = DAYS
    per_day: int = 190
    brief_days: int = BRIEF_DAYS


def is_loaded() -> bool:
    return Person.objects.filter(is_demo=True).exists()


def load(
    *,
    now: datetime,
    seed: int = SEED,
    extent: Extent | None = None,
    progress: Progress = unheard,
) -> None:
    with _no_garbage_sought(), transaction.atomic():
        _load(now, seed, extent or Extent(), progress)
    with connection.cursor() as cursor:
        # The planner knows nothing yet of so many new rows.
        cursor.execute("ANALYZE")
    progress(_(STAGES[5]), 1.0)


@contextmanager
def _no_garbage_sought() -> Iterator[None]:
    """Among the millions of values that wait to be written there is none, and looking
    through them again and again would take a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(now: datetime, seed: int, extent: Extent, progress: Progress) -> None:
    random = Random(seed)  # noqa: S311 (made-up data, the same again)
    progress(_(STAGES[0]), 0.0)
    county = build(random, extent.size)
    staff(county, random)
    world = world_of(county, random, now)
    history = history_of(world, extent)
    progress(_(STAGES[1]), 0.05)
    opening = Opening(history)
    opening.begin()
    history.of_days(days_until(now, extent.days))
    opening.end()
    Programme(world).run()
    reporting = Reporting(world).decided()
    progress(_(STAGES[2]), 0.35)
    history.write(lambda share: progress(_(STAGES[2]), 0.45 + 0.25 * share))
    progress(_(STAGES[3]), 0.7)
    reporting.freeze()
    briefs = Briefs(world)
    for day in days_until(now - timedelta(days=1), extent.brief_days):
        briefs.of_day(day)
    world.batch.write()
    _set_going(world)
    progress(_(STAGES[4]), 0.8)
    _look_into(world)
    progress(_(STAGES[5]), 0.88)
    seal_all_entries()


def _set_going(world: World) -> None:
    """What is done by the actions themselves."""
    with_playbook(world)
    with_returns(world)


def _look_into(world: World) -> None:
    """Transfers, texts, what cases share, and what is done about accounts."""
    ledger = made_up(world.random, world.now)
    run = research(ledger, county=world.county, random=world.random, now=world.now)
    follow(run, county=world.county, now=world.now)
    analyst = world.county.holding(Role.ANALYST)[-1]
    put_one_in_force(random=world.random, now=world.now, analyst=analyst)
    # Once more, with the score beside the rules.
    research(ledger, county=world.county, random=world.random, now=world.now)
    put_one_on_trial(analyst=analyst)
    with_screening(world)
    with_series(world)
    with_accounts(world)
    with_restrictions(world)
    with_decisions(world, run)


STAGES = (
    N_("建立县、乡、村、网格和人员"),
    N_("编排六十天的工作"),
    N_("写入数据库"),
    N_("生成日报"),
    N_("研判流水"),
    N_("封存审计记录"),
)


def world_of(county: County, random: Random, now: datetime) -> World:
    citizens = Citizens(county, now.date(), random, CITIZENS)
    paces = {town.pk: PACES[n % len(PACES)] for n, town in enumerate(county.towns)}
    return World(county, Batch(), random, now, citizens, paces)


def history_of(world: World, extent: Extent) -> History:
    clerk = world.county.holding(Role.DUTY_OFFICER)[-1]
    orders = Orders(world.random, world.feed, clerk)
    return History(world, orders, Money(world), per_day=extent.per_day)
