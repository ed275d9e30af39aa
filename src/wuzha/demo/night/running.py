"""The loop: what has come due is done, in order, and what comes in is taken in."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice
from operator import attrgetter
from random import Random
from threading import Event
from typing import Any

from django.db import OperationalError, close_old_connections
from django.utils import timezone

from wuzha.demo.citizens import Citizens
from wuzha.demo.county import County, standing
from wuzha.demo.history.orders import VAGUE, Orders
from wuzha.demo.history.rings import rings
from wuzha.demo.night.deeds import Deed, Stage
from wuzha.demo.night.money import Money
from wuzha.demo.night.reports import Reports
from wuzha.demo.night.warnings import Warnings
from wuzha.earlywarnings.actions import receive_from_system
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Role

log = logging.getLogger("wuzha.demo")

TICK_SECONDS = 2.0
# Of the speeds: more than this many county's nights at once is no night any more.
FASTEST = 60.0
# Warnings of a lively hour at speed 1; and how many reports beside them.
AN_HOUR, REPORTS = 14, 0.06
# As much as a busy county does in a second.
MOST_AT_ONCE = 4
NOT_SENT = ("door", "content_key", "received_at", "received_by_id")


@dataclass
class Night:
    county: County
    seed: int
    speed: float
    begins: datetime
    _refused: set[tuple[str, int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 (made-up data, the same again)
        self.stage = Stage(self.county, self.seed, self.speed, self.begins)
        self.citizens = Citizens(self.county, self.begins.date(), self.random, 0)
        [self.feed] = self.county.holding(Role.FEED)
        number = EarlyWarning.objects.count()
        self.orders = Orders(self.random, self.feed, self.feed, f"N{number:06d}")
        self.warnings, self.money = Warnings(self.stage), Money(self.stage)
        self.reports = Reports(self.stage, rings(self.random))
        self._next = self.begins

    def tick(self, now: datetime) -> int:
        """Answers how many deeds were done."""
        self.stage.tick(now)
        while self._next <= now:
            self._come_in()
            self._next += timedelta(hours=self.random.expovariate(AN_HOUR) / self.speed)
        due = (
            deed
            for deed in chain(self.warnings.due(), self.money.due())
            if deed.at <= now and deed.key not in self._refused
        )
        first = sorted(due, key=attrgetter("at", "key"))
        most = max(MOST_AT_ONCE, round(self.speed))
        return sum(self._do(deed) for deed in islice(first, most))

    def _come_in(self) -> None:
        citizen = self.citizens.stranger()
        if self.random.random() < REPORTS:
            self.reports.come_in(citizen, self.random)
            return
        order = self.orders.order(citizen, self.stage.now)
        receive_from_system(payload=_payload(order), by=self.feed)

    def _do(self, deed: Deed) -> bool:
        """Somebody, perhaps a visitor, may have been quicker."""
        try:
            deed.act()
        except Refused as refused:
            log.info("left undone: %s", refused)
            self._refused.add(deed.key)
            return False
        return True


def run(stop: Event, *, speed: float, seed: int) -> None:
    night = Night(standing(), seed, speed, timezone.localtime())
    while not stop.wait(TICK_SECONDS):
        close_old_connections()
        try:
            night.tick(timezone.localtime())
        except OperationalError as busy:
            # Another process holds the database for longer than usual.
            log.warning("the database is busy: %s", type(busy).__name__)


def _payload(order: dict[str, Any]) -> WarningIn:
    sent = {name: value for name, value in order.items() if name not in NOT_SENT}
    if sent["address"] == VAGUE and not sent["place_code"]:
        sent["place_code"] = ""
    return WarningIn(**sent)
