from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from wuzha.briefs.states import BriefState, Standing
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Person, Unit
from wuzha.reports.models.corrections import CorrectedFigure


class BriefQuerySet(models.QuerySet["Brief"]):
    def of_day(self, day: date) -> Self:
        return self.filter(day=day)


class Brief(models.Model):
    """One unit's day. Its figures are derived from the records whenever it is shown;
    publication keeps them as they are then."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="briefs")
    day = models.DateField()
    state = models.CharField(
        max_length=10, choices=BriefState, default=BriefState.DRAWN
    )
    # Nothing was received, done or asked: said, not left out.
    is_zero = models.BooleanField()
    drawn_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=1000)
    # [{key, value, yesterday, last_week}] as published.
    frozen: Any = models.JSONField(default=list)

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "unit__path"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "day"], name="brief_once_a_day"),
            models.CheckConstraint(
                condition=Q(state="drawn", confirmed_at=None, confirmed_by=None)
                | ~Q(state="drawn")
                & Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="brief_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="brief_published_by_somebody",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"note": "free words of the colleague who signs"}
        plain: ClassVar = [
            "unit", "day", "state", "is_zero", "drawn_at", "confirm_by",
            "confirmed_by", "confirmed_at", "published_by", "published_at", "frozen",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit} {self.day:%Y-%m-%d}"

    @property
    def period(self) -> Period:
        return Period.of(Kind.DAY, self.day)

    @property
    def is_published(self) -> bool:
        return self.state == BriefState.PUBLISHED

    def standing(self, now: datetime) -> Standing:
        if self.confirmed_at:
            on_time = self.confirmed_at <= self.confirm_by
            return Standing.CONFIRMED if on_time else Standing.LATE
        if self.is_zero:
            return Standing.ZERO
        return Standing.WAITING if now <= self.confirm_by else Standing.MISSING


class Correction(CorrectedFigure):
    brief = models.ForeignKey(Brief, models.CASCADE, related_name="corrections")

    class Privacy(CorrectedFigure.Privacy):
        plain: ClassVar = ["brief", *CorrectedFigure.Privacy.plain]

    def __str__(self) -> str:
        return f"{self.brief} {self.key}"
