"""Rows for the tests of this area: plain functions that anyone can read."""

from wuzha.incidents.inputs import IdentifierIn
from wuzha.incidents.models import Incident
from wuzha.incidents.tests.make import ENTERED, open_case
from wuzha.organisation.models import Person, Unit
from wuzha.series.regrouping import regroup_all

PHONE = "13700001111"


def bearing(
    unit: Unit, by: Person, *, kind: str = "phone", value: str = PHONE, story: str = ""
) -> Incident:
    """An incident that bears one mark, and no payment."""
    mark = IdentifierIn(kind=kind, value=value)
    return open_case(unit=unit, by=by, payments=[], identifiers=[mark], story=story)


def joined(
    unit: Unit, by: Person, *, clockwork: Person, count: int = 3
) -> list[Incident]:
    """Incidents of one phone, in one series."""
    incidents = [bearing(unit, by) for _ in range(count)]
    reckon(clockwork)
    return incidents


def reckon(clockwork: Person) -> None:
    regroup_all(at=ENTERED, by=clockwork)
