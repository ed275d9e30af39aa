"""What the person on duty has at hand: results of an attempt, measures of a meeting."""

from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load

FOLDER = DATA / "dissuasion"


@dataclass(frozen=True)
class ContactResult:
    """`outcome` is what it suggests at the end; `urgent`: money may be leaving now."""

    code: str
    label: str
    reached: bool
    advice: str
    outcome: str = ""
    urgent: bool = False
    retired: bool = False


@dataclass(frozen=True)
class Measure:
    code: str
    label: str
    retired: bool = False


@dataclass(frozen=True)
class _Results:
    results: tuple[ContactResult, ...]


@dataclass(frozen=True)
class _Measures:
    measures: tuple[Measure, ...]


@cache
def contact_results() -> dict[str, ContactResult]:
    rows = load(_Results, FOLDER / "contact_results.toml").results
    return {row.code: row for row in rows}


@cache
def measures() -> dict[str, Measure]:
    rows = load(_Measures, FOLDER / "measures.toml").measures
    return {row.code: row for row in rows}
