"""Whatever somebody types into an address, a page answers."""

from collections.abc import Callable

import pytest
from django.test import Client

from wuzha.organisation.models import Person

FIRST, LAST = "0001-01-01", "9999-12-31"
ODD = (
    f"/briefs/?day={FIRST}",
    f"/briefs/?day={LAST}",
    f"/series/round/?week={FIRST}",
    f"/warnings/?first={FIRST}&last={FIRST}",
    f"/warnings/?first={LAST}&last={LAST}",
    f"/incidents/?since={FIRST}&until={LAST}",
    "/screening/labels/?after=²",
    "/screening/drift/?week=2026-13-99",
)


@pytest.mark.django_db
def test_days_at_the_ends_of_the_calendar_and_digits_of_no_number_are_answered(
    lin: Person, an: Person, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(lin)
    assert {client.get(url).status_code for url in ODD} == {200}
    audit = f"/audit/?since={FIRST}&until={LAST}"
    assert signed_in(an).get(audit).status_code == 200
