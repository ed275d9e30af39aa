"""What to say to somebody who is being deceived: a script for each class of fraud.

For a grid worker or an officer, on a phone, while calling or at the door. One file a
class, and `common.toml` for what holds always. Lines are short; nothing in them asks
for a code, a password or money, and nothing holds a link.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wuzha.lib.datafiles import DATA, BadTable, load
from wuzha.lib.taxonomy import taxonomy

LONGEST_LINE = 60
LINK = re.compile(r"https?:|www\.|[a-z0-9]\.(com|cn|net|top|xyz)\b", re.IGNORECASE)
SECRET = re.compile(r"(告诉|报给?|发给?|说出|提供)(我|我们)[^。？]*(验证码|密码)")
PLACEHOLDERS = {"unit": "", "by": ""}


@dataclass(frozen=True)
class Reply:
    """What the deceived person (or the fraudster through them) says; the answer."""

    they_say: str
    you_say: str


@dataclass(frozen=True)
class Common:
    """Holds for every class: how to be believed, what to do when money has gone."""

    verify: str
    if_money_moved: tuple[str, ...]
    never: tuple[str, ...]
    closing: tuple[str, ...]

    def __post_init__(self) -> None:
        _check((self.verify, *self.if_money_moved, *self.never, *self.closing))


@dataclass(frozen=True)
class Script:
    """`plain` says what the fraud is; `opening` has places for {unit} and {by}.

    `version` is kept with each contact attempt.
    """

    fraud_class: str
    version: str
    plain: str
    opening: str
    ask: tuple[str, ...]
    do_now: tuple[str, ...]
    replies: tuple[Reply, ...]
    never: tuple[str, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        spoken = (self.plain, self.opening, *self.ask, *self.do_now, *self.never)
        answers = (line for r in self.replies for line in (r.they_say, r.you_say))
        _check((*spoken, *answers))
        try:
            self.opening.format(**PLACEHOLDERS)
        except KeyError as unknown:
            raise ValueError(f"opening: unknown place {unknown}") from unknown

    def opening_by(self, *, unit: str, by: str) -> str:
        return self.opening.format(unit=unit, by=by)


def read_scripts(folder: Path) -> dict[str, Script]:
    """By fraud class; every class of the taxonomy has one, in the file of its code."""
    scripts = {path.stem: load(Script, path) for path in folder.glob("F*.toml")}
    for stem, script in scripts.items():
        if script.fraud_class != stem:
            raise BadTable(f"{stem}.toml: fraud_class is {script.fraud_class}")
    codes = {code for code, _ in taxonomy().choices}
    if wrong := codes ^ scripts.keys():
        raise BadTable(f"{folder.name}: one script a class; see {sorted(wrong)}")
    return scripts


def script_for(code: str) -> Script:
    """By class or sub-type code; the general one if the class is not known yet."""
    return _scripts().get(code.partition("-")[0]) or _scripts()["F99"]


@cache
def common() -> Common:
    return load(Common, DATA / "scripts" / "common.toml")


@cache
def _scripts() -> dict[str, Script]:
    return read_scripts(DATA / "scripts")


def _check(lines: tuple[str, ...]) -> None:
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise ValueError(f"longer than {LONGEST_LINE} characters: {line}")
        if LINK.search(line):
            raise ValueError(f"holds a link: {line}")
        if SECRET.search(line):
            raise ValueError(f"asks for a code or password: {line}")
