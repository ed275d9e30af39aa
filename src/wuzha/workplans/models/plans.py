from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedTextField
from wuzha.workplans.states import PLAN, PlanState


class WorkPlanQuerySet(models.QuerySet["WorkPlan"]):
    def locked(self, plan: "WorkPlan") -> "WorkPlan":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit").get(pk=plan.pk)

    def listed(self) -> Self:
        """For lists, which show none of the text."""
        return self.defer("text", "outline", "organisation", "unread", "noise")


class WorkPlan(models.Model):
    """One plan of a document; its text, and where in it what stands. All offsets count
    characters of `text`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200)
    media = models.CharField(max_length=80, blank=True)
    # Of the file as it was uploaded, so that the same one is known again.
    digest = models.CharField(max_length=64, db_index=True)
    text = SealedTextField(blank=True)
    # Headings: [{start, end, scope, level, mark, title}], `scope` the end of its part.
    outline: Any = models.JSONField(default=list)
    # Groups: [{name, seat, holders}], offices and units without people's names.
    organisation: Any = models.JSONField(default=list)
    # [[start, end, reason]]
    unread: Any = models.JSONField(default=list)
    noise: Any = models.JSONField(default=list)
    state = models.CharField(max_length=12, default=PlanState.READING.value)
    version = models.PositiveIntegerField(default=1)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "read", "withdrawn"])
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="plan_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PLAN.open, ended_at=None)
                | Q(state__in=sorted(PLAN.final), ended_at__isnull=False),
                name="plan_ended_with_its_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "text": "a plan may print names and telephones of those in office",
            "file_name": "people put names into the names of files",
        }
        plain: ClassVar = [
            *("unit", "title", "year", "number", "media", "digest", "outline"),
            *("organisation", "unread", "noise", "state", "version", "uploaded_by"),
            *("uploaded_at", "confirmed_by", "confirmed_at", "ended_by", "ended_at"),
            *("end_reason", "replaces"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])

    @property
    def state_label(self) -> str:
        return PLAN.label(self.state).said(gettext)

    @property
    def is_under_review(self) -> bool:
        return self.state == PlanState.READ


class PlanFile(models.Model):
    """The document as it came, for whoever wants to see the original."""

    plan = models.OneToOneField(WorkPlan, models.CASCADE, related_name="file")
    # Base 64.
    content = SealedTextField()

    class Privacy:
        personal: ClassVar = {
            "content": "a plan may print names and telephones of those in office"
        }
        plain: ClassVar = ["plan"]

    def __str__(self) -> str:
        return f"{self.plan}"
