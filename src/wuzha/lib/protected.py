"""Kinds of account that may not be frozen, told by the name of the account."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.lib.words import N_, Sentence


@dataclass(frozen=True)
class ProtectedKind:
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class ProtectedAccounts:
    basis: str
    confidence: str
    note: str
    kinds: tuple[ProtectedKind, ...]


@cache
def protected_accounts() -> ProtectedAccounts:
    return load(ProtectedAccounts, DATA / "protected_accounts.toml")


def warnings_for(account_name: str) -> list[Sentence]:
    """One sentence for each protected kind that the name hints at; it never blocks."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", account_name))
    table = protected_accounts()
    hints = (
        (kind, next((word for word in kind.words if word in folded), ""))
        for kind in table.kinds
    )
    return [
        Sentence(
            N_(
                "户名含“{word}”，可能属于{kind}，按{basis}不得冻结。"
                "请先向开户银行核实账户性质。"
            ),
            word=word,
            kind=Sentence(kind.name),
            basis=table.basis,
        )
        for kind, word in hints
        if word
    ]
