from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.models import Person, Unit, valid_on
from wuzha.security.states import UnmaskingState

USE_NOTED_EVERY = timedelta(minutes=1)


class FactorRuleQuerySet(models.QuerySet["FactorRule"]):
    def valid(self, *, on: date) -> Self:
        return self.filter(valid_on(on))


class FactorRule(models.Model):
    """From this day on the role signs in with a second factor."""

    role = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = FactorRuleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role"],
                condition=Q(valid_to=None),
                name="factor_required_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="factor_rule_ends_after_it_begins",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["role", "valid_from", "valid_to"]

    def __str__(self) -> str:
        return f"{self.role} {self.valid_from}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, *, at: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=at, person__is_active=True)


class ApiToken(models.Model):
    """What a machine shows to act as its person. Only a digest is kept: the token
    itself is shown once, when it is made."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    # What it is for, in the administrator's words.
    purpose = models.CharField(max_length=60)
    # The beginning of the token, so that a list of them can be told apart.
    beginning = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "person",
            "purpose",
            "beginning",
            "digest",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.beginning}…)"

    def use_is_to_note(self, *, at: datetime) -> bool:
        """At most once so often."""
        return self.last_used_at is None or self.last_used_at < at - USE_NOTED_EVERY

    @staticmethod
    def digest_of(token: str) -> str:
        """A plain digest will do: a token is long and random, nobody tries them all."""
        return sha256(token.encode()).hexdigest()


class AuditCheck(models.Model):
    """One walk along the audit's chain, and what was found wrong."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # Seals walked along.
    sealed = models.BigIntegerField(default=0)
    # [[entry id or null, sentence], …]; the first of them when there are many.
    faults = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            "started_at",
            "finished_at",
            "sealed",
            "faults",
            "fault_count",
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.fault_count}"


class UnmaskingQuerySet(models.QuerySet["Unmasking"]):
    def waiting_for(self, person: Person) -> "models.QuerySet[Unmasking]":
        """What the person can grant or refuse now."""
        waiting = self.filter(state=UnmaskingState.ASKED).exclude(asked_by=person)
        return visible_to(person, Permission.UNMASK_GRANT, waiting)


class Unmasking(models.Model):
    """Personal fields of many at once: one person asks, another one grants, the first
    one sees them once, soon after."""

    # "earlywarnings.Dissuasion", and the keys of its rows.
    subject_type = models.CharField(max_length=60)
    subject_ids = models.JSONField()
    fields = models.JSONField()
    permission = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="unmaskings")
    reason = models.CharField(max_length=200)
    state = models.CharField(
        max_length=8, choices=UnmaskingState, default=UnmaskingState.ASKED
    )
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="unmaskings_asked"
    )
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="unmaskings_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = UnmaskingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="unmasking_answered_by_another",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = [
            *("subject_type", "subject_ids", "fields", "permission", "unit"),
            *("reason", "state", "asked_by", "asked_at", "answered_by"),
            *("answered_at", "used_at"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} × {len(self.subject_ids)}"
