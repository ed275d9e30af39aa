"""What a bank asked about transfers before they left, and was told; two are held now,
for somebody to look at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import cycle
from typing import Any

from django.utils import timezone

from wuzha.clocks import engine
from wuzha.decisions.judging import judged, terms
from wuzha.decisions.models import Decision, Outcome
from wuzha.decisions.states import Answer, ClockKind, Ending
from wuzha.demo import names
from wuzha.demo.history.world import World
from wuzha.detection.moments import from_microseconds
from wuzha.lib import params
from wuzha.monitoring.models import Hit, RuleRun
from wuzha.organisation.access import Role
from wuzha.transfers import store
from wuzha.transfers.models import TransferFile

SPAN, LATELY = timedelta(days=6), timedelta(days=1)
ORDINARY = 140
LOOKED_AFTER = timedelta(minutes=9)
HELD_AGO = (timedelta(minutes=4), timedelta(minutes=13))
ASKED = (Ending.GIVEN_UP, Ending.SENT)
HELD = (Ending.STOPPED, Ending.RELEASED)
REASONS = {
    Ending.STOPPED: "与客户本人通话，确认正在被骗，已登记止付",
    Ending.RELEASED: "客户说明是买二手车，已见过卖家",
}
# What is asked about, and what the rules find there; by the time of a transfer.
Asked = tuple[dict[str, Any], list[dict[str, Any]]]
Findings = dict[datetime, list[dict[str, Any]]]


def with_decisions(world: World, run: RuleRun) -> None:
    found: Findings = defaultdict(list)
    for hit in Hit.objects.filter(run=run).order_by("pk"):
        found[hit.at].append(_finding(hit))
    asked = sorted(
        [*_alerting(world, found), *_ordinary(world)], key=lambda one: one[0]["at"]
    )
    decided = Decision.objects.bulk_create(_decision(world, *one) for one in asked)
    _end(world, decided)
    held = [one for one in decided if one.answer == Answer.HOLD]
    for ago, before in zip(HELD_AGO, reversed(held), strict=False):
        _hold_now(world, before, ago)


def _alerting(world: World, found: Findings) -> Iterator[Asked]:
    """Of the transfers at hand."""
    rows = store.between(TransferFile.objects.at_hand(), world.now - LATELY, world.now)
    for row in rows.to_pylist():
        at = from_microseconds(row["at_us"])
        if at in found:
            facts = {
                "tx_id": row["tx_id"],
                "at": at,
                "payer": row["src"],
                "payee": row["dst"],
                "amount_cents": row["amount_cents"],
            }
            yield facts, found[at]


def _ordinary(world: World) -> Iterator[Asked]:
    """Of accounts that no file tells of: what was decided counts as well, and nothing
    may count twice."""
    for number in range(ORDINARY):
        facts = {
            "tx_id": f"S{number:06d}",
            "at": world.now - SPAN * world.random.random(),
            "payer": names.card(world.random),
            "payee": names.card(world.random),
            "amount_cents": world.random.randint(900, 120_000),
        }
        yield facts, []


def _finding(hit: Hit) -> dict[str, Any]:
    return {
        "rule": hit.rule,
        "version": hit.rule_version,
        "state": hit.rule_state,
        "title": hit.title,
        "score": hit.score,
        "reason": hit.reason,
        "counts": hit.rule_state == "in_force",
    }


def _decision(
    world: World, facts: dict[str, Any], findings: list[dict[str, Any]]
) -> Decision:
    by = terms(timezone.localdate(world.now))
    said = judged(findings, by)
    [bank] = world.county.holding(Role.BANK_SYSTEM)
    return Decision(
        **facts,
        unit=world.root,
        asked_by=bank,
        channel="mobile",
        digest=sha256(facts["tx_id"].encode()).hexdigest(),
        answer=said.answer,
        score=said.score,
        ask_from=by.ask_from,
        hold_from=by.hold_from,
        findings=said.findings,
        question_set=said.question_set,
        decided_at=facts["at"],
    )


def _end(world: World, decided: Iterable[Decision]) -> None:
    """The bank tells how its question ended; the police looked at what was held."""
    [bank] = world.county.holding(Role.BANK_SYSTEM)
    police = world.county.holding(Role.COUNTY_POLICE)[0]
    ways = {Answer.ASK: (cycle(ASKED), bank), Answer.HOLD: (cycle(HELD), police)}
    outcomes = []
    for one in decided:
        if one.answer != Answer.ALLOW:
            endings, by = ways[Answer(one.answer)]
            ending = next(endings)
            at = one.decided_at + LOOKED_AFTER
            reason = REASONS.get(ending, "")
            outcomes.append(
                Outcome(decision=one, ending=ending, at=at, by=by, reason=reason)
            )
    Outcome.objects.bulk_create(outcomes)


def _hold_now(world: World, before: Decision, ago: timedelta) -> None:
    """Once more to an account that a transfer was held to."""
    at = world.now - ago
    facts = {
        "tx_id": f"{before.tx_id}-2",
        "at": at,
        "payer": before.payer,
        "payee": before.payee,
        "amount_cents": before.amount_cents,
    }
    held = _decision(world, facts, before.findings)
    held.save(force_insert=True)
    engine.start(
        kind=ClockKind.LOOK,
        subject=held,
        unit=held.unit,
        begins=at,
        limit=params.value("decisions.hold_minutes", on=timezone.localdate(at)).limit,
    )
