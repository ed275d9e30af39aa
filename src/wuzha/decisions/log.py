"""What was let go, in the order in which it was decided: the windows follow it.

Rows are added one transaction after the other (`actions`), so that a key that is seen
means that all smaller ones were seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from wuzha.decisions.models import Decision, Outcome
from wuzha.decisions.states import MOVED, Answer
from wuzha.detection.moments import microseconds
from wuzha.detection.online import Transfer

AT_ONCE = 2000
# Written out: both are asked before every answer, and to have them put together anew
# each time takes several times as long as they do. `place` is how far they were read.
LET_GO = """
SELECT id AS place, id, at, tx_id, payer, payee, amount_cents, channel
FROM decisions_decision
WHERE id > %s AND answer = %s ORDER BY id LIMIT %s
"""
RELEASED = """
SELECT o.id AS place, d.id, o.at, tx_id, payer, payee, amount_cents, channel
FROM decisions_outcome o JOIN decisions_decision d ON d.id = o.decision_id
WHERE o.id > %s AND o.ending IN (%s, %s) ORDER BY o.id LIMIT %s
"""


@dataclass
class Reader:
    """How far somebody has read. What was released joins when it was released."""

    decision: int = 0
    outcome: int = 0

    def moves(self, since: datetime | None = None) -> Iterator[Transfer]:
        """Since the last time; at the first, from the first transfer after `since`."""
        if since is not None:
            self.decision = _last_before(Decision, since)
            self.outcome = _last_before(Outcome, since)
        for place, move in _read(LET_GO, self.decision, Answer.ALLOW):
            self.decision = place
            yield move
        for place, move in _read(RELEASED, self.outcome, *sorted(MOVED)):
            self.outcome = place
            yield move


def _last_before(rows: type[Decision | Outcome], since: datetime) -> int:
    first = rows.objects.filter(at__gte=since).aggregate(key=Min("pk"))["key"]
    last: int | None = rows.objects.aggregate(key=Max("pk"))["key"]
    return (last or 0) if first is None else first - 1


def _read(query: str, after: int, *given: str) -> Iterator[tuple[int, Transfer]]:
    while True:
        rows = list(Decision.objects.raw(query, [after, *given, AT_ONCE]))
        for row in rows:
            after = row.place  # type: ignore[attr-defined]
            yield after, _move(row)
        if len(rows) < AT_ONCE:
            return


def _move(row: Decision) -> Transfer:
    at_us, channel = microseconds(row.at), row.channel or None
    return Transfer(row.tx_id, at_us, row.payer, row.payee, row.amount_cents, channel)
