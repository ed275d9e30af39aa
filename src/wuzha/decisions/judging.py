"""From what the rules find at a transfer to what the bank is told. No rows here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from wuzha.decisions.intake import TransferIn
from wuzha.decisions.states import Answer, Fallback
from wuzha.lib import params
from wuzha.lib.questions import question_sets


@dataclass(frozen=True)
class Terms:
    """From how many points on the bank is to ask, and to hold; and where it holds when
    what the accounts did of late cannot be seen."""

    ask_from: int
    hold_from: int
    closed: frozenset[str]

    def answer(self, score: int) -> Answer:
        if score >= self.hold_from:
            return Answer.HOLD
        return Answer.ASK if score >= self.ask_from else Answer.ALLOW


@cache
def terms(on: date) -> Terms:
    return Terms(
        ask_from=params.value("decisions.ask_from", on=on).whole,
        hold_from=params.value("decisions.hold_from", on=on).whole,
        closed=frozenset(params.value("decisions.fail_closed_channels", on=on).texts),
    )


@dataclass(frozen=True)
class Judged:
    answer: Answer
    score: int = 0
    fallback: Fallback = Fallback.NONE
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def question_set(self) -> str:
        """What the bank is to ask; nothing when the money may go."""
        if self.answer == Answer.ALLOW:
            return ""
        return next(iter(question_sets()))


def judged(findings: Sequence[dict[str, Any]], by: Terms) -> Judged:
    """The weightiest finding that counts decides: several rules at one transfer mostly
    see the same thing, and their sum would say it twice."""
    score = max((one["score"] for one in findings if one["counts"]), default=0)
    return Judged(by.answer(score), score, findings=list(findings))


def unseen(transfer: TransferIn, by: Terms) -> Judged:
    if transfer.channel in by.closed:
        return Judged(Answer.HOLD, fallback=Fallback.CLOSED)
    return Judged(Answer.ALLOW, fallback=Fallback.OPEN)
