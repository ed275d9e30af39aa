"""Where somebody lives, as far as a code or an address in words can tell.

An address is read against the names of the tree: whole names, short ones ("河口" for
"河口镇"), names of units that have ended, and names that people use (`PlaceName`). A
unit counts with all the units above it that the address names too, so that one of two
villages of the same name is told from the other by its town. A tie is not decided here.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wuzha.earlywarnings.models import PlaceName
from wuzha.lib.codes import division_code, grid_code, tidied
from wuzha.organisation.models import PLACES, Unit, UnitKind, UnitSuccession

ENDINGS = re.compile(
    r"(?:街道|镇|乡|社区居民委员会|居民委员会|村民委员会|居委会|村委会|社区|村)$"
)
# A short name in front of one of these names a street, not a place.
STREET = re.compile(r"路|巷|弄|大道|街(?!道)")
SHORTEST, LONGEST = 2, 20
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Match:
    """`place` when there is one answer; else what it may be, or nothing."""

    place: int | None = None
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Name:
    """A way to say a unit; a whole name weighs a little more than a short one."""

    unit: int
    weight: int
    is_short: bool


@dataclass(frozen=True)
class PlaceIndex:
    """The tree as it stands, ready to be asked many times."""

    names: dict[str, list[Name]]
    codes: dict[str, int]
    chains: dict[int, tuple[int, ...]]
    root: int

    def match(self, *, code: str = "", address: str = "") -> Match:
        found = self._by_code(code)
        return Match(found) if found else self._by_words(_plain(address))

    def _by_code(self, typed: str) -> int | None:
        code = tidied(typed)
        for form in (code, division_code(code).value, grid_code(code).value):
            if form in self.codes:
                return self.codes[form]
        return None

    def _by_words(self, address: str) -> Match:
        weights: dict[int, int] = {}
        for name in self._named(address):
            weights[name.unit] = max(name.weight, weights.get(name.unit, 0))
        weights.pop(self.root, None)
        scores = {
            unit: sum(weights.get(above, 0) for above in self.chains[unit])
            for unit in weights
        }
        best = max(scores.values(), default=0)
        top = sorted(unit for unit, score in scores.items() if score == best)
        if len(top) == 1:
            return Match(top[0])
        return Match(candidates=tuple(top[:MOST_CANDIDATES]))

    def _named(self, address: str) -> Iterator[Name]:
        """Names in the address, without those that lie inside a longer one."""
        kept: list[tuple[int, int]] = []
        for length in range(min(LONGEST, len(address)), SHORTEST - 1, -1):
            for start in range(len(address) - length + 1):
                end = start + length
                names = self.names.get(address[start:end])
                if not names or any(a <= start and end <= b for a, b in kept):
                    continue
                is_street = STREET.match(address, end) is not None
                meant = [n for n in names if not (n.is_short and is_street)]
                if meant:
                    kept.append((start, end))
                    yield from meant


def place_index(*, on: date) -> PlaceIndex:
    units = list(
        Unit.objects.valid(on=on)
        .filter(kind__in=PLACES)
        .values_list("pk", "name", "code", "path", "kind")
    )
    names: dict[str, list[Name]] = defaultdict(list)
    valid = {pk for pk, *_ in units}
    for pk, name, _code, _path, _kind in units:
        _add(names, pk, name)
    for pk, name in _other_names(valid):
        _add(names, pk, name)
    return PlaceIndex(
        names=dict(names),
        codes={code: pk for pk, _name, code, _path, _kind in units if code},
        chains={
            pk: tuple(int(part) for part in path.strip("/").split("/"))
            for pk, _name, _code, path, _kind in units
        },
        root=next((pk for pk, *_, kind in units if kind == UnitKind.COUNTY), 0),
    )


def _other_names(valid: set[int]) -> Iterator[tuple[int, str]]:
    yield from PlaceName.objects.filter(unit__in=valid).values_list("unit_id", "name")
    ended = UnitSuccession.objects.filter(new__in=valid)
    yield from ended.values_list("new_id", "old__name")


def _add(names: dict[str, list[Name]], unit: int, name: str) -> None:
    whole = _plain(name)
    short = ENDINGS.sub("", whole)
    names[whole].append(Name(unit, 2 * len(whole), is_short=False))
    if len(short) >= SHORTEST and short != whole:
        names[short].append(Name(unit, 2 * len(short) - 1, is_short=True))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
