"""What was let go, in the order in which it was decided: the windows follow it.

Rows are added under one lock (`actions`), so that a key that is seen means that all
smaller ones were seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wuzha.decisions.models import Decision, Outcome
from wuzha.decisions.states import MOVED, Answer
from wuzha.detection.moments import microseconds
from wuzha.detection.online import Transfer

MOVE = ("tx_id", "payer", "payee", "amount_cents", "channel")


@dataclass
class Reader:
    """How far somebody has read. What was released joins when it was released."""

    decision: int = 0
    outcome: int = 0

    def moves(self, since: datetime | None = None) -> Iterator[Transfer]:
        """Since the last time; at the first, of transfers from `since` on."""
        decided = Decision.objects.filter(pk__gt=self.decision, answer=Answer.ALLOW)
        ended = Outcome.objects.filter(pk__gt=self.outcome, ending__in=MOVED)
        if since is not None:
            decided, ended = decided.filter(at__gte=since), ended.filter(at__gte=since)
        rows = decided.order_by("pk").values_list("pk", "at", *MOVE)
        for pk, at, *move in rows.iterator():
            self.decision = pk
            yield _transfer(at, *move)
        of_decision = (f"decision__{name}" for name in MOVE)
        released = ended.order_by("pk").values_list("pk", "at", *of_decision)
        for pk, at, *move in released.iterator():
            self.outcome = pk
            yield _transfer(at, *move)


def _transfer(
    at: datetime, tx_id: str, payer: str, payee: str, cents: int, channel: str
) -> Transfer:
    return Transfer(tx_id, microseconds(at), payer, payee, cents, channel or None)
