"""The county's rule book: the rules that ship, and the county's own versions of them.

A rule that the county has moved at all stands in rows, also the version that ships;
of every other rule the file that ships decides.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from wuzha.detection.monitoring import RULES
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.rules.tree import Party, Rule, State
from wuzha.detection.rules.writer import rule_file
from wuzha.monitoring.models import RuleVersion
from wuzha.monitoring.states import RuleState
from wuzha.privacy.fields import keyring

OWN = "county_"
HUNDREDTHS = range(100)


@dataclass(frozen=True, slots=True)
class Running:
    """A version that runs. On trial it is for every account and its hits wait for
    nobody; in force it is for its hundredths of the accounts that it watches."""

    rule: Rule  # in the state that it has in the county
    hundredths: range = HUNDREDTHS
    rolled_out: int = 0  # the version whose roll-out parts the accounts

    @property
    def share(self) -> int:
        """Per cent of the accounts."""
        return len(self.hundredths)

    @property
    def is_in_force(self) -> bool:
        return self.rule.state is State.IN_FORCE

    def is_for(self, account: str) -> bool:
        """`account` is the one that the rule watches: the hit's account.

        The parts are drawn anew for each version, under the service's secret: nobody
        outside can open an account that falls to the version of his choice.
        """
        if self.hundredths == HUNDREDTHS:
            return True
        drawn = f"{self.rule.id}\0{self.rolled_out}\0{account}"
        place = int(keyring().index(drawn, kind="rollout"), 16)
        return place % len(HUNDREDTHS) in self.hundredths

    def is_at(self, payer: str, payee: str) -> bool:
        """The same, of a transfer."""
        return self.is_for(payer if self.rule.account is Party.PAYER else payee)


@cache
def shipped() -> dict[str, Rule]:
    return {rule.id: rule for rule in read_rules(RULES)}


def rules_now() -> list[Running]:
    """What runs now, by rule, the newest version first: for decisions and for runs.
    Two versions of one rule run together while one is on trial or rolled out."""
    rows: dict[str, list[RuleVersion]] = defaultdict(list)
    for row in RuleVersion.objects.taken_over().order_by("rule", "-version"):
        rows[row.rule].append(row)
    ours = chain.from_iterable(map(_running, rows.values()))
    theirs = (
        Running(rule)
        for rule in shipped().values()
        if rule.runs and rule.id not in rows
    )
    return sorted([*ours, *theirs], key=lambda one: (one.rule.id, -one.rule.version))


def versions_of(rule: str) -> list[RuleVersion]:
    """The newest first; the version that ships as a row not kept, unless the county has
    taken the rule over."""
    rows = list(RuleVersion.objects.of(rule))
    ships = shipped().get(rule)
    if ships is None or any(row.version == ships.version for row in rows):
        return rows
    if any(row.state != RuleState.DRAFT for row in rows):
        return rows
    return sorted([*rows, _as_row(ships)], key=lambda row: -row.version)


def standing(versions: Sequence[RuleVersion]) -> RuleVersion:
    """The one that a person means by the rule: in force, else on trial, else newest."""
    order = [RuleState.IN_FORCE, RuleState.TRIAL]
    for state in order:
        if found := [row for row in versions if row.state == state]:
            return found[0]
    return versions[0]


def every_rule() -> list[list[RuleVersion]]:
    """All versions of each rule, in the order of their names."""
    ours = RuleVersion.objects.order_by().values_list("rule", flat=True)
    return [versions_of(rule) for rule in sorted({*shipped(), *ours})]


def next_name() -> str:
    """For a rule of the county's own."""
    taken = RuleVersion.objects.filter(rule__startswith=OWN).values_list("rule")
    return f"{OWN}{taken.distinct().count() + 1}"


def in_force(book: Sequence[Running]) -> list[Running]:
    return [one for one in book if one.is_in_force]


def described(book: Sequence[Running]) -> list[dict[str, Any]]:
    """What a run keeps of the versions that it used."""
    return [
        {
            "rule": one.rule.id,
            "version": one.rule.version,
            "title": one.rule.title,
            "state": str(one.rule.state),
            "share": one.share,
        }
        for one in book
    ]


def _as_row(ships: Rule) -> RuleVersion:
    return RuleVersion(
        rule=ships.id,
        version=ships.version,
        text=rule_file(ships),
        state=str(ships.state),
    )


def _running(versions: Sequence[RuleVersion]) -> Iterator[Running]:
    """What is rolled out takes its share; what it leaves falls to the one before."""
    taken = rolled_out = 0
    for row in sorted(versions, key=lambda row: row.share):
        if row.state == RuleState.TRIAL:
            yield Running(row.read)
        elif row.state == RuleState.IN_FORCE and taken < len(HUNDREDTHS):
            until = len(HUNDREDTHS) if taken else row.share
            rolled_out = rolled_out or row.version
            yield Running(row.read, HUNDREDTHS[taken:until], rolled_out)
            taken = until
