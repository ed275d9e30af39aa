from typing import ClassVar

from django.db import models

from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedTextField
from wuzha.screening.models.verdicts import Verdict


class Label(models.Model):
    """What one colleague says of a text, without having seen what another said."""

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="labels")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_fraud = models.BooleanField()
    fraud_class = models.CharField(max_length=8, blank=True)
    note = SealedTextField(blank=True)
    # The word that ends a disagreement.
    settles = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["verdict", "by"], name="label_once_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(is_fraud=True) | models.Q(fraud_class=""),
                name="label_class_of_fraud_only",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "by": "two people judge independently; disagreements are talked over",
            "note": "why; may speak of the case",
        }
        plain: ClassVar = ["verdict", "at", "is_fraud", "fraud_class", "settles"]

    def __str__(self) -> str:
        return f"{self.verdict} · {self.by}"

    def agrees_with(self, other: "Label") -> bool:
        """A class that one of the two could not say is no disagreement."""
        classes = {self.fraud_class, other.fraud_class} - {""}
        return self.is_fraud == other.is_fraud and len(classes) <= 1
