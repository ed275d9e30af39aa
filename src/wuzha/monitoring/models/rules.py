"""The county's own versions of rules: their text, their tests, who moved them on."""

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from wuzha.detection.rules.reader import read_text
from wuzha.detection.rules.tree import Rule, State
from wuzha.monitoring.states import RuleState, RunState
from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedJSONField

ALL = 100


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def taken_over(self) -> Self:
        """Of rules of which the county decides, no longer what ships: a draft alone
        decides nothing."""
        return self.exclude(state=RuleState.DRAFT)

    def of(self, rule: str) -> Self:
        return self.filter(rule=rule).order_by("-version")


class RuleVersion(models.Model):
    """One version of a rule as the county has it: its own, or one that ships and that
    the county has moved. Its text never changes once it is no draft."""

    rule = models.SlugField(max_length=61)
    version = models.PositiveIntegerField()
    # In the form of `data/rules`; the state here counts, not the one in the text.
    text = models.TextField()
    state = models.CharField(max_length=8, choices=RuleState, default=RuleState.DRAFT)
    # While it is rolled out: the hundredths of accounts that it is for.
    share = models.PositiveSmallIntegerField(
        default=ALL, validators=[MinValueValidator(1), MaxValueValidator(ALL)]
    )
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["rule", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "version"], name="rule_version_once"
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=ALL),
                name="rule_version_share_in_hundredths",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"made_by": "who wrote it"}
        plain: ClassVar = [
            "rule", "version", "text", "state", "share", "made_at", "changed_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule}@{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:rule_version", args=[self.rule, self.version])

    @cached_property
    def read(self) -> Rule:
        rule = read_text(self.text, str(self))
        return replace(rule, state=State(self.state))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def in_force_before(self) -> "RuleVersion | None":
        """What is gone back to: the last other version that was put in force before
        this one was."""
        moves = RuleMove.objects.filter(
            version__rule=self.rule, state=RuleState.IN_FORCE
        ).select_related("version")
        own = moves.filter(version=self).order_by("pk").first()
        if own is None:
            return None
        earlier = moves.exclude(version=self).filter(pk__lt=own.pk)
        found = earlier.order_by("-pk").first()
        return found.version if found else None


class RuleMove(models.Model):
    """Somebody made a version or moved it on: the history that people read."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="moves")
    state = models.CharField(max_length=8, choices=RuleState)
    share = models.PositiveSmallIntegerField(default=ALL)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["-pk"]

    class Privacy:
        personal: ClassVar = {
            "by": "who answers for what the rule says",
            "why": "free words of the colleague",
        }
        plain: ClassVar = ["version", "state", "share", "at"]

    def __str__(self) -> str:
        return f"{self.version} {self.get_state_display()}"


class RuleTest(models.Model):
    """A version put to the transfers of the last days, beside the rules in force."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="tests")
    # Of the text that was tested: a changed text wants another test.
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    finished_at = models.DateTimeField(null=True, blank=True)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    # The fields of `monitoring.outcome.Outcome`.
    outcome = models.JSONField(default=dict)
    # [{at, account (masked), amount_cents, score, reason, is_new}]
    sample: Any = SealedJSONField(blank=True, default=list)
    problem = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False),
                name="rule_test_done_at_a_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "asked_by": "who tested it",
            "sample": "what some accounts moved, their numbers masked",
        }
        plain: ClassVar = [
            "version", "digest", "asked_at", "state", "finished_at", "first_at",
            "last_at", "outcome", "problem",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.version} {self.asked_at:%Y-%m-%d}"
