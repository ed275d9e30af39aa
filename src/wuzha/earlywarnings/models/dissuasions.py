import re
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext

from wuzha.earlywarnings.states import (
    AT_WORK,
    BEFORE_MEETING,
    DISSUASION,
    OPEN,
    RANK,
    Grade,
    Outcome,
    State,
    Stream,
)
from wuzha.incidents.models import AgeBand, Incident, Sex
from wuzha.lib import masking
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import BlindIndexField, SealedTextField, blind_indexes

SIGNED_FOR = (State.SIGNED, State.CONTACTED, State.MET)
FED_BACK = (State.FED_BACK, State.CLOSED)


class DissuasionQuerySet(models.QuerySet["Dissuasion"]):
    def open(self) -> Self:
        """Somebody has something to do. In the words of the partial indexes, which a
        database uses for these words only."""
        return self.filter(ended_at=None)

    def at_work(self) -> Self:
        """What the workers of a unit see; their access ends with it."""
        return self.open().filter(state__in=AT_WORK)

    def before_meeting(self) -> Self:
        return self.open().filter(state__in=BEFORE_MEETING)

    def received(self, since: datetime, until: datetime) -> Self:
        return self.filter(received_at__gte=since, received_at__lt=until)

    def of_person(self, *, phone: str = "", identity: str = "") -> Self:
        """By numbers in their normal form; without any, nobody."""
        return self.filter(
            Q(phone_key__in=blind_indexes("phone", phone))
            | Q(identity_key__in=blind_indexes("identity", identity))
        )

    def in_part(self, unit: Unit) -> Self:
        """Of people who live in the unit, and of what the unit itself works on."""
        return self.filter(
            Q(place__path__startswith=unit.path) | Q(unit__path__startswith=unit.path)
        )


class Dissuasion(models.Model):
    """The work on one person: one or more warnings, and what came of them."""

    # The county while it waits for triage: never nobody.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dissuasions")
    # Where the person lives, as far as the address tells; at least the county.
    place = models.ForeignKey(Unit, models.PROTECT, related_name="dissuasions_here")
    # Who has signed for it.
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="dissuasions"
    )
    state = models.CharField(max_length=12, default=State.TRIAGE.value)
    stream = models.CharField(max_length=8, choices=Stream)
    # The highest of its warnings.
    grade = models.CharField(max_length=8, choices=Grade)
    fraud_class = models.CharField(max_length=8)
    # Raised by every change: a form that began on an older one is told.
    version = models.PositiveIntegerField(default=1)

    name = SealedTextField(blank=True)
    name_key = BlindIndexField(source="name", domain="name")
    phone = SealedTextField(blank=True)
    phone_key = BlindIndexField(source="phone", domain="phone")
    identity = SealedTextField(blank=True)
    identity_key = BlindIndexField(source="identity", domain="identity")
    address = SealedTextField(blank=True)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    age_band = models.CharField(max_length=8, choices=AgeBand, blank=True)
    occupation = models.CharField(max_length=40, blank=True)

    received_at = models.DateTimeField()
    last_received_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    fed_back_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Whether the step kept its limit: empty while it runs or where there is none. A
    # limit once missed stays missed, whoever takes over.
    signed_in_time = models.BooleanField(null=True, blank=True)
    called_in_time = models.BooleanField(null=True, blank=True)
    met_in_time = models.BooleanField(null=True, blank=True)
    fed_back_in_time = models.BooleanField(null=True, blank=True)
    # The rule of the grade asked for a meeting.
    must_meet = models.BooleanField(default=True)

    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    # The closing opinion, or why it ended otherwise.
    opinion = SealedTextField(blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    defrauded_at = models.DateTimeField(null=True, blank=True)
    # Opened from here, or reported later by the person.
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="dissuasions"
    )
    deidentified_at = models.DateTimeField(null=True, blank=True)

    objects = DissuasionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED_FOR)
                | Q(person__isnull=False, signed_at__isnull=False),
                name="dissuasion_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FED_BACK) | ~Q(outcome=""),
                name="dissuasion_fed_back_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at=None)
                | ~Q(state__in=OPEN) & Q(ended_at__isnull=False),
                name="dissuasion_ended_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="dissuasion_duplicate_of_another",
            ),
            models.CheckConstraint(
                condition=Q(last_received_at__gte=F("received_at")),
                name="dissuasion_received_in_order",
            ),
        ]
        indexes: ClassVar = [
            # What is open is little, however much there has been.
            models.Index(
                fields=["unit", "state"],
                condition=Q(ended_at=None),
                name="dissuasion_open_by_unit",
            ),
            models.Index(
                fields=["state", "received_at"],
                condition=Q(ended_at=None),
                name="dissuasion_open_by_state",
            ),
            # With the state, so that what came in an hour is counted from it alone.
            models.Index(fields=["received_at", "state"], name="dissuasion_received"),
            models.Index(fields=["place", "received_at"], name="dissuasion_by_place"),
            models.Index(fields=["unit", "received_at"], name="dissuasion_by_unit"),
            models.Index(
                fields=["ended_at"],
                condition=Q(deidentified_at=None, ended_at__isnull=False),
                name="dissuasion_to_deidentify",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "name": "to ask for the right person",
            "phone": "to call the person before the money leaves",
            "identity": "to be sure of whom the order means",
            "address": "to find the person",
            "sex": "to find the right words",
            "age_band": "to find the right words",
            "occupation": "to find the right words",
            "opinion": "what the work came to",
        }
        plain: ClassVar = [
            "unit", "place", "person", "state", "stream", "grade", "fraud_class",
            "version", "name_key", "phone_key", "identity_key", "received_at",
            "last_received_at", "dispatched_at", "signed_at", "called_at",
            "reached_at", "met_at", "fed_back_at", "ended_at", "signed_in_time",
            "called_in_time", "met_in_time", "fed_back_in_time", "must_meet",
            "outcome", "duplicate_of", "defrauded_at", "incident",
            "deidentified_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Leads workers on to the page that they may see."""
        return reverse("earlywarnings:case", args=(self.pk,))

    @property
    def number(self) -> str:
        return f"Q{self.pk:07d}"

    @property
    def state_label(self) -> str:
        return DISSUASION.label(self.state).said(gettext)

    @property
    def class_name(self) -> str:
        return gettext(taxonomy().fraud_class(self.fraud_class).short)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def rank(self) -> int:
        return RANK[self.grade]

    @property
    def masked_name(self) -> str:
        return masking.name(self.name)

    @property
    def masked_phone(self) -> str:
        return masking.phone(self.phone)

    @property
    def masked_identity(self) -> str:
        return masking.identity_number(self.identity)

    @property
    def masked_address(self) -> str:
        return masking.address(self.address)

    @property
    def address_without_numbers(self) -> str:
        """For whoever has to find the unit of an address that no list knows."""
        return re.sub(r"\d", masking.STAR, self.address)
