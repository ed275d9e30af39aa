"""The rule of a clock as it stands in its row: limits as "48 hour", "3 working_day"."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from wuzha.lib.clocks import Limit, Rule, Unit

# A timedelta is natural time, or working time where the clock counts that; what only
# the calendar can tell (months) is a Limit.
Span = Limit | timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rule_of(
    limit: Span | None,
    pre_alarms: Sequence[Span],
    levels: Sequence[Span],
    *,
    working: bool,
) -> Rule:
    return Rule(
        limit=None if limit is None else limit_of(limit, working=working),
        pre_alarms=tuple(limit_of(span, working=working) for span in pre_alarms),
        levels=tuple(limit_of(span, working=working) for span in levels),
    )


def limit_of(span: Span, *, working: bool) -> Limit:
    if isinstance(span, Limit):
        return span
    if working:
        if not span % DAY:
            return Limit(span // DAY, Unit.WORKING_DAY)
        return _whole(span, HOUR, Unit.WORKING_HOUR)
    return _whole(span, timedelta(seconds=1), Unit.SECOND)


def written(rule: Rule) -> dict[str, Any]:
    return {
        "limit": _text(rule.limit) if rule.limit else None,
        "pre_alarms": [_text(limit) for limit in rule.pre_alarms],
        "levels": [_text(limit) for limit in rule.levels],
    }


def read(row: dict[str, Any]) -> Rule:
    return Rule(
        limit=_limit(row["limit"]) if row["limit"] else None,
        pre_alarms=tuple(map(_limit, row["pre_alarms"])),
        levels=tuple(map(_limit, row["levels"])),
    )


def _whole(span: timedelta, step: timedelta, unit: Unit) -> Limit:
    if span % step:
        raise ValueError(f"a limit of {span} is not a whole number of {unit}s")
    return Limit(span // step, unit)


def _text(limit: Limit) -> str:
    return f"{limit.amount} {limit.unit}"


def _limit(text: str) -> Limit:
    amount, unit = text.split(" ")
    return Limit(int(amount), Unit(unit))
