"""The made-up county: units, links, people and their appointments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from wuzha.demo import names
from wuzha.organisation.models import (
    Appointment,
    LinkKind,
    Person,
    Unit,
    UnitKind,
    UnitLink,
)

COUNTY = "青石县"
CODE = "990101"
SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Size:
    """How large a county; the default is a median one (reference: 13 towns, 168
    villages)."""

    towns: int = 13
    villages: int = 170
    grids: int = 1500
    branches: int = 36
    schools: int = 60


@dataclass
class County:
    """What was made, for whoever makes its history."""

    root: Unit
    towns: list[Unit] = field(default_factory=list)
    villages: list[Unit] = field(default_factory=list)
    grids: list[Unit] = field(default_factory=list)
    stations: list[Unit] = field(default_factory=list)
    branches: list[Unit] = field(default_factory=list)
    schools: list[Unit] = field(default_factory=list)
    # Unit key → role → whoever holds it there, first whoever signs.
    people: dict[int, dict[str, list[Person]]] = field(default_factory=dict)

    def holding(self, role: str, unit: Unit | None = None) -> list[Person]:
        """At the unit, without one at the county."""
        return self.people.get((unit or self.root).pk, {}).get(role, [])


def standing() -> County:
    """The county that was made before, from its rows."""
    units: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.order_by("pk"):
        units[unit.kind].append(unit)
    county = County(
        root=units[UnitKind.COUNTY][0],
        towns=units[UnitKind.TOWN],
        villages=units[UnitKind.VILLAGE],
        grids=units[UnitKind.GRID],
        stations=units[UnitKind.STATION],
        branches=units[UnitKind.BANK_BRANCH],
        schools=units[UnitKind.SCHOOL],
    )
    for held in Appointment.objects.select_related("person").order_by("pk"):
        roles = county.people.setdefault(held.unit_id, {})
        roles.setdefault(held.role, []).append(held.person)
    return county


def build(random: Random, size: Size) -> County:
    root = _add([_unit(COUNTY, UnitKind.COUNTY, None, f"{CODE}000000")])[0]
    county = County(root)
    _places(county, random, size)
    _institutions(county, size)
    return county


def _unit(name: str, kind: str, parent: Unit | None, code: str = "") -> Unit:
    return Unit(name=name, kind=kind, parent=parent, code=code, valid_from=SINCE)


def _add(units: Sequence[Unit]) -> list[Unit]:
    """Rows of one level: their paths are known only when they have their keys."""
    made = Unit.objects.bulk_create(units, batch_size=500)
    for unit in made:
        above = unit.parent.path if unit.parent else "/"
        unit.path = f"{above}{unit.pk}/"
    Unit.objects.bulk_update(made, ["path"], batch_size=200)
    return made


def _places(county: County, random: Random, size: Size) -> None:
    towns = names.TOWNS[: size.towns]
    county.towns = _add(
        [
            _unit(f"{name}{kind}", UnitKind.TOWN, county.root, f"{CODE}{code:03d}000")
            for name, kind, code in towns
        ]
    )
    villages: list[Unit] = []
    for index, town in enumerate(county.towns):
        urban = town.name.endswith("街道")
        named = names.village_names(random, urban=urban)
        first = 1 if urban else 200
        villages += [
            _unit(name, UnitKind.VILLAGE, town, f"{town.code[:9]}{first + number:03d}")
            for number, name in zip(
                range(_share(size.villages, size.towns, index)), named, strict=False
            )
        ]
    county.villages = _add(villages)
    county.grids = _add(
        [
            _unit(
                f"{village.name}第{number}网格",
                UnitKind.GRID,
                village,
                f"{village.code}{number:03d}",
            )
            for index, village in enumerate(county.villages)
            for number in range(1, _share(size.grids, len(county.villages), index) + 1)
        ]
    )


def _share(total: int, parts: int, index: int) -> int:
    """Split a total as evenly as whole numbers allow."""
    return total // parts + (1 if index < total % parts else 0)


def _institutions(county: County, size: Size) -> None:
    county.stations = _add(
        [
            _unit(
                f"{town.name[:-1].removesuffix('街')}派出所",
                UnitKind.STATION,
                county.root,
            )
            for town in county.towns
        ]
    )
    _link(county.stations, county.towns, LinkKind.POLICES)
    served = [county.towns[n % len(county.towns)] for n in range(size.branches)]
    banks = [names.BANKS[n % len(names.BANKS)] for n in range(size.branches)]
    county.branches = _add(
        [
            _unit(
                f"{bank}{town.name[:-1]}{'' if n < len(county.towns) else n}支行",
                UnitKind.BANK_BRANCH,
                county.root,
                f"{prefix}9901{n:05d}",
            )
            for n, ((bank, prefix), town) in enumerate(zip(banks, served, strict=True))
        ]
    )
    _link(county.branches, served, LinkKind.SERVES)
    taught = [county.towns[n % len(county.towns)] for n in range(size.schools)]
    kinds = ("中心小学", "中学", "幼儿园", "职业学校", "完全小学")
    county.schools = _add(
        [
            _unit(
                f"{town.name}{kinds[n // len(county.towns) % len(kinds)]}",
                UnitKind.SCHOOL,
                county.root,
            )
            for n, town in enumerate(taught)
        ]
    )
    _link(county.schools, taught, LinkKind.SERVES)
    _add([_unit(name, UnitKind.FIRM, county.root) for name in names.FIRMS])
    _add([_unit(n, UnitKind.DEPARTMENT, county.root) for n in names.DEPARTMENTS])


def _link(units: Iterable[Unit], places: Iterable[Unit], kind: str) -> None:
    UnitLink.objects.bulk_create(
        UnitLink(unit=unit, place=place, kind=kind, valid_from=SINCE)
        for unit, place in zip(units, places, strict=True)
    )
