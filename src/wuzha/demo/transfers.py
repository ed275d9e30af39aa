"""A month of made-up transfers in which a few frauds happen, for the rules to find."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.demo import names
from wuzha.detection.moments import microseconds
from wuzha.detection.tables import TRANSFERS, schema_of

DAYS = 30
HOUSEHOLDS, SHOPS, MULES = 260, 40, 12
PAYMENTS_A_DAY = 130
EMPLOYERS, RENT = 13, 900
# In the month that a score learns from.
STRANGERS, PASSED_ON = 1500, 0.25
SCHEMA = pa.schema(
    [
        ("tx_id", pa.string()),
        ("ts", pa.timestamp("us", "UTC")),
        ("src", pa.string()),
        ("dst", pa.string()),
        ("amount_cents", pa.int64()),
    ]
)


class Transfer(NamedTuple):
    ts: datetime
    src: str
    dst: str
    yuan: int


@dataclass
class Ledger:
    """Accounts and their transfers. Most people pay small sums to the few shops that
    they know; wages come in the morning and rents go out days later."""

    random: Random
    now: datetime
    transfers: list[Transfer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.households = self._cards(HOUSEHOLDS)
        self.shops = self._cards(SHOPS)
        self.mules = self._cards(MULES)
        self.begins = self.now - timedelta(days=DAYS)
        self._ordinary()
        self._stories()

    def write(self, path: Path) -> None:
        serials = (f"T{number:06d}" for number in count(1))
        rows = [
            {
                "tx_id": serial,
                "ts": one.ts,
                "src": one.src,
                "dst": one.dst,
                "amount_cents": one.yuan * 100,
            }
            for serial, one in zip(serials, sorted(self.transfers), strict=False)
        ]
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path)

    # What everybody does

    def _ordinary(self) -> None:
        for household in self.households:
            known = self.random.sample(self.shops, 4)
            for ts in self._times(PAYMENTS_A_DAY * DAYS // HOUSEHOLDS):
                yuan = int(self.random.lognormvariate(4.2, 0.8)) + 1
                self._pay(ts, household, self.random.choice(known), min(yuan, 480))
        employers = self._cards(EMPLOYERS)
        for number, household in enumerate(self.households):
            turn, place = divmod(number, EMPLOYERS)
            paid = self.begins + timedelta(days=9, minutes=90 * turn + place)
            yuan = self.random.randint(28, 75) * 100
            self._pay(paid, employers[place], household, yuan)
            rent = paid + timedelta(days=2, minutes=self.random.uniform(0, 900))
            self._pay(rent, household, self.shops[number % SHOPS], RENT)

    def _times(self, number: int) -> Iterator[datetime]:
        for _ in range(number):
            yield self.begins + timedelta(days=self.random.uniform(0, DAYS))

    # What the rules are to find

    def _stories(self) -> None:
        self._tell(self.now)

    def _tell(self, until: datetime) -> None:
        self._advance(until - timedelta(hours=5))
        self._gathering(until - timedelta(hours=9))
        self._trial(until - timedelta(hours=27))
        self._burst(until - timedelta(hours=2))
        self._layers(until - timedelta(minutes=100))

    def _advance(self, at: datetime) -> None:
        """One large payment to a stranger, gone again within the half-hour."""
        victim, mule = self.households[0], self.mules[0]
        self._pay(at, victim, mule, 26_800)
        self._pay(at + timedelta(minutes=12), mule, self.mules[1], 15_000)
        self._pay(at + timedelta(minutes=19), mule, self.mules[2], 11_500)

    def _gathering(self, at: datetime) -> None:
        """Four people pay one account, which spreads the money."""
        mule = self.mules[3]
        for turn, yuan in enumerate((3_000, 4_500, 2_800, 6_200)):
            ts = at + timedelta(minutes=13 * turn)
            self._pay(ts, self.households[1 + turn], mule, yuan)
        for turn, yuan in enumerate((7_000, 5_400, 3_900)):
            ts = at + timedelta(minutes=52 + 9 * turn)
            self._pay(ts, mule, self.mules[4 + turn], yuan)

    def _trial(self, at: datetime) -> None:
        """A small task is paid for and returned, then a large one."""
        victim, mule = self.households[5], self.mules[7]
        self._pay(at, victim, mule, 120)
        self._pay(at + timedelta(minutes=9), mule, victim, 138)
        self._pay(at + timedelta(minutes=55), victim, mule, 18_800)

    def _burst(self, at: datetime) -> None:
        """Under instruction one payment after the other, each to somebody new."""
        victim = self.households[6]
        for turn, yuan in enumerate((4_900, 9_800, 19_600)):
            ts = at + timedelta(minutes=7 * turn)
            self._pay(ts, victim, self.mules[8 + turn], yuan)

    def _layers(self, at: datetime) -> None:
        """After a small task a large one, whose money passes through three levels."""
        victim, (first, *second) = self.households[7], self._cards(3)
        self._pay(at - timedelta(days=1), victim, first, 90)
        self._pay(at, victim, first, 36_000)
        for turn, (mule, yuan) in enumerate(zip(second, (21_000, 13_500), strict=True)):
            away = at + timedelta(minutes=8 + 6 * turn)
            self._pay(away, first, mule, yuan)
            for part, card in enumerate(self._cards(2), start=1):
                self._pay(away + timedelta(minutes=9 * part), mule, card, yuan // 3)

    def _pay(self, ts: datetime, src: str, dst: str, yuan: int) -> None:
        self.transfers.append(Transfer(ts, src, dst, yuan))

    def _cards(self, number: int) -> list[str]:
        return [names.card(self.random) for _ in range(number)]


@dataclass
class Lessons(Ledger):
    """The month before, of other people: the same is tried on every day, each time by
    other accounts, and it is known which transfers were part of it."""

    def _stories(self) -> None:
        for ts in self._times(STRANGERS):
            self._honest(ts, *self._cards(2))
        ordinary = len(self.transfers)
        for day in range(1, DAYS - 2):
            self.mules = self._cards(MULES)
            self.random.shuffle(self.households)
            self._tell(self.now - timedelta(days=day + self.random.random()))
        tried = self.transfers[ordinary:]
        self.transfers[ordinary:] = map(self._other_sum, tried)
        self.illicit = set(self.transfers[ordinary:])

    def _other_sum(self, one: Transfer) -> Transfer:
        return one._replace(yuan=int(one.yuan * self.random.uniform(0.5, 2)))

    def _honest(self, ts: datetime, to: str, onward: str) -> None:
        """A stranger is paid for furniture or a repair, and some pay for wares at once:
        what looks like it is not always fraud."""
        yuan = min(int(self.random.lognormvariate(7, 1.6)) + 1, 60_000)
        self._pay(ts, self.random.choice(self.households), to, yuan)
        if self.random.random() < PASSED_ON:
            later = ts + timedelta(minutes=self.random.uniform(5, 90))
            self._pay(later, to, onward, yuan * self.random.randint(40, 95) // 100 + 1)

    def table(self) -> pa.Table:
        """As `wuzha detect train` reads them."""
        rows = [
            {
                "tx_id": f"L{number:06d}",
                "at_us": microseconds(one.ts),
                "src": one.src,
                "dst": one.dst,
                "amount_cents": one.yuan * 100,
                "is_illicit": one in self.illicit,
            }
            for number, one in enumerate(sorted(self.transfers))
        ]
        return pa.Table.from_pylist(rows, schema_of(TRANSFERS))
