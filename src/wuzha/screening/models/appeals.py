from typing import ClassVar

from django.db import models
from django.urls import reverse

from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedTextField
from wuzha.screening.models.listings import ListedKind, Listing
from wuzha.screening.states import AppealState


class Appeal(models.Model):
    """Somebody says that a number, link or sender is marked wrongly. Without a name:
    whoever has the code reads how it went."""

    code_key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=ListedKind)
    value = SealedTextField()
    reason = SealedTextField()
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=AppealState, default=AppealState.OPEN
    )
    # In words for whoever appealed.
    answer = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    listing = models.ForeignKey(
        Listing, models.PROTECT, null=True, blank=True, related_name="appeals"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]

    class Privacy:
        personal: ClassVar = {
            "value": "what is to be looked at; may be the number of whoever appeals",
            "reason": "what they say for it",
            "decided_by": "who answers for the decision",
        }
        plain: ClassVar = [
            "code_key",
            "kind",
            "made_at",
            "state",
            "answer",
            "decided_at",
            "listing",
        ]

    def __str__(self) -> str:
        return f"SS{self.pk:05d}"

    def get_absolute_url(self) -> str:
        return reverse("screening:appeal", args=[self.pk])
