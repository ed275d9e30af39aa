from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from wuzha.earlywarnings.states import Grade
from wuzha.organisation.models import Person, Unit


class GradeRuleQuerySet(models.QuerySet["GradeRule"]):
    def in_force(self, *, county: Unit, grade: str, at: datetime) -> Self:
        """At most one: the newest that had begun."""
        return self.filter(county=county, grade=grade, valid_from__lte=at).order_by(
            "-valid_from"
        )[:1]


class GradeRule(models.Model):
    """What a county does with a grade, from a moment on. The rows stay: what was asked
    of somebody then can be shown later. Without a row the project's defaults hold."""

    county = models.ForeignKey(Unit, models.CASCADE, related_name="grade_rules")
    grade = models.CharField(max_length=8, choices=Grade)
    valid_from = models.DateTimeField()
    # Kinds of units in the order in which they are asked: ["grid", "village", …].
    targets = models.JSONField()
    # Minutes from the dispatch; without a limit to meet, no meeting is required. The
    # alarms are minutes before the end.
    sign = models.PositiveIntegerField()
    sign_alarm = models.PositiveIntegerField()
    call = models.PositiveIntegerField()
    call_alarm = models.PositiveIntegerField()
    meet = models.PositiveIntegerField(null=True, blank=True)
    meet_alarm = models.PositiveIntegerField(null=True, blank=True)
    feed_back = models.PositiveIntegerField()
    feed_back_alarm = models.PositiveIntegerField()
    # At the end of a limit the deputy is told; so many minutes later the unit above
    # takes over, and so on: [60, 120].
    levels = models.JSONField()
    # Whoever takes over has the whole limit again; else what is left of it.
    restarts = models.BooleanField()
    # Hours after the meeting.
    revisits = models.JSONField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = GradeRuleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "grade", "valid_from"], name="grade_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(sign__gt=0, call__gt=0, feed_back__gt=0)
                & (Q(meet=None) | Q(meet__gt=0)),
                name="grade_rule_limits_not_zero",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "county", "grade", "valid_from", "targets", "sign", "sign_alarm", "call",
            "call_alarm", "meet", "meet_alarm", "feed_back", "feed_back_alarm",
            "levels", "restarts", "revisits", "reason", "by", "recorded_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.county} {self.grade} {self.valid_from:%Y-%m-%d %H:%M}"

    def limit(self, step: str) -> timedelta | None:
        return _minutes(getattr(self, step))

    def alarms(self, step: str) -> list[timedelta]:
        ahead = _minutes(getattr(self, f"{step}_alarm"))
        return [ahead] if ahead else []

    @property
    def waits(self) -> list[timedelta]:
        return [timedelta(minutes=minutes) for minutes in self.levels]


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)


class PlaceName(models.Model):
    """What people call a place that is in no list: an estate, a hamlet."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="place_names")
    name = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name"], name="place_name_once"),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["unit", "name", "by", "added_at"]

    def __str__(self) -> str:
        return f"{self.name} → {self.unit}"
