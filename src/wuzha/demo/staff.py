"""Who works in the made-up county: one account a role to sign in with, and the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from random import Random

from django.contrib.auth.hashers import make_password

from wuzha.demo import names
from wuzha.demo.county import SINCE, County
from wuzha.organisation.access import Role
from wuzha.organisation.models import Appointment, Deputy, Person, Unit

MACHINES: dict[str, str] = {
    Role.FEED: "上级预警平台",
    Role.CLOCKWORK: "时限引擎",
    Role.BANK_SYSTEM: "青石农商银行系统",
}


# Whom a visitor can sign in as: one for each role, and a village's beside its town's.
ACCOUNTS: dict[str, str] = {
    "zhiban": Role.DUTY_OFFICER,
    "lingdao": Role.COUNTY_LEADER,
    "xianju": Role.COUNTY_POLICE,
    "paichusuo": Role.STATION_POLICE,
    "wangge": Role.GRID_WORKER,
    "zhuangan": Role.LOCAL_CLERK,
    "cunzhuren": Role.LOCAL_CLERK,
    "yinhang": Role.BANK_OFFICER,
    "guiyuan": Role.BANK_TELLER,
    "xuexiao": Role.UNIT_OFFICER,
    "yanpan": Role.ANALYST,
    "shenji": Role.AUDITOR,
    "guanli": Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Account:
    """Somebody that a visitor can sign in as."""

    username: str
    role: str
    unit: Unit


def accounts(county: County) -> list[Account]:
    """In the first town, so that one visitor can play a whole case."""
    places = {
        "paichusuo": county.stations[0],
        "wangge": county.grids[0],
        "zhuangan": county.towns[0],
        "cunzhuren": county.villages[0],
        "yinhang": county.branches[0],
        "guiyuan": county.branches[0],
        "xuexiao": county.schools[0],
    }
    return [
        Account(username, role, places.get(username, county.root))
        for username, role in ACCOUNTS.items()
    ]


def staff(county: County, random: Random) -> None:
    """Fills `county.people`; passwords are set afterwards, for the accounts only."""
    serial, locked = count(1), make_password(None)
    people: list[Person] = []
    posts: list[tuple[str, Unit]] = []
    for username, role, unit in _posts(county):
        people.append(
            Person(
                username=username or f"u{next(serial):05d}",
                name=_title(role) or names.person_name(random),
                phone="" if _title(role) else names.phone(random),
                password=locked,
                is_demo=True,
                is_machine=bool(_title(role)),
            )
        )
        posts.append((role, unit))
    people = Person.objects.bulk_create(people, batch_size=500)
    held = Appointment.objects.bulk_create(
        [
            Appointment(person=person, role=role, unit=unit, valid_from=SINCE)
            for person, (role, unit) in zip(people, posts, strict=True)
        ],
        batch_size=500,
    )
    for person, (role, unit) in zip(people, posts, strict=True):
        county.people.setdefault(unit.pk, {}).setdefault(role, []).append(person)
    _deputies(held)


def _title(role: str) -> str:
    return MACHINES.get(role, "")


def _posts(county: County) -> Iterator[tuple[str, str, Unit]]:
    """(username or empty, role, unit), the accounts first."""
    for account in accounts(county):
        yield account.username, account.role, account.unit
    root = county.root
    yield "feed", Role.FEED, root
    yield "clockwork", Role.CLOCKWORK, root
    yield "bank-system", Role.BANK_SYSTEM, root
    many = [
        (Role.DUTY_OFFICER, 3, [root]),
        (Role.COUNTY_POLICE, 5, [root]),
        (Role.ANALYST, 1, [root]),
        (Role.STATION_POLICE, 3, county.stations),
        (Role.LOCAL_CLERK, 1, county.towns[1:]),
        (Role.LOCAL_CLERK, 1, county.villages[1:]),
        (Role.GRID_WORKER, 1, county.grids[1:]),
        (Role.BANK_OFFICER, 1, county.branches[1:]),
        (Role.BANK_TELLER, 2, county.branches),
        (Role.UNIT_OFFICER, 1, county.schools[1:]),
    ]
    for role, number, units in many:
        for unit in units:
            for _ in range(number):
                yield "", role, unit


def _deputies(held: list[Appointment]) -> None:
    """Colleagues of one unit stand in for one another; in a grid, the next grid's
    worker does."""
    rows = []
    for here, after in pairwise(held):
        same = here.unit_id == after.unit_id and here.role == after.role
        neighbours = (
            here.role == after.role == Role.GRID_WORKER
            and here.unit.parent_id == after.unit.parent_id
        )
        if same or neighbours:
            rows.append(Deputy(appointment=here, person=after.person, rank=1))
    Deputy.objects.bulk_create(rows, batch_size=500)
