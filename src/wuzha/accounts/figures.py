"""How far the work lists of accounts are."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from wuzha.accounts.models import AccountCheck
from wuzha.accounts.states import CheckState, Found


def by_kind(checks: QuerySet[AccountCheck]) -> dict[str, dict[str, Any]]:
    """Assigned, done and suspicious, by the kind of list."""
    done = Q(state=CheckState.DONE)
    counted = (
        checks.order_by()
        .values("kind")
        .annotate(
            assigned=Count("pk"),
            done=Count("pk", filter=done),
            suspicious=Count("pk", filter=done & Q(found=Found.SUSPICIOUS)),
        )
    )
    return {row["kind"]: dict(row) for row in counted}
