from typing import ClassVar

from django.db import models
from django.db.models import Q

from wuzha.organisation.models import Person


class CorrectedFigure(models.Model):
    """A figure that a person changed: what was derived, what it is to be, and why. The
    latest of a figure holds."""

    key = models.CharField(max_length=40)
    derived = models.BigIntegerField()
    corrected = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(corrected__gte=0), name="%(class)s_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="%(class)s_has_a_reason"
            ),
        ]

    class Privacy:
        personal: ClassVar = {"reason": "free words of the colleague who corrected"}
        plain: ClassVar = ["key", "derived", "corrected", "by", "at"]
