"""What a bank asks before money goes out: question sets as data, one file a set.

A set never refuses a customer by itself; it ends in answers, a notice and, where the
set says so, a signature.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wuzha.lib.datafiles import DATA, BadTable, load


@dataclass(frozen=True)
class QuestionSet:
    """`questions` are asked, `looks` watched for, `checks` compared, `reminders` said.

    `code` and `version` are kept with the answers.
    """

    code: str
    name: str
    version: str
    source: str
    confidence: str
    sign_required: bool
    questions: tuple[str, ...]
    looks: tuple[str, ...] = field(default_factory=tuple)
    checks: tuple[str, ...] = field(default_factory=tuple)
    reminders: tuple[str, ...] = field(default_factory=tuple)
    default: bool = False


@dataclass(frozen=True)
class RedFlags:
    """Signs that make a teller look twice, whatever the set."""

    source: str
    confidence: str
    signs: tuple[str, ...]


def read_sets(folder: Path) -> dict[str, QuestionSet]:
    """By code, the default one first; exactly one has to be the default."""
    sets = [load(QuestionSet, path) for path in sorted(folder.glob("*.toml"))]
    for path in folder.glob("*.toml"):
        if path.stem not in {one.code for one in sets}:
            raise BadTable(f"{path.name}: the code differs from the name of the file")
    if sum(one.default for one in sets) != 1:
        raise BadTable(f"{folder.name}: exactly one question set has to be the default")
    return {one.code: one for one in sorted(sets, key=lambda one: not one.default)}


@cache
def question_sets() -> dict[str, QuestionSet]:
    return read_sets(DATA / "questions")


@cache
def red_flags() -> RedFlags:
    return load(RedFlags, DATA / "red_flags.toml")
