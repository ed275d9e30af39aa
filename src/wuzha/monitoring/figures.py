"""Numbers of runs and hits: by rule, and what people said of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from wuzha.monitoring.models import AccountHandover, Hit, RuleRun
from wuzha.monitoring.states import (
    CheckAnswer,
    CheckState,
    DismissCause,
    HitState,
)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Hits, and what people said of them. `of` is a rule, a version or a month."""

    of: Any
    found: int
    confirmed: int
    dismissed: int

    @property
    def per_cent_right(self) -> float | None:
        """Of those that somebody has judged; None: nobody has yet."""
        judged = self.confirmed + self.dismissed
        return 100 * self.confirmed / judged if judged else None


def judged_by_rule() -> dict[str, Judged]:
    return {one.of: one for one in _judged(Hit.objects.all(), "rule")}


def judged_by_version(rule: str) -> list[Judged]:
    """The newest first."""
    return _judged(Hit.objects.filter(rule=rule), "rule_version")[::-1]


def judged_by_month(rule: str) -> list[Judged]:
    """By the month of the transfer, the latest first."""
    rows = Hit.objects.filter(rule=rule).annotate(month=TruncMonth("at"))
    return _judged(rows, "month")[::-1]


def dismissed_by_cause(rule: str) -> list[tuple[str, int]]:
    rows = Hit.objects.filter(rule=rule, state=HitState.DISMISSED)
    counted = rows.order_by().values_list("dismiss_cause").annotate(n=Count("pk"))
    return [(str(DismissCause(cause).label), n) for cause, n in counted.order_by("-n")]


def answered(rule: str) -> list[tuple[str, int]]:
    """What banks and police did about the accounts that its hits handed to them."""
    rows = AccountHandover.objects.filter(hit__rule=rule, state=CheckState.ANSWERED)
    counted = rows.order_by().values_list("answer").annotate(n=Count("pk"))
    return [(str(CheckAnswer(said).label), n) for said, n in counted.order_by("-n")]


def _judged(rows: QuerySet[Hit], by: str) -> list[Judged]:
    counted = _counted(rows.order_by().values(by))
    found = [Judged(of=row.pop(by), **row) for row in map(dict, counted)]
    return sorted(found, key=lambda one: one.of)


def _counted(rows: Any) -> Any:
    return rows.annotate(
        found=Count("pk"),
        confirmed=Count("pk", filter=Q(state=HitState.CONFIRMED)),
        dismissed=Count("pk", filter=Q(state=HitState.DISMISSED)),
    )


def by_rule(run: RuleRun) -> list[dict[str, Any]]:
    """Per rule: hits, and how many of them a person confirmed or dismissed."""
    counted = _counted(run.hits.values("rule", "rule_version", "title", "rule_state"))
    return [dict(row) for row in counted.order_by("-found")]


def to_review() -> int:
    return Hit.objects.to_review().count()
