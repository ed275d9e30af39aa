"""The rules put to the transfers of one account: which could have seen it, and when."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils import timezone

from wuzha.accounts.actions.look_backs import keep_firings
from wuzha.accounts.models import LookBack
from wuzha.accounts.states import LookBackState, TestedOn
from wuzha.detection.engines import EngineError
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.files import TableError
from wuzha.detection.moments import MICROSECOND, from_microseconds
from wuzha.detection.monitoring import Inputs
from wuzha.detection.tables import span_of
from wuzha.lib import codes, params
from wuzha.lib.refused import Refused
from wuzha.monitoring import registers
from wuzha.monitoring.rulebook import rules_now
from wuzha.monitoring.searching import rule_hits, with_typologies
from wuzha.organisation.models import Person
from wuzha.transfers import store
from wuzha.transfers.models import TransferFile
from wuzha.transfers.uploads import scratch

Firings = list[dict[str, Any]]


def search_store(
    *,
    look_back: int,
    by: Person,
    progress: Callable[[str, float], None] = lambda doing, share: None,
) -> None:
    """Over all transfers at hand, of the account and of those it dealt with: a rule at
    one of its transfers looks no further."""
    found = LookBack.objects.get(pk=look_back)
    if found.state != LookBackState.OPEN:
        return
    files = list(TransferFile.objects.at_hand())
    until = max((file.last_at for file in files), default=found.known_at) + MICROSECOND
    known_days = params.value("monitoring.known_days", on=timezone.localdate()).whole
    since = found.known_at - timedelta(days=known_days)
    around = store.neighbours(files, found.account, since, until) if files else []
    firings: Firings = []
    transfers = 0
    if around:
        with scratch(f"look-back-{found.pk}") as folder:
            file = Path(folder) / "transfers.parquet"
            store.put_together(files, file, since=since, until=until, accounts=around)
            firings = first_firings(found.account, file)
            transfers = _moves(found.account, file)
    keep_firings(
        look_back=found,
        firings=firings,
        transfers=transfers,
        tested_on=TestedOn.STORE,
        by=by,
    )


def search_statement(*, look_back: LookBack, file: Path, by: Person) -> None:
    """Over what the branch brought of its account."""
    with scratch(f"statement-{look_back.pk}") as folder:
        checked = Path(folder) / "transfers.parquet"
        try:
            Inputs([file]).gathered(checked, lambda share: None)
            firings = first_firings(look_back.account, checked)
        except (TableError, EngineError) as wrong:
            raise Refused(str(wrong)) from wrong
        transfers = span_of(checked).transfers
    keep_firings(
        look_back=look_back,
        firings=firings,
        transfers=transfers,
        tested_on=TestedOn.STATEMENT,
        by=by,
    )


def first_firings(account: str, transfers: Path) -> Firings:
    """The first firing of each rule that runs in the county at the account, by time."""
    book = rules_now()
    until = from_microseconds(span_of(transfers).last_us + 1)
    tables = {"transfers": transfers, **registers.known()}
    hits = rule_hits(book, tables, until, DuckDB(spill=transfers.parent))
    rows = with_typologies(book, hits).sort_by("ts").to_pylist()
    found: dict[str, dict[str, Any]] = {}
    for hit in rows:
        if codes.bank_account(_accused(hit)).value == account:
            found.setdefault(hit["rule"], _kept(hit))
    return list(found.values())


def _moves(account: str, transfers: Path) -> int:
    own = (pc.field("src") == account) | (pc.field("dst") == account)
    return len(pq.read_table(transfers, columns=["src"], filters=own))


def _accused(hit: Mapping[str, Any]) -> str:
    """The account that the rule warns of; a rule on the victim's side speaks of one
    that is in danger itself."""
    return hit["suspect_account"] or (hit["account"] if hit["side"] == "mule" else "")


def _kept(hit: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rule": hit["rule"],
        "version": hit["rule_version"],
        "title": hit["title"],
        "at": hit["ts"].isoformat(),
        "reason": hit["reason"],
    }
