"""Numbers of returns by unit and period; each comes from rows that a page can show."""

from django.db.models import QuerySet, Sum

from wuzha.incidents.figures import within
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit
from wuzha.returns.models import Claim


def claims_paid(unit: Unit, period: Period) -> QuerySet[Claim]:
    """By the day on which the bank paid; a victim counts where the incident does."""
    rows = Claim.objects.filter(within(unit, "incident__"))
    return rows.filter(paid_at__gte=period.starts_at, paid_at__lt=period.ends_at)


def returned_cents(rows: QuerySet[Claim]) -> int:
    return rows.aggregate(cents=Sum("share_cents"))["cents"] or 0
