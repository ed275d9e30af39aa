from typing import ClassVar

from django.db import models
from django.db.models import Q

from wuzha.earlywarnings.models.dissuasions import Dissuasion
from wuzha.earlywarnings.states import Door, Grade, Signal, Source, Stream
from wuzha.incidents.models import AgeBand, Sex
from wuzha.lib import masking
from wuzha.organisation.models import Person
from wuzha.privacy.fields import BlindIndexField, SealedTextField


class EarlyWarning(models.Model):
    """One order, kept as it was received (FM01)."""

    dissuasion = models.ForeignKey(Dissuasion, models.CASCADE, related_name="warnings")
    source = models.CharField(max_length=12, choices=Source)
    source_number = models.CharField(max_length=64)
    # Keyed digest of all that was sent: the same again is no second warning, and
    # something else under the same number is told.
    content_key = models.CharField(max_length=64)
    door = models.CharField(max_length=8, choices=Door)
    stream = models.CharField(max_length=8, choices=Stream)
    grade = models.CharField(max_length=8, choices=Grade)
    signal = models.CharField(max_length=12, choices=Signal)
    fraud_class = models.CharField(max_length=8)
    # When the source made it out, when the county had it, and by when the source wants
    # the person met.
    issued_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    limit_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    name = SealedTextField(blank=True)
    phone = SealedTextField(blank=True)
    phone_key = BlindIndexField(source="phone", domain="phone")
    identity = SealedTextField(blank=True)
    identity_key = BlindIndexField(source="identity", domain="identity")
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    age_band = models.CharField(max_length=8, choices=AgeBand, blank=True)
    occupation = models.CharField(max_length=40, blank=True)
    address = SealedTextField(blank=True)
    place_code = models.CharField(max_length=24, blank=True)
    clue = SealedTextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_number"], name="warning_received_once"
            ),
            models.CheckConstraint(
                condition=~Q(source_number=""), name="warning_has_a_number"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["received_at"], name="warning_received"),
        ]

    class Privacy:
        personal: ClassVar = {
            "name": "to ask for the right person",
            "phone": "to call the person before the money leaves",
            "identity": "to be sure of whom the order means",
            "sex": "to find the right words",
            "age_band": "to find the right words",
            "occupation": "to find the right words",
            "address": "to find the person",
            "clue": "what was seen, for whoever leads the work",
        }
        plain: ClassVar = [
            "dissuasion", "source", "source_number", "content_key", "door", "stream",
            "grade", "signal", "fraud_class", "issued_at", "received_at", "limit_at",
            "received_by", "phone_key", "identity_key", "place_code",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def masked_clue(self) -> str:
        """A clue may quote phones and accounts."""
        return masking.numbers_in(self.clue)

    @property
    def number(self) -> str:
        return f"Y{self.pk:07d}"
