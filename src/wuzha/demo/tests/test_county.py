"""The made-up county has the shape of a real one and is the same for the same seed."""

from collections import Counter
from random import Random

import pytest
from django.db import transaction

from wuzha.demo.county import Size, build
from wuzha.demo.staff import accounts, staff
from wuzha.lib.codes import places
from wuzha.organisation.access import MACHINE_ROLES, ROLES, Role, may, scope
from wuzha.organisation.models import Appointment, Person, Unit

SMALL = Size(towns=3, villages=8, grids=20, branches=4, schools=4)


def made() -> list[tuple[str, str, str]]:
    county = build(Random(7), SMALL)
    staff(county, Random(7))
    return list(Appointment.objects.values_list("person__name", "role", "unit__name"))


@pytest.mark.django_db
def test_places_hang_on_one_root_and_carry_codes() -> None:
    county = build(Random(7), SMALL)
    kinds = Counter(Unit.objects.values_list("kind", flat=True))
    assert kinds["town"] == 3
    assert kinds["village"] == 8
    assert kinds["grid"] == 20
    for unit in Unit.objects.all():
        assert unit.path.startswith(county.root.path)
        assert unit.path.endswith(f"/{unit.pk}/")
    assert all(places.division_code(v.code).problem is None for v in county.villages)


@pytest.mark.django_db
def test_every_role_has_somebody_to_sign_in_as() -> None:
    county = build(Random(7), SMALL)
    staff(county, Random(7))
    assert {a.role for a in accounts(county)} == set(Role.values) - MACHINE_ROLES
    for account in accounts(county):
        person = Person.objects.get(username=account.username)
        assert person.is_demo
        assert all(may(person, p, account.unit) for p in ROLES[account.role])


@pytest.mark.django_db
def test_a_station_reaches_the_town_that_it_polices() -> None:
    county = build(Random(7), SMALL)
    staff(county, Random(7))
    police = Person.objects.get(username="paichusuo")
    reach = scope(police, *ROLES[Role.STATION_POLICE])
    assert reach.covers(county.towns[0].path)
    assert not reach.covers(county.towns[1].path)


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_people() -> None:
    outcomes = []
    for _ in range(2):
        point = transaction.savepoint()
        outcomes.append(made())
        transaction.savepoint_rollback(point)
    assert outcomes[0] == outcomes[1]
