from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuzha.earlywarnings.models import Dissuasion
from wuzha.incidents.models import IdentifierKind, Incident
from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedTextField, blind_index
from wuzha.screening.models import Verdict


class SeriesQuerySet(models.QuerySet["Series"]):
    def standing(self) -> Self:
        """Neither merged into another nor fallen apart."""
        return self.filter(ended_at=None)


class Series(models.Model):
    """Cases and texts that belong together; the same from reckoning to reckoning."""

    name = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField()
    # When its latest member came.
    grown_at = models.DateTimeField(db_index=True)
    size = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Where its members are now, when another took them over.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="taken_over"
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-grown_at", "-size", "-pk"]
        verbose_name_plural = "series"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(ended_at__isnull=False),
                name="series_merged_has_ended",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            *("name", "begun_at", "grown_at", "size", "ended_at", "merged_into"),
        ]

    def __str__(self) -> str:
        return self.name or self.number

    def get_absolute_url(self) -> str:
        return reverse("series:series", args=[self.pk])

    @property
    def number(self) -> str:
        return f"CB{self.begun_at:%Y}-{self.pk:05}"


class SeriesMember(models.Model):
    """An incident, a dissuasion or a screened text of a series; in one at a time."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="members")
    incident = models.OneToOneField(
        Incident, models.CASCADE, null=True, blank=True, related_name="in_series"
    )
    dissuasion = models.OneToOneField(
        Dissuasion, models.CASCADE, null=True, blank=True, related_name="in_series"
    )
    verdict = models.OneToOneField(
        Verdict, models.CASCADE, null=True, blank=True, related_name="in_series"
    )
    joined_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-joined_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(incident__isnull=False, dissuasion=None, verdict=None)
                | Q(incident=None, dissuasion__isnull=False, verdict=None)
                | Q(incident=None, dissuasion=None, verdict__isnull=False),
                name="series_member_is_one_thing",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["series", "incident", "dissuasion", "verdict", "joined_at"]

    def __str__(self) -> str:
        return f"{self.series} · {self.incident or self.dissuasion or self.verdict}"


class Following(models.Model):
    """Somebody wants to hear when a series grows."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="followings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "person"], name="following_once_a_person"
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["series", "person", "since"]

    def __str__(self) -> str:
        return f"{self.person} · {self.series}"


class Holds(models.TextChoices):
    TOGETHER = "together", _("认定为同一串")
    APART = "apart", _("认定不属同一串")


class Ruling(models.Model):
    """What a person said of members, `these` and `those` (their keys, see `gathering`):
    it goes before what the marks say, until it is taken back."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="rulings")
    holds = models.CharField(max_length=10, choices=Holds)
    these = models.JSONField()
    those = models.JSONField()
    reason = SealedTextField()
    ruled_at = models.DateTimeField()
    ruled_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-ruled_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="ruling_has_its_reason"
            ),
        ]

    class Privacy:
        personal: ClassVar = {"reason": "why, in somebody's words; may name people"}
        plain: ClassVar = [
            *("series", "holds", "these", "those", "ruled_at", "ruled_by"),
            "taken_back_at",
        ]

    def __str__(self) -> str:
        return f"{self.series} · {self.holds}"


class IgnoredMark(models.Model):
    """A phone, link or account that belongs to no fraud: it joins nothing."""

    kind = models.CharField(max_length=8, choices=IdentifierKind)
    value = SealedTextField()
    value_key = models.CharField(max_length=64, db_index=True)
    reason = SealedTextField()
    ignored_at = models.DateTimeField()
    ignored_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    heeded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-ignored_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "value_key"],
                condition=Q(heeded_at=None),
                name="mark_ignored_once",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "value": "so that it joins nothing; an innocent person's or a service's",
            "reason": "why, in somebody's words; may name people",
        }
        plain: ClassVar = ["kind", "value_key", "ignored_at", "ignored_by", "heeded_at"]

    def __str__(self) -> str:
        return f"{self.kind} · {self.pk}"

    @classmethod
    def of(
        cls, *, kind: str, value: str, reason: str, at: datetime, by: Person
    ) -> Self:
        return cls(
            kind=kind,
            value=value,
            value_key=blind_index(kind, value),
            reason=reason,
            ignored_at=at,
            ignored_by=by,
        )
