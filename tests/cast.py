"""The cast. One small county; every test begins with the same people."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from wuzha.audit.models import ChainHead
from wuzha.organisation.access import Role
from wuzha.organisation.models import Appointment, LinkKind, Person, Unit, UnitLink

SINCE = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _flush_may_empty_the_audit(request: pytest.FixtureRequest) -> None:
    """A transactional test empties every table at its end: on SQLite the triggers of
    rows that stay would rightly refuse that, and the chain's first row goes along. Such
    tests run last."""
    if not {"transactional_db", "live_server"} & set(request.fixturenames):
        return
    request.getfixturevalue("transactional_db")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    ChainHead.objects.get_or_create(pk=1)


MakeUnit = Callable[..., Unit]


@pytest.fixture
def make_unit(db: None) -> MakeUnit:
    def make(name: str, kind: str, parent: Unit | None = None, code: str = "") -> Unit:
        unit = Unit.objects.create(
            name=name, kind=kind, parent=parent, code=code, valid_from=SINCE
        )
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        return unit

    return make


@pytest.fixture
def county(make_unit: MakeUnit) -> Unit:
    return make_unit("青石县", "county", code="990101000000")


@pytest.fixture
def town(make_unit: MakeUnit, county: Unit) -> Unit:
    return make_unit("河口镇", "town", county, "990101100000")


@pytest.fixture
def village(make_unit: MakeUnit, town: Unit) -> Unit:
    return make_unit("柳湾村", "village", town, "990101100200")


@pytest.fixture
def grid(make_unit: MakeUnit, village: Unit) -> Unit:
    return make_unit("柳湾村第一网格", "grid", village, "990101100200001")


@pytest.fixture
def station(make_unit: MakeUnit, county: Unit, town: Unit) -> Unit:
    """The police station that polices the town."""
    unit = make_unit("河口派出所", "station", county)
    UnitLink.objects.create(
        unit=unit, place=town, kind=LinkKind.POLICES, valid_from=SINCE
    )
    return unit


@pytest.fixture
def branch(make_unit: MakeUnit, county: Unit, town: Unit) -> Unit:
    """A bank branch in the town."""
    unit = make_unit("青石农商银行河口支行", "bank_branch", county, "402990100017")
    UnitLink.objects.create(
        unit=unit, place=town, kind=LinkKind.SERVES, valid_from=SINCE
    )
    return unit


@pytest.fixture
def other_town(make_unit: MakeUnit, county: Unit) -> Unit:
    return make_unit("东坪镇", "town", county, "990101101000")


@pytest.fixture
def other_grid(make_unit: MakeUnit, other_town: Unit) -> Unit:
    other_village = make_unit("石桥村", "village", other_town, "990101101200")
    return make_unit("石桥村第一网格", "grid", other_village, "990101101200001")


@pytest.fixture
def other_station(make_unit: MakeUnit, county: Unit, other_town: Unit) -> Unit:
    unit = make_unit("东坪派出所", "station", county)
    UnitLink.objects.create(
        unit=unit, place=other_town, kind=LinkKind.POLICES, valid_from=SINCE
    )
    return unit


@pytest.fixture
def make_person(db: None) -> Callable[..., Person]:
    def make(
        username: str, name: str, role: str = "", unit: Unit | None = None, **facts: Any
    ) -> Person:
        person = Person.objects.create(username=username, name=name, **facts)
        if role and unit:
            Appointment.objects.create(
                person=person, role=role, unit=unit, valid_from=SINCE
            )
        return person

    return make


def _member(username: str, name: str, role: str, place: str, **facts: Any) -> Any:
    def member(request: pytest.FixtureRequest, make_person: Any) -> Person:
        unit = request.getfixturevalue(place) if place else None
        person: Person = make_person(username, name, role, unit, **facts)
        return person

    member.__name__ = username
    member.__doc__ = f"{role or 'no role'} at {place or 'no unit'}"
    return pytest.fixture(member)


lin = _member("lin", "值班员林", Role.DUTY_OFFICER, "county")
luo = _member("luo", "领导罗", Role.COUNTY_LEADER, "county")
wei = _member("wei", "民警韦", Role.COUNTY_POLICE, "county")
su = _member("su", "民警苏", Role.STATION_POLICE, "station")
hong = _member("hong", "网格员洪", Role.GRID_WORKER, "grid")
tan = _member("tan", "专干谭", Role.LOCAL_CLERK, "town")
qiao = _member("qiao", "行长乔", Role.BANK_OFFICER, "branch")
ding = _member("ding", "柜员丁", Role.BANK_TELLER, "branch")
zhou = _member("zhou", "研判员周", Role.ANALYST, "county")
an = _member("an", "审计员安", Role.AUDITOR, "county")
guan = _member("guan", "管理员关", Role.ADMINISTRATOR, "county")
mo = _member("mo", "莫某", "", "")
other_su = _member("other_su", "民警庄", Role.STATION_POLICE, "other_station")
other_hong = _member("other_hong", "网格员桂", Role.GRID_WORKER, "other_grid")
clockwork = _member("clockwork", "时限引擎", Role.CLOCKWORK, "county", is_machine=True)
feed = _member("feed", "上级系统", Role.FEED, "county", is_machine=True)

CAST = (  # in the order of the access tables
    *("lin", "luo", "wei", "su", "hong", "tan", "qiao", "ding", "zhou", "an"),
    *("guan", "mo", "other_su", "other_hong"),
)


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> dict[str, Person]:
    """Everybody at once, by name."""
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """A browserless client of the person, as if just signed in, by all the factors that
    the person has."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["account_authentication_methods"] = [
            {"method": method, "at": time.time()} for method in ("password", "mfa")
        ]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return sign_in
