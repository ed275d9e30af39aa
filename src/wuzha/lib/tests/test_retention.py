"""Years and days are counted back from the day, as it is here."""

from datetime import UTC, datetime

from wuzha.lib.periods import SHANGHAI
from wuzha.lib.retention import kept_since

# Already the 29th here.
AT = datetime(2028, 2, 28, 17, 0, tzinfo=UTC)


def test_years_end_on_the_last_day_of_a_shorter_month() -> None:
    since = kept_since("warning_without_loss_years", AT)
    assert since == datetime(2026, 2, 28, tzinfo=SHANGHAI)


def test_days_are_whole_days() -> None:
    since = kept_since("import_rows_days", AT)
    assert since == datetime(2028, 1, 30, tzinfo=SHANGHAI)
