"""The briefs of the last days. Their figures are derived as the area itself does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

from wuzha.briefs.actions import AN_HOUR
from wuzha.briefs.figures import FIGURES, WEEK, derived, reporting_units
from wuzha.briefs.models import Brief
from wuzha.briefs.states import CONFIRM_CLOCK, BriefState
from wuzha.demo.history.timers import Timers
from wuzha.demo.history.world import World
from wuzha.lib import params
from wuzha.lib.periods import SHANGHAI, Kind, Period
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit, UnitKind

DRAWN_AT = time(0, 5)
NOTES = (
    "昨日刷单返利类预警集中，已提醒各乡镇入户时重点讲。",
    "两起预警超时未见面，已督促派出所补见。",
    "各项数字与台账一致。",
    "",
)
CONFIRMERS = {
    UnitKind.COUNTY: Role.DUTY_OFFICER,
    UnitKind.TOWN: Role.LOCAL_CLERK,
    UnitKind.STATION: Role.STATION_POLICE,
}
# After midnight, in hours; some have to be reminded, and do it before the next one.
PROMPT, REMINDED = (6.5, 8.9), (9.2, 20.0)
LATE = 0.07


@dataclass
class Briefs:
    world: World
    _derived: dict[tuple[int, date], Mapping[str, int]] = field(default_factory=dict)

    def of_day(self, day: date) -> None:
        """The county publishes its own; of yesterday nobody has looked yet at the
        county and in the first town."""
        drawn = datetime.combine(day + timedelta(days=1), DRAWN_AT, SHANGHAI)
        if drawn > self.world.now:
            return
        is_newest = drawn > self.world.now - timedelta(days=1)
        waiting = {self.world.root.pk, self.world.county.towns[0].pk}
        for unit in sorted(reporting_units(day), key=attrgetter("pk")):
            self._brief(unit, day, drawn, waits=is_newest and unit.pk in waiting)

    def _brief(self, unit: Unit, day: date, drawn: datetime, *, waits: bool) -> None:
        random = self.world.random
        figures = self._figures(unit, day)
        hours = params.value("briefs.confirm_by_hours", on=day).whole
        midnight = datetime.combine(drawn.date(), time(), SHANGHAI)
        confirm_by = midnight + timedelta(hours=hours)
        is_zero = not any(figures.values())
        row: dict[str, Any] = {
            "unit_id": unit.pk,
            "day": day,
            "state": BriefState.DRAWN,
            "is_zero": is_zero,
            "drawn_at": drawn,
            "confirm_by": confirm_by,
        }
        timers = Timers()
        if not is_zero:
            timers.start(
                CONFIRM_CLOCK,
                unit=unit,
                begins=drawn,
                due=confirm_by,
                pre_alarms=[AN_HOUR],
            )
        after = random.uniform(*(REMINDED if random.random() < LATE else PROMPT))
        at = drawn + timedelta(hours=after)
        key = self.world.batch[Brief].key()
        if not waits and not is_zero and at < self.world.now:
            self._confirm(row, unit, at)
            timers.stop(CONFIRM_CLOCK, at)
        self.world.batch[Brief].add(id=key, **row)
        self.world.write_clocks(timers, (Brief, key))

    def _confirm(self, row: dict[str, Any], unit: Unit, at: datetime) -> None:
        by = self._confirmer(unit)
        row |= {
            "state": BriefState.CONFIRMED,
            "confirmed_at": at,
            "confirmed_by_id": by.pk,
            "note": self.world.random.choice(NOTES),
        }
        published = at + timedelta(minutes=20)
        if unit.pk != self.world.root.pk or published > self.world.now:
            return
        [leader] = self.world.county.holding(Role.COUNTY_LEADER)
        row |= {
            "state": BriefState.PUBLISHED,
            "published_at": published,
            "published_by_id": leader.pk,
            "frozen": self._frozen(unit, row["day"]),
        }

    def _confirmer(self, unit: Unit) -> Person:
        holders = self.world.county.holding(CONFIRMERS[UnitKind(unit.kind)], unit)
        return self.world.random.choice(holders)

    def _frozen(self, unit: Unit, day: date) -> list[dict[str, Any]]:
        now = self._figures(unit, day)
        before = self._figures(unit, day - timedelta(days=1))
        week = self._figures(unit, day - WEEK)
        return [
            {
                "key": key,
                "is_money": figure.amount is not None,
                "value": now[key],
                "yesterday": before[key],
                "last_week": week[key],
            }
            for key, figure in FIGURES.items()
        ]

    def _figures(self, unit: Unit, day: date) -> Mapping[str, int]:
        if (unit.pk, day) not in self._derived:
            period = Period.of(Kind.DAY, day)
            self._derived[unit.pk, day] = derived(unit, period)
        return self._derived[unit.pk, day]
