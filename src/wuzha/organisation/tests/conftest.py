from datetime import date, datetime, time

import pytest
from django.utils import timezone


@pytest.fixture
def today_is(monkeypatch):
    """The service believes in this day, at noon."""

    def turn(day: date) -> datetime:
        noon = timezone.make_aware(datetime.combine(day, time(12)))
        monkeypatch.setattr(timezone, "now", lambda: noon)
        return noon

    return turn
