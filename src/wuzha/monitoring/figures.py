"""Numbers of runs and hits: by rule, and what is still to be looked at."""

from typing import Any

from django.db.models import Count, Q

from wuzha.monitoring.models import Hit, RuleRun


def by_rule(run: RuleRun) -> list[dict[str, Any]]:
    """Per rule: hits, and how many of them a person confirmed or dismissed."""
    counted = run.hits.values("rule", "rule_version", "title", "rule_state").annotate(
        found=Count("pk"),
        confirmed=Count("pk", filter=Q(state="confirmed")),
        dismissed=Count("pk", filter=Q(state="dismissed")),
    )
    return [dict(row) for row in counted.order_by("-found")]


def to_review() -> int:
    return Hit.objects.to_review().count()
