"""Dates as plans give them, made days of a year."""

from datetime import date, timedelta

from wuzha.lib.periods import add_months
from wuzha.workplans.words import DATE

WHOLE_YEAR = 12


def lacks_year(text: str | None) -> bool:
    return bool(text) and str(text).startswith("XXXX")


def last_day(text: str | None, year: int | None) -> date | None:
    """The end of the day, month or year that the text names; None for what goes on, or
    for a date whose year nobody knows."""
    match = DATE.fullmatch(text or "")
    if match is None or (match["year"] == "XXXX" and year is None):
        return None
    in_year = int(year or 0) if match["year"] == "XXXX" else int(match["year"])
    month = int(match["month"] or WHOLE_YEAR)
    end = add_months(date(in_year, month, 1), 1) - timedelta(days=1)
    if match["day"] is None:
        return end
    return end.replace(day=min(int(match["day"]), end.day))
