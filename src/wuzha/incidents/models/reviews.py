from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzha.incidents.models.incidents import Incident
from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedTextField


class Answer(models.TextChoices):
    YES = "yes", _("是")
    NO = "no", _("否")
    UNKNOWN = "unknown", _("查不清")


class Review(models.Model):
    """Looking back at an incident: what might have prevented it. No case closes
    without it, and it is about the work, never about the victim."""

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="review")
    had_warning = models.CharField(max_length=8, choices=Answer)
    # Empty when there was no warning to be met.
    met_in_time = models.CharField(max_length=8, blank=True, choices=Answer)
    was_reached = models.CharField(max_length=8, choices=Answer)
    bank_asked = models.CharField(max_length=8, choices=Answer)
    missed = SealedTextField()
    improvement = SealedTextField(blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(had_warning="yes") & ~Q(met_in_time="")
                | ~Q(had_warning="yes") & Q(met_in_time=""),
                name="review_says_whether_the_warning_was_met",
            ),
            models.CheckConstraint(
                condition=~Q(missed=""), name="review_says_what_was_missed"
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "missed": "free text, may name people",
            "improvement": "free text, may name people",
        }
        plain: ClassVar = [
            *("incident", "had_warning", "met_in_time", "was_reached", "bank_asked"),
            *("written_by", "written_at"),
        ]

    def __str__(self) -> str:
        return f"{self.incident}"
