from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wuzha.organisation.models import Person
from wuzha.screening.states import VersionState


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    def in_force(self) -> "ModelVersion | None":
        """None while the shipped model answers."""
        return self.filter(state=VersionState.IN_FORCE).first()


class ModelVersion(models.Model):
    """The shipped model bent towards the county's labels, and how it compares."""

    # Kept with every verdict it gives; empty until it is trained.
    name = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=8, choices=VersionState, default=VersionState.TRAINING
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    trained_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    # The version it is compared with; empty is the shipped model.
    compared_with = models.CharField(max_length=80, blank=True)
    # [{"measure", "count", "before", "after"}]
    comparison = models.JSONField(default=list)
    labels_learnt = models.PositiveIntegerField(default=0)
    # Numbers only (`detection.texts.model`); in the row, so that it is there with the
    # row or not at all, and in every backup.
    content = models.BinaryField(default=b"")
    problem = models.CharField(max_length=300, blank=True)
    put_in_force_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    put_in_force_at = models.DateTimeField(null=True, blank=True)
    # What was in force before it; nothing for the shipped model.
    replaced = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ModelVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=VersionState.IN_FORCE),
                name="model_version_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[VersionState.TRAINING, VersionState.FAILED])
                | Q(trained_at__isnull=False) & ~Q(name=""),
                name="model_version_trained_before_use",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "asked_by": "who trained it",
            "put_in_force_by": "who answers for its verdicts",
        }
        plain: ClassVar = [
            "name", "state", "asked_at", "trained_at", "seconds", "compared_with",
            "comparison", "labels_learnt", "content", "problem", "put_in_force_at",
            "replaced",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"V{self.pk:04d}"

    def get_absolute_url(self) -> str:
        return reverse("screening:version", args=[self.pk])
