"""Numbers of screening by week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from wuzha.screening.models import Listing, Verdict
from wuzha.screening.models.listings import Side
from wuzha.screening.models.verdicts import WRONG
from wuzha.screening.states import Answer, Labelling

SETTLED = Q(state=Labelling.SETTLED)
RECLASSED = ~Q(fraud_class="") & ~Q(agreed_class="") & ~Q(agreed_class=F("fraud_class"))


@dataclass(frozen=True)
class Week:
    """`wrong`: of the settled, those whose verdict said the opposite; `reclassed`:
    those that are of another class of scams."""

    monday: date
    texts: int = 0
    scams: int = 0
    cautions: int = 0
    settled: int = 0
    wrong: int = 0
    reclassed: int = 0

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def caution_percent(self) -> float | None:
        return _percent(self.cautions, self.texts)

    @property
    def wrong_percent(self) -> float | None:
        return _percent(self.wrong, self.settled)


def weeks(rows: QuerySet[Verdict], count: int, on: date) -> list[Week]:
    """The newest last; a week without texts has its row too."""
    monday = on - timedelta(days=on.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(count))]
    known = {one.monday: one for one in _counted(rows, mondays[0])}
    return [known.get(day) or Week(day) for day in mondays]


def _counted(rows: QuerySet[Verdict], since: date) -> Iterable[Week]:
    counted = (
        rows.filter(asked_at__date__gte=since)
        .order_by()
        .values(week=TruncWeek("asked_at"))
        .annotate(
            texts=Count("pk"),
            scams=Count("pk", filter=Q(verdict=Answer.SCAM)),
            cautions=Count("pk", filter=Q(verdict=Answer.CAUTION)),
            settled=Count("pk", filter=SETTLED),
            wrong=Count("pk", filter=SETTLED & WRONG),
            reclassed=Count("pk", filter=SETTLED & RECLASSED),
        )
    )
    for row in counted:
        yield Week(
            timezone.localdate(row["week"]),
            row["texts"],
            row["scams"],
            row["cautions"],
            row["settled"],
            row["wrong"],
            row["reclassed"],
        )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def blocked_sources(*, on: date, most: int) -> Sequence[Mapping[str, object]]:
    """Who says of how much that it is of scams, and of which day that is; the largest
    first."""
    told = (
        Listing.objects.in_force(on)
        .filter(side=Side.BLOCK)
        .order_by()
        .values("source", day=Coalesce("as_of", "valid_from"))
        .annotate(count=Count("pk"))
        .order_by("-count", "-day")
    )
    return list(told[:most])
