"""What comes in: how many warnings a day, at which hours, of what kind, on whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from wuzha.demo.citizens import Citizen
from wuzha.demo.history.cases import person_of
from wuzha.demo.plots import Plot, plots
from wuzha.earlywarnings.states import Door, Grade, Signal, Source, Stream
from wuzha.lib.periods import SHANGHAI
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import blind_index

# Warnings of a day, by the hour of the day: frauds keep office hours, and evenings.
HOURS = (
    3,
    2,
    1,
    1,
    1,
    1,
    2,
    4,
    7,
    11,
    13,
    11,
    8,
    8,
    11,
    13,
    12,
    10,
    8,
    9,
    11,
    11,
    8,
    5,
)
# Monday first.
WEEKDAYS = (1.05, 1.05, 1.0, 1.05, 1.1, 0.9, 0.85)
FUND_SHARE = 0.22
GRADES = {
    Stream.FUND: ((Grade.CRITICAL, 12), (Grade.HIGH, 38), (Grade.MEDIUM, 40)),
    Stream.CONTACT: (
        *((Grade.CRITICAL, 2), (Grade.HIGH, 12)),
        *((Grade.MEDIUM, 46), (Grade.LOW, 40)),
    ),
}
SOURCES = {
    Stream.FUND: ((Source.PLATFORM, 60), (Source.BANK, 34), (Source.HOTLINE, 6)),
    Stream.CONTACT: (
        *((Source.PLATFORM, 78), (Source.CARRIER, 16)),
        *((Source.HOTLINE, 4), (Source.PUBLIC, 2)),
    ),
}
DOORS = {
    Source.PLATFORM: Door.SYSTEM,
    Source.CARRIER: Door.SHEET,
    Source.BANK: Door.SHEET,
}
FUND_SIGNALS = (Signal.TRANSFER, Signal.TRANSFER, Signal.WITHDRAWAL)
# How much of an address the source knows: the code of the grid, or words alone.
WITH_CODE, WITH_WORDS = 0.86, 0.95
VAGUE = "青石县（住址不详）"


def arrivals(random: Random, day: date, per_day: int) -> list[datetime]:
    """The times of a day's warnings; days differ by up to a third."""
    usual = per_day * WEEKDAYS[day.weekday()]
    number = round(usual * random.uniform(0.75, 1.3))
    midnight = datetime.combine(day, time(), SHANGHAI)
    hours = random.choices(range(24), HOURS, k=number)
    seconds = (random.uniform(0, 3600) for _ in hours)
    return sorted(
        midnight + timedelta(hours=hour, seconds=second)
        for hour, second in zip(hours, seconds, strict=True)
    )


@dataclass
class Orders:
    """Makes warnings out, as the columns of `EarlyWarning`."""

    random: Random
    feed: Person
    clerk: Person
    series: str = "A"

    def __post_init__(self) -> None:
        self._serials: Iterator[int] = count(1)

    def order(
        self, citizen: Citizen, at: datetime, *, grade: str = "", stream: str = ""
    ) -> dict[str, Any]:
        random = self.random
        plot = plots().draw(random)
        stream = stream or self._stream(grade)
        source = _drawn(random, SOURCES[Stream(stream)])
        number = self._number(source, at)
        door = DOORS.get(source, Door.HAND)
        by = self.feed if door == Door.SYSTEM else self.clerk
        person = person_of(citizen)
        knows = random.random()
        if knows >= WITH_WORDS:
            person["address"] = VAGUE
        return {
            **person,
            "source": source.value,
            "source_number": number,
            "content_key": blind_index("warning", number),
            "door": door.value,
            "stream": stream,
            "grade": grade or _drawn(random, GRADES[Stream(stream)]).value,
            "signal": _signal(random, plot, stream),
            "fraud_class": plot.fraud_class,
            "issued_at": at - timedelta(seconds=random.randint(20, 400)),
            "received_at": at,
            "received_by_id": by.pk,
            "place_code": citizen.grid.code if knows < WITH_CODE else "",
            "clue": _clue(random, plot, stream),
        }

    def _stream(self, grade: str) -> str:
        is_fund = self.random.random() < FUND_SHARE and grade != Grade.LOW
        return (Stream.FUND if is_fund else Stream.CONTACT).value

    def _number(self, source: Source, at: datetime) -> str:
        beginning = source.value[:2].upper()
        return f"{beginning}{at:%y%m%d}{self.series}{next(self._serials):06d}"


def place_of(order: dict[str, Any], citizen: Citizen) -> Unit | None:
    """As the address is read: a grid by its code, a village by its name, or nothing."""
    if order["place_code"]:
        return citizen.grid
    return None if order["address"] == VAGUE else citizen.village


def _signal(random: Random, plot: Plot, stream: str) -> str:
    if stream == Stream.FUND:
        return random.choice(FUND_SIGNALS).value
    return random.choice(plot.signals)


def _clue(random: Random, plot: Plot, stream: str) -> str:
    texts = plot.fund if stream == Stream.FUND else plot.contact
    return plots().filled(random, random.choice(texts), yuan=plot.yuan(random))


def _drawn(random: Random, shares: tuple[tuple[Any, int], ...]) -> Any:
    values, weights = zip(*shares, strict=True)
    return random.choices(values, weights)[0]
