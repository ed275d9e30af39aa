from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wuzha.monitoring.states import ScoreState
from wuzha.organisation.models import Person


class ScoreVersionQuerySet(models.QuerySet["ScoreVersion"]):
    def in_force(self) -> "ScoreVersion | None":
        """None: the rules work alone."""
        return self.filter(state=ScoreState.IN_FORCE).first()


class ScoreVersion(models.Model):
    """A learned score that `wuzha detect train` made, handed in and put in force by a
    person. Its hits wait to be reviewed like a rule's and do nothing by themselves."""

    # Of the file; its hits are told apart by it.
    digest = models.CharField(max_length=64, unique=True)
    # As it was trained (`detection.scoring.Card`).
    card: Any = models.JSONField()
    # In the row, so that it is there with the row or not at all, and in every backup.
    content = models.BinaryField()
    state = models.CharField(max_length=8, choices=ScoreState, default=ScoreState.READY)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # What it finds in the last days at hand: the fields of `monitoring.outcome.Found`.
    outcome = models.JSONField(default=dict, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    put_in_force_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    put_in_force_at = models.DateTimeField(null=True, blank=True)
    # What was in force before it; nothing where the rules worked alone.
    replaced = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ScoreVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="in_force"),
                name="score_version_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state="ready")
                | Q(tested_at__isnull=False, put_in_force_at__isnull=False),
                name="score_version_tested_before_use",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "added_by": "who handed it in",
            "put_in_force_by": "who answers for its hits",
        }
        plain: ClassVar = [
            "digest", "card", "content", "state", "added_at", "outcome", "tested_at",
            "first_at", "last_at", "problem", "put_in_force_at", "replaced",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"P{self.pk:04d}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:score", args=[self.pk])

    @property
    def test_key(self) -> str:
        """Of the job that tests it."""
        return f"monitoring.test_score {self.pk}"
