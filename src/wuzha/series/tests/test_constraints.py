"""The database refuses what no action writes."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from wuzha.incidents.models import Incident
from wuzha.incidents.tests.make import ENTERED, open_case
from wuzha.organisation.models import Person, Unit
from wuzha.series.models import Following, IgnoredMark, Ruling, Series, SeriesMember


@pytest.fixture
def broken(station: Unit, su: Person) -> dict[str, Callable[[], object]]:
    """The name of a constraint and what breaks it."""
    series = Series.objects.create(begun_at=ENTERED, grown_at=ENTERED)
    case: Incident = open_case(unit=station, by=su)
    ignored = {"kind": "phone", "value": "95588", "reason": "银行", "by": su}
    return {
        "series_merged_has_ended": lambda: Series.objects.create(
            begun_at=ENTERED, grown_at=ENTERED, merged_into=series
        ),
        "series_member_is_one_thing": lambda: SeriesMember.objects.create(
            series=series, joined_at=ENTERED
        ),
        "in two series": lambda: SeriesMember.objects.bulk_create(
            SeriesMember(series=series, incident=case, joined_at=ENTERED)
            for _ in range(2)
        ),
        "following_once_a_person": lambda: Following.objects.bulk_create(
            Following(series=series, person=su, since=ENTERED) for _ in range(2)
        ),
        "ruling_has_its_reason": lambda: Ruling.objects.create(
            series=series,
            holds="apart",
            these=[],
            those=[],
            reason="",
            ruled_at=ENTERED,
            ruled_by=su,
        ),
        "mark_ignored_once": lambda: IgnoredMark.objects.bulk_create(
            IgnoredMark.of(**ignored, at=ENTERED) for _ in range(2)
        ),
    }


def test_each_constraint_holds(broken: dict[str, Callable[[], object]]) -> None:
    for name, deed in broken.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
            pytest.fail(f"{name} let it pass")
