"""What was let go, in the order in which it was decided: the windows follow it.

Rows are added one transaction after the other (`actions`), so that a key that is seen
means that all smaller ones were seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from wuzha.decisions.models import Decision, Outcome
from wuzha.decisions.states import MOVED, Answer
from wuzha.detection.moments import microseconds
from wuzha.detection.online import Transfer

AT_ONCE = 2000
NO_KEY = 2**63 - 1
# Written out, and both read at once: this is asked before every answer, and to have it
# put together anew each time takes several times as long as it does. `place` is how far
# was read. An upper bound that no key reaches lets PostgreSQL see that few rows are
# meant, also before it has counted a young table; else it reads all of it every time.
MOVES = """
SELECT * FROM (
    SELECT 0 AS released, id AS place, tx_id, at, payer, payee, amount_cents, channel
    FROM decisions_decision
    WHERE id BETWEEN %s AND %s AND answer = %s ORDER BY id LIMIT %s
) let_go UNION ALL SELECT * FROM (
    SELECT 1, o.id, tx_id, o.at, payer, payee, amount_cents, channel
    FROM decisions_outcome o JOIN decisions_decision d ON d.id = o.decision_id
    WHERE o.id BETWEEN %s AND %s AND o.ending IN (%s, %s) ORDER BY o.id LIMIT %s
) released ORDER BY 1, 2
"""
PAYER: Any = Decision._meta.get_field("payer")
PAYEE: Any = Decision._meta.get_field("payee")


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
        more = True
        while more:
            rows = self._rows()
            for released, place, *move in rows:
                if released:
                    self.outcome = place
                else:
                    self.decision = place
                yield _move(*move)
            more = len(rows) >= AT_ONCE

    def _rows(self) -> list[Any]:
        given: list[Any] = [self.decision + 1, NO_KEY, Answer.ALLOW, AT_ONCE]
        given += [self.outcome + 1, NO_KEY, *sorted(MOVED), AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(MOVES, given)
            return list(cursor.fetchall())


def _last_before(rows: type[Decision | Outcome], since: datetime) -> int:
    first = rows.objects.filter(at__gte=since).aggregate(key=Min("pk"))["key"]
    last: int | None = rows.objects.aggregate(key=Max("pk"))["key"]
    return (last or 0) if first is None else first - 1


def _move(
    tx_id: str, at: datetime, payer: str, payee: str, cents: int, channel: str
) -> Transfer:
    return Transfer(
        tx_id,
        microseconds(_moment(at)),
        PAYER.from_db_value(payer),
        PAYEE.from_db_value(payee),
        cents,
        channel or None,
    )


def _moment(at: datetime) -> datetime:
    """SQLite keeps moments in UTC without saying so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
