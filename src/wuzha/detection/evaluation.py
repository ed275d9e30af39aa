"""What rules would have found where it is known what was wrong: the labels decide.

Two levels. By transfer: a hit is right if the transfer that fired is labelled. By
account: a rule is right about an account if a labelled transfer touched it in the
period, or, where a table of accounts is given, if the account is labelled there.
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.engines import Engine, Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.files import TableError
from wuzha.detection.hits import rows_of
from wuzha.detection.moments import from_microseconds, local_day, microseconds
from wuzha.detection.monitoring import (
    MEMORY,
    How,
    Inputs,
    Progress,
    search_files,
    unheard,
)
from wuzha.detection.rules.tree import Rule
from wuzha.detection.tables import read_accounts
from wuzha.detection.typologies import Typology
from wuzha.lib.words import N_, Sentence

DAY = timedelta(days=1)
ALL_RULES = "*"

LABELLED = """
SELECT tx_id, src, dst FROM transfers
WHERE is_illicit AND at_us >= {since_us} AND at_us < {until_us}"""

COUNTED = """
SELECT COUNT(is_illicit) AS labels FROM transfers
WHERE at_us >= {since_us} AND at_us < {until_us}"""


class Truth(NamedTuple):
    """What was wrong in the period."""

    days: float
    illicit_transfers: frozenset[str]
    illicit_accounts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """How one rule did at one level; `rule` is * for all rules together."""

    rule: str
    level: str
    alerts: int
    alerts_a_day: float
    right: int
    precision: float | None  # None: no alert
    recall: float | None  # None: nothing was wrong

    @classmethod
    def of(
        cls, rule: str, level: str, a_day: float, alerted: Set[str], wrong: Set[str]
    ) -> "Score":
        right = len(alerted & wrong)
        return cls(
            rule=rule,
            level=level,
            alerts=len(alerted),
            alerts_a_day=a_day,
            right=right,
            precision=right / len(alerted) if alerted else None,
            recall=right / len(wrong) if wrong else None,
        )


def evaluate_files(
    inputs: Inputs, *, memory: str = MEMORY, progress: Progress = unheard
) -> list[Score]:
    """Labelled transfers in, scores out; a period may be cut off by time."""
    with TemporaryDirectory(prefix="wuzha-") as folder:
        search = search_files(
            inputs, Path(folder), How(memory=memory), progress=progress
        )
        known = truth(
            search.transfers,
            inputs.since or from_microseconds(search.span.first_us),
            inputs.until or from_microseconds(search.span.last_us + 1),
            DuckDB(memory=memory),
            read_accounts(inputs.accounts) if inputs.accounts else None,
        )
        scores = evaluate(search.hits, search.rules, known)
    progress(N_("完成"), 1.0)
    return scores


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule in two rule sets over the same time; a hit is its transfer."""

    rule: str
    both: int
    new: int  # found by the other set alone
    lost: int  # found by the first alone
    a_day: float
    other_a_day: float


def compare_files(
    inputs: Inputs,
    other: Path,
    *,
    memory: str = MEMORY,
    progress: Progress = unheard,
) -> list[Difference]:
    """The rules of `inputs` beside those of the folder `other`."""
    found = []
    for asked in (inputs, replace(inputs, rules=other)):
        with TemporaryDirectory(prefix="wuzha-") as folder:
            search = search_files(
                asked, Path(folder), How(memory=memory), progress=progress
            )
            found.append(_transfers_by_rule(search.hits))
    (first, second), span = found, search.span
    since = inputs.since or from_microseconds(span.first_us)
    until = inputs.until or from_microseconds(span.last_us + 1)
    days = max((until - since) / DAY, 1.0)
    nothing: frozenset[str] = frozenset()
    return [
        Difference(
            rule=rule,
            both=len(ours & theirs),
            new=len(theirs - ours),
            lost=len(ours - theirs),
            a_day=len(ours) / days,
            other_a_day=len(theirs) / days,
        )
        for rule in sorted({*first, *second})
        for ours, theirs in [(first.get(rule, nothing), second.get(rule, nothing))]
    ]


def _transfers_by_rule(hits: Source) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set, {ALL_RULES: set()})
    for hit in rows_of(hits, ["rule", "tx_id"]):
        found[hit["rule"]].add(hit["tx_id"])
        found[ALL_RULES].add(hit["tx_id"])
    return {rule: frozenset(transfers) for rule, transfers in found.items()}


def truth(
    transfers: Source,
    since: datetime,
    until: datetime,
    engine: Engine,
    accounts: pa.Table | None = None,
) -> Truth:
    period = {"since_us": microseconds(since), "until_us": microseconds(until)}
    tables = {"transfers": transfers}
    [counted] = engine.run(COUNTED.format(**period), tables).to_pylist()
    if not counted["labels"]:
        raise TableError(
            Sentence(N_("流水中没有 is_illicit 标记，无法评估；请给出带标记的流水"))
        )
    wrong = engine.run(LABELLED.format(**period), tables)
    return Truth(
        days=(until - since) / DAY,
        illicit_transfers=frozenset(wrong["tx_id"].to_pylist()),
        illicit_accounts=_illicit_accounts(wrong, accounts),
    )


def evaluate(
    hits: Source, rules: Sequence[Rule | Typology], known: Truth
) -> list[Score]:
    """Both levels of each rule, then of all rules together."""
    fired = [
        Fired(hit["rule"], hit["tx_id"], hit["account"], local_day(hit["ts"]))
        for hit in rows_of(hits, ["rule", "tx_id", "account", "ts"])
    ]
    each = [_scores(r.id, [f for f in fired if f.rule == r.id], known) for r in rules]
    return list(chain(*each, _scores(ALL_RULES, fired, known)))


class Fired(NamedTuple):
    rule: str
    tx_id: str
    account: str
    day: date


def _scores(rule: str, fired: Sequence[Fired], known: Truth) -> list[Score]:
    transfers = {one.tx_id for one in fired}
    account_days = {(one.account, one.day) for one in fired}
    accounts = {one.account for one in fired}
    return [
        Score.of(
            *(rule, "transfer", len(transfers) / known.days),
            *(transfers, known.illicit_transfers),
        ),
        Score.of(
            *(rule, "account", len(account_days) / known.days),
            *(accounts, known.illicit_accounts),
        ),
    ]


def _illicit_accounts(wrong: pa.Table, accounts: pa.Table | None) -> frozenset[str]:
    if accounts is None or accounts["is_mule"].null_count == len(accounts):
        return frozenset(wrong["src"].to_pylist()) | frozenset(wrong["dst"].to_pylist())
    return frozenset(accounts.filter(pc.field("is_mule"))["account"].to_pylist())
