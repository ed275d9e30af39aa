"""What is known of a transfer besides its row: its hour, its accounts, their lists."""

from collections.abc import Iterable

from wuzha.detection.rules.tree import (
    ACCOUNT_FACTS,
    TRANSFER_NAMES,
    Expression,
    Listed,
    Party,
    names_in,
)

IN_THE_ROW = ("amount", "channel", "new_payee")
DAY_US = 86_400_000_000
BEIJING_US = 8 * 3_600_000_000  # ahead of UTC; no summer time since 1991
HUNDRED_YUAN = 10_000  # cents

OF_THE_ROW = {
    "time_of_day": f"(t.at_us + {BEIJING_US}) % {DAY_US}",
    "whole_hundreds": f"t.amount_cents % {HUNDRED_YUAN} = 0",
}
SIDES = {Party.PAYER: "src", Party.PAYEE: "dst"}
OF_AN_ACCOUNT = {
    "open_for": "t.at_us - {party}.opened_us",
    "quiet_for": "t.at_us - {party}.last_active_us",
    "phone_differs": "COALESCE(NOT {party}.phone_matches, FALSE)",
}
ACCOUNT = """
    LEFT JOIN accounts AS {party} ON {party}.account = t.{side}"""
LISTED = """
    LEFT JOIN (SELECT * FROM lists WHERE list = '{listed}') AS {party}_{listed}
      ON {party}_{listed}.account = t.{side}"""
# An account on no list is on none: never unknown.
ON_THE_LIST = """COALESCE({name}.since_us <= t.at_us
      AND ({name}.until_us IS NULL OR t.at_us < {name}.until_us), FALSE)"""


def said(facts: Iterable[str], filters: Iterable[Expression]) -> list[str]:
    """Every fact asked for once, in the order of their table."""
    asked = set(facts).union(*map(names_in, filters))
    return [n for n in TRANSFER_NAMES if n in asked and n not in IN_THE_ROW]


def joined(facts: Iterable[str]) -> tuple[str, str]:
    """The columns that hold these facts, and the tables joined to transfers `t`."""
    columns, joins = "", dict[str, None]()
    for name in facts:
        columns += f",\n    {_column(name)} AS {name}"
        joins.update(dict.fromkeys(_joins(name)))
    return columns, "".join(joins)


def _column(name: str) -> str:
    if name in OF_THE_ROW:
        return OF_THE_ROW[name]
    party, _, fact = name.partition("_")
    if fact in ACCOUNT_FACTS:
        return OF_AN_ACCOUNT.get(fact, "{party}." + fact).format(party=party)
    return ON_THE_LIST.format(name=name)


def _joins(name: str) -> list[str]:
    party, _, fact = name.partition("_")
    if party not in SIDES:
        return []
    side = SIDES[Party(party)]
    if fact in ACCOUNT_FACTS:
        return [ACCOUNT.format(party=party, side=side)]
    return [LISTED.format(listed=Listed(fact), party=party, side=side)]
