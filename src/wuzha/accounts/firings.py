"""The rules put to the transfers of one account: which could have seen it, and when."""

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from wuzha.detection.engines import EngineError
from wuzha.detection.files import TableError
from wuzha.detection.monitoring import Inputs, search_files
from wuzha.lib import codes
from wuzha.lib.refused import Refused


def first_firings(
    transfers: Path,
    *,
    account: str,
    opened_on: date | None,
    account_class: int | None,
) -> tuple[list[dict[str, Any]], int]:
    """The first firing of each rule at the account, by time, and how many transfers
    were read."""
    with TemporaryDirectory() as folder:
        known = Path(folder) / "accounts.csv"
        with known.open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["account", "opened", "class"])
            table.writerow([account, opened_on or "", account_class or ""])
        try:
            search = search_files(Inputs([transfers], accounts=known), Path(folder))
        except (TableError, EngineError) as wrong:
            raise Refused(str(wrong)) from wrong
        hits: list[dict[str, Any]] = (
            pq.read_table(search.hits).sort_by("ts").to_pylist()
        )
    found: dict[str, dict[str, Any]] = {}
    for hit in hits:
        if codes.bank_account(_accused(hit)).value == account:
            found.setdefault(hit["rule"], _kept(hit))
    return list(found.values()), search.span.transfers


def _accused(hit: dict[str, Any]) -> str:
    """The account that the rule warns of; a rule on the victim's side speaks of one
    that is in danger itself."""
    return hit["suspect_account"] or (hit["account"] if hit["side"] == "mule" else "")


def _kept(hit: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": hit["rule"],
        "version": hit["rule_version"],
        "title": hit["title"],
        "at": hit["ts"].isoformat(),
        "reason": hit["reason"],
    }
