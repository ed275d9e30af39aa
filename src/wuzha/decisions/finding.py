"""What the rules find at transfers that are about to leave, and in which words."""

from collections.abc import Sequence
from typing import Any

from wuzha.decisions.book import Book, recent_book
from wuzha.decisions.intake import TransferIn
from wuzha.decisions.shards import Halves, shards
from wuzha.detection.findings import Finding, findings
from wuzha.detection.online import Transfer
from wuzha.detection.rules.tree import Party

Findings = list[dict[str, Any]]


def findings_of(transfers: Sequence[TransferIn]) -> list[Findings | None]:
    """One each; None where what the accounts did of late could not be seen."""
    book = recent_book.now(shards.are_ready)
    asked = [one.asked for one in transfers]
    return [
        None if halves is None else _findings(book, transfer, halves)
        for transfer, halves in zip(asked, shards.ask(asked, book.mark), strict=True)
    ]


def _findings(book: Book, transfer: Transfer, halves: Halves) -> Findings:
    payer, payee = (halves[party] for party in (Party.PAYER, Party.PAYEE))
    return [
        _kept(book, transfer, finding)
        for finding in findings(book.compiled, transfer, payer, payee)
    ]


def _kept(book: Book, transfer: Transfer, finding: Finding) -> dict[str, Any]:
    """Explains itself after the rule has changed. A rule on trial, or not yet rolled
    out to this account, is written down and decides nothing."""
    running = book.running[finding.rule.id]
    rule = running.rule
    counts = running.is_in_force and running.is_at(transfer.src, transfer.dst)
    return {
        "rule": rule.id,
        "version": rule.version,
        "state": str(rule.state),
        "title": rule.title,
        "score": finding.score,
        "reason": finding.reason,
        "counts": counts,
    }
