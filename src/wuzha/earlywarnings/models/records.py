"""What was done on a dissuasion, in the order in which it happened."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from wuzha.earlywarnings.models.dissuasions import Dissuasion
from wuzha.earlywarnings.states import Belief, NoticeGiven, RevisitResult, Way, Why
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedJSONField, SealedTextField


class Handover(models.Model):
    """The work went to a unit: by rule, by hand, or up because a limit ran out."""

    dissuasion = models.ForeignKey(Dissuasion, models.CASCADE, related_name="handovers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    reason = SealedTextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "at"], name="handover_unit")]

    class Privacy:
        personal: ClassVar = {"reason": "why it went there, in somebody's words"}
        plain: ClassVar = ["dissuasion", "unit", "why", "at", "by"]

    def __str__(self) -> str:
        return f"{self.dissuasion} → {self.unit}"


class ContactAttempt(models.Model):
    """Somebody tried to reach the person. What the result means: `results`."""

    dissuasion = models.ForeignKey(Dissuasion, models.CASCADE, related_name="attempts")
    # Made where the entry was made, so that sending it again adds nothing.
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way)
    result = models.CharField(max_length=16)
    reached = models.BooleanField()
    # Of what was read out: `lib.scripts`.
    script_version = models.CharField(max_length=20, blank=True)
    note = SealedTextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="attempts_made")
    # Later than `at` when it was made without a network.
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    class Privacy:
        personal: ClassVar = {"note": "what the next caller must know"}
        plain: ClassVar = [
            "dissuasion", "key", "at", "way", "result", "reached", "script_version",
            "by", "recorded_at", "taken_back_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.dissuasion} {self.way} {self.result}"


class Meeting(models.Model):
    """The person was met (FM02)."""

    dissuasion = models.ForeignKey(Dissuasion, models.CASCADE, related_name="meetings")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    spot = SealedTextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="meetings_held")
    companions = models.CharField(max_length=80, blank=True)
    identity_checked = models.BooleanField()
    story = SealedTextField(blank=True)
    fraud_class = models.CharField(max_length=8)
    belief = models.CharField(max_length=10, choices=Belief)
    # Empty: the person did not say.
    money_moved = models.BooleanField(null=True, blank=True)
    moved_cents = models.BigIntegerField(default=0)
    # [{"payee_name", "account", "amount_cents", "paid_at"}], for the incident.
    payments: Any = SealedJSONField(blank=True)
    measures = models.JSONField(default=list)
    notice_given = models.CharField(
        max_length=10, choices=NoticeGiven, default=NoticeGiven.NOT_GIVEN
    )
    witness = SealedTextField(blank=True)
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dissuasion"],
                condition=Q(taken_back_at=None),
                name="meeting_once",
            ),
            models.CheckConstraint(
                condition=Q(moved_cents=0) | Q(moved_cents__gt=0, money_moved=True),
                name="meeting_money_only_if_moved",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "spot": "where the person was met",
            "story": "how the fraud went, to answer it",
            "payments": "to stop the money",
            "witness": "who saw that the signature was refused",
        }
        plain: ClassVar = [
            "dissuasion", "key", "at", "by", "companions", "identity_checked",
            "fraud_class", "belief", "money_moved", "moved_cents", "measures",
            "notice_given", "recorded_at", "taken_back_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.dissuasion} {self.at:%Y-%m-%d %H:%M}"

    @property
    def first_paid_at(self) -> datetime | None:
        said = (parse_datetime(paid.get("paid_at") or "") for paid in self.payments)
        return min(filter(None, said), default=None)


class MeetingPhoto(models.Model):
    """Never asked for; kept sealed when somebody adds one."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="photos")
    image = SealedTextField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "digest"], name="meeting_photo_once"
            ),
        ]

    class Privacy:
        personal: ClassVar = {"image": "shows what a county's rule wants shown"}
        plain: ClassVar = ["meeting", "digest", "added_at", "by"]

    def __str__(self) -> str:
        return f"{self.meeting} {self.digest[:8]}"


class RevisitQuerySet(models.QuerySet["Revisit"]):
    def waiting(self) -> Self:
        return self.filter(done_at=None, cancelled_at=None)


class Revisit(models.Model):
    """Asked again after a day, three days, a week."""

    dissuasion = models.ForeignKey(Dissuasion, models.CASCADE, related_name="revisits")
    hours = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    in_time = models.BooleanField(null=True, blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    result = models.CharField(max_length=10, choices=RevisitResult, blank=True)
    note = SealedTextField(blank=True)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # No longer needed, as when the person was defrauded.
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = RevisitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dissuasion", "hours"],
                condition=Q(cancelled_at=None),
                name="revisit_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, result="")
                | Q(done_at__isnull=False, by__isnull=False) & ~Q(result=""),
                name="revisit_done_with_result",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, cancelled_at=None),
                name="revisit_waiting",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"note": "how the person is now"}
        plain: ClassVar = ["dissuasion", "hours", "due_at", "done_at", "in_time", "key",
                           "way", "result", "by", "cancelled_at"]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.dissuasion} {self.hours}h"
