"""Who gets which address of the briefs."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from wuzha.briefs.actions import draw_up
from wuzha.organisation.models import Person, Unit

COUNTY = {"lin": 200, "luo": 200, "wei": 200, "zhou": 404, "*": 404, "stranger": 302}
MATRIX: dict[str, dict[str, int]] = {
    "briefs:list": {"*": 200, "stranger": 302},
    "briefs:brief": COUNTY,
    "briefs:confirm": COUNTY,
    "briefs:publish": COUNTY,
    "briefs:figure": COUNTY,
    "briefs:correct": COUNTY,
    "briefs:sheet": COUNTY,
    "briefs:paper": COUNTY,
}
POST_ONLY = {
    "briefs:today": {
        "lin": 302, "wei": 302, "su": 302, "other_su": 302, "tan": 302, "*": 404,
        "stranger": 302,
    },
    # Nobody has confirmed it yet; the leader reads and publishes only.
    "briefs:take_back": {
        "lin": 409, "wei": 409, "luo": 403, "*": 404, "stranger": 302,
    },
}  # fmt: skip


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    county: Unit = request.getfixturevalue("county")
    now = timezone.now()
    day = timezone.localdate(now) - timedelta(days=1)
    brief = draw_up(unit=county, day=day, at=now, by=cast["lin"])
    views = ("brief", "confirm", "publish", "sheet", "paper", "take_back")
    return {
        **{f"briefs:{view}": (brief.pk,) for view in views},
        "briefs:figure": (brief.pk, "incidents"),
        "briefs:correct": (brief.pk, "incidents"),
    }
