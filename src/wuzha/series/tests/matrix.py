"""Who gets which address of series."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from wuzha.organisation.models import Person
from wuzha.series import actions
from wuzha.series.models import Ruling, Series
from wuzha.series.tests.make import joined

GONE = {"*": 404, "stranger": 302}
ALL_SEERS = dict.fromkeys(("lin", "luo", "wei", "su", "zhou", "other_su"), 200) | GONE
SEERS = {**ALL_SEERS, "other_su": 404}
EDITORS = {"lin": 200, "wei": 200, "zhou": 200, **GONE}
MATRIX: dict[str, dict[str, int]] = {
    "series:list": ALL_SEERS,
    "series:round": {**ALL_SEERS, "tan": 200},
    "series:series": SEERS,
    "series:name": EDITORS,
    "series:merge": EDITORS,
    "series:split": EDITORS,
    "series:ignore": EDITORS,
    "series:marks": EDITORS,
    "series:of_incident": {
        **dict.fromkeys(("lin", "luo", "wei", "su", "zhou"), 302),
        **GONE,
    },
}
POST_ONLY: dict[str, dict[str, int]] = {
    "series:follow": {
        **dict.fromkeys(("lin", "luo", "wei", "su", "zhou"), 302),
        **GONE,
    },
    "series:unfollow": {
        **dict.fromkeys(("lin", "luo", "wei", "su", "zhou"), 302),
        **GONE,
    },
    "series:regroup": {"lin": 302, "wei": 302, "zhou": 302, **GONE},
    # Who comes second finds it taken back.
    "series:take_back": {"lin": 302, **GONE},
    "series:heed": {"lin": 302, **GONE},
}


def arguments(
    cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    now: datetime = timezone.now()
    station, lin = request.getfixturevalue("station"), cast["lin"]
    incidents = joined(station, cast["su"], clockwork=lin)
    series = Series.objects.get()
    mark = incidents[0].identifiers.get()
    ignored = actions.ignore_mark(
        kind="phone", value="13900005678", reason="物业", by=lin
    )
    ruling = Ruling.objects.create(
        series=series, holds="together", these=["i1"], those=["i2"], reason="同一窝点",
        ruled_at=now, ruled_by=lin,
    )  # fmt: skip
    of_series = ("series", "name", "merge", "split", "follow", "unfollow")
    return {
        **{f"series:{name}": (series.pk,) for name in of_series},
        "series:ignore": (series.pk, mark.kind, mark.value_key),
        "series:of_incident": (incidents[0].pk,),
        "series:take_back": (ruling.pk,),
        "series:heed": (ignored.pk,),
    }
