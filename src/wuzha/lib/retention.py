"""How long records are kept: `data/parameters/retention.toml`, in years or in days."""

from datetime import datetime, time, timedelta

from wuzha.lib import params
from wuzha.lib.periods import MONTHS_IN_YEAR, SHANGHAI, add_months, day_of


def kept_since(name: str, at: datetime) -> datetime:
    """What came to its end before this moment has been kept for its whole time."""
    today = day_of(at)
    rule = params.value(f"retention.{name}", on=today)
    if rule.unit == "year":
        first = add_months(today, -MONTHS_IN_YEAR * rule.whole)
    else:
        first = today - timedelta(days=rule.whole)
    return datetime.combine(first, time(), SHANGHAI)
