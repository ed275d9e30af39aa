"""Puts a version to the transfers of the last days at hand, beside what is in force.
Long: nothing is kept before the end, so it is safe to begin again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from wuzha.detection.engines import EngineError
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.files import TableError
from wuzha.detection.moments import MICROSECOND
from wuzha.detection.rules.reader import RuleError
from wuzha.detection.rules.tree import Rule, State
from wuzha.lib import masking, params
from wuzha.monitoring import registers
from wuzha.monitoring.actions.rules import begin_test, fail_test, finish_test
from wuzha.monitoring.models import Hit, RuleTest
from wuzha.monitoring.outcome import Outcome, bands, judged_transfers
from wuzha.monitoring.rulebook import Running, in_force, rules_now
from wuzha.monitoring.searching import rule_hits, with_typologies
from wuzha.monitoring.states import HitState, RunState
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.transfers import store
from wuzha.transfers.models import Origin, TransferFile
from wuzha.transfers.uploads import scratch as scratch_of

Progress = Callable[[str, float], None]
ENDED = (RunState.DONE, RunState.FAILED)
SAMPLE = 20
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AtHand:
    """The last days of the transfers that are kept, and from when on what came before
    them is read."""

    files: list[TransferFile]
    known_from: datetime
    since: datetime
    until: datetime

    @property
    def days(self) -> float:
        return max((self.until - self.since) / DAY, 1.0)


def at_hand(most: str = "test_transfers") -> AtHand | None:
    """As many days as the parameter says, back from the latest transfer kept; no
    further back than there are any. Of more transfers than the parameter `most` only
    the latest, the first half of their time as what came before."""
    files = list(TransferFile.objects.at_hand().filter(origin=Origin.RUN))
    if not files:
        return None
    until = max(file.last_at for file in files) + MICROSECOND
    first = min(file.first_at for file in files)
    since = max(until - _value("test_days") * DAY, first)
    if cut := store.latest(files, until, _value(most)):
        first, since = cut, max(since, cut + (until - cut) / 2)
    known_from = max(since - _value("known_days") * DAY, first)
    near = [file for file in files if file.last_at >= known_from]
    return AtHand(near, known_from, since, until)


def _value(name: str) -> int:
    return params.value(f"monitoring.{name}", on=timezone.localdate()).whole


def try_rule(
    *,
    test: int,
    by: Person,
    progress: Progress = lambda doing, share: None,
) -> None:
    found = RuleTest.objects.select_related("version").get(pk=test)
    if found.state in ENDED:
        return
    begin_test(test=found, by=by)
    near = at_hand()
    if near is None:
        fail_test(test=found, problem=kept("流水文件已不在本机，请重新上传。"), by=by)
        return
    with scratch_of(f"test-{found.pk}") as scratch:
        try:
            outcome, sample = _tried(found.version.read, near, Path(scratch))
        except (TableError, RuleError, EngineError) as wrong:
            fail_test(test=found, problem=str(wrong), by=by)
            return
    finish_test(
        test=found,
        outcome=outcome,
        sample=sample,
        first_at=near.since,
        last_at=near.until,
        by=by,
    )


def _tried(
    rule: Rule, near: AtHand, scratch: Path
) -> tuple[Outcome, list[dict[str, Any]]]:
    transfers, engine = scratch / "transfers.parquet", DuckDB(spill=scratch)
    store.put_together(near.files, transfers, since=near.known_from, until=near.until)
    tables = {"transfers": transfers, **registers.known()}
    now = in_force(rules_now())
    before = [one for one in now if one.rule.id == rule.id]
    others = [one for one in now if one.rule.id != rule.id]
    tried = _as_in_force(rule)

    def found(book: Sequence[Running]) -> pa.Table:
        return rule_hits(book, tables, near.until, engine, since=near.since)

    everything, is_now = found(now), found([tried])
    was = everything.filter(pc.field("rule") == rule.id)
    left = everything.filter(pc.field("rule") != rule.id)
    after = with_typologies([*others, tried], pa.concat_tables([left, is_now]))
    old, new = set(was["tx_id"].to_pylist()), set(is_now["tx_id"].to_pylist())
    confirmed, dismissed = judged(new)
    budget = params.value("monitoring.hits_a_day", on=timezone.localdate())
    outcome = Outcome(
        days=near.days,
        hits=len(new),
        accounts=len(set(is_now["account"].to_pylist())),
        bands=bands(is_now),
        beside=before[0].rule.version if before else None,
        both=len(new & old),
        new=len(new - old),
        lost=len(old - new),
        all_before=len(with_typologies(now, everything)),
        all_after=len(after),
        budget_a_day=budget.whole,
        budget_confidence=budget.confidence,
        confirmed=confirmed,
        dismissed=dismissed,
    )
    return outcome, _sample(is_now, new - old)


@dataclass(frozen=True)
class Estimate:
    days: float
    hits: int
    budget_a_day: int

    @property
    def a_day(self) -> float:
        return self.hits / self.days


def estimated(rule: Rule) -> Estimate | None:
    """Hits of the rule alone at the latest transfers at hand: few enough of them to be
    counted while somebody is writing it. None: there are no transfers."""
    near = at_hand("preview_transfers")
    if near is None:
        return None
    with scratch_of("preview") as folder:
        file = Path(folder) / "transfers.parquet"
        store.put_together(near.files, file, since=near.known_from, until=near.until)
        tables = {"transfers": file, **registers.known()}
        engine, book = DuckDB(spill=Path(folder)), [_as_in_force(rule)]
        hits = rule_hits(book, tables, near.until, engine, since=near.since)
    return Estimate(near.days, len(hits), _value("hits_a_day"))


def _as_in_force(rule: Rule) -> Running:
    return Running(replace(rule, state=State.IN_FORCE))


def judged(transfers: set[str]) -> tuple[int, int]:
    """By people, at these transfers, whatever rule or version they looked at."""
    reviewed = Hit.objects.exclude(state=HitState.NEW)
    by_hit = {
        hit_id: state == HitState.CONFIRMED
        for hit_id, state in reviewed.values_list("hit_id", "state")
    }
    rules = reviewed.order_by().values_list("rule", "rule_version").distinct()
    return judged_transfers(transfers, rules, by_hit)


def _sample(hits: pa.Table, new: set[str]) -> list[dict[str, Any]]:
    """New ones first; among them by their id, which is as good as chance."""
    rows = hits.to_pylist()
    rows.sort(key=lambda hit: (hit["tx_id"] not in new, hit["hit_id"]))
    return [
        {
            "at": hit["ts"].isoformat(),
            "account": masking.bank_account(hit["account"]),
            "amount_cents": hit["amount_cents"],
            "score": hit["score"],
            "reason": hit["reason"],
            "is_new": hit["tx_id"] in new,
        }
        for hit in rows[:SAMPLE]
    ]
