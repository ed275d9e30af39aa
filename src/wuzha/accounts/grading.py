"""How much an account asks to be looked at, each point with its reason in words. Advice
to the bank: who decides on a limit is a person there."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from wuzha.accounts.models.bank_accounts import MOST_CARDS, BankAccount
from wuzha.accounts.states import AccountClass
from wuzha.lib import params
from wuzha.lib.datafiles import DATA, BadTable, load
from wuzha.lib.params import Parameter

LIMITS = {
    AccountClass.ONE: ("accounts.class1_per_bank",),
    AccountClass.TWO: ("accounts.class2_day", "accounts.class2_year"),
    AccountClass.THREE: (
        *("accounts.class3_balance", "accounts.class3_day", "accounts.class3_year"),
    ),
}
SIGNS = frozenset(
    {
        *("was_stopped", "was_suspected", "phone_not_holders"),
        *("many_cards", "second_class1", "unused"),
    }
)


@dataclass(frozen=True)
class Point:
    sign: str
    score: int
    reason: str


@dataclass(frozen=True)
class Grade:
    """Of a sum of points from `above` on."""

    name: str
    label: str
    above: int
    advice: str


@dataclass(frozen=True)
class Grading:
    version: int
    source: str
    confidence: str
    points: tuple[Point, ...]
    grades: tuple[Grade, ...]

    def __post_init__(self) -> None:
        if strange := {point.sign for point in self.points} - SIGNS:
            raise BadTable(f"account_grading.toml: nobody sees {sorted(strange)}")
        if not self.grades or self.grades[0].above != 0:
            raise BadTable("account_grading.toml: the first grade begins at 0")

    def of(self, signs: frozenset[str]) -> "Graded":
        points = tuple(point for point in self.points if point.sign in signs)
        score = sum(point.score for point in points)
        reached = [grade for grade in self.grades if score >= grade.above]
        return Graded(reached[-1], score, points)


@dataclass(frozen=True)
class Graded:
    grade: Grade
    score: int
    points: tuple[Point, ...]


@cache
def grading() -> Grading:
    return load(Grading, DATA / "account_grading.toml")


def signs_of(account: BankAccount, on: date) -> frozenset[str]:
    """Of a row with its signs (`with_signs`)."""
    known = vars(account)
    most = params.value(MOST_CARDS, on=on).whole
    most_class1 = params.value("accounts.class1_per_bank", on=on).whole
    seen = {
        **{name: known[name] for name in ("was_stopped", "was_suspected", "unused")},
        "phone_not_holders": account.phone_matches is False,
        "many_cards": (known["holder_accounts"] or 0) > most,
        "second_class1": (known["holder_class1"] or 0) > most_class1,
    }
    return frozenset(name for name, is_so in seen.items() if is_so)


def limits_of(account: BankAccount, on: date) -> list[Parameter]:
    """What the rules say of accounts of its class."""
    if account.account_class is None:
        return []
    keys = LIMITS[AccountClass(account.account_class)]
    return [params.value(key, on=on) for key in keys]
