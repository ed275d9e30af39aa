from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from wuzha.lib import masking
from wuzha.lib.periods import Kind, Period
from wuzha.organisation.models import Person
from wuzha.privacy.fields import BlindIndexField, SealedTextField, blind_indexes
from wuzha.restrictions.states import (
    RESTRICTION,
    AppealState,
    Ground,
    Level,
    Measure,
    State,
)
from wuzha.ui.words import listed


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def locked(self, restriction: "Restriction") -> "Restriction":
        """As it is now, and nobody else's until the transaction ends."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=restriction.pk)

    def open(self) -> Self:
        return self.filter(state__in=RESTRICTION.open)

    def in_force(self) -> Self:
        return self.filter(state=State.IN_FORCE)

    def once_in_force(self) -> Self:
        """Now or for some time; not what was entered by mistake, or against which an
        appeal was right."""
        return self.exclude(
            Q(notified_on=None)
            | Q(state=State.WITHDRAWN)
            | Q(appeals__state=AppealState.GRANTED)
        )

    def of_number(self, number: str) -> Self:
        """By one full number: identity, firm code or account."""
        return self.filter(
            Q(identity_key__in=blind_indexes("identity", number))
            | Q(account_key__in=blind_indexes("account", number))
        )

    def of_decision(self, entry: "Restriction") -> Self:
        """What the same paper said of the same numbers."""
        return self.exclude(state=State.WITHDRAWN).filter(
            document_number=entry.document_number,
            identity_key__in=blind_indexes("identity", entry.identity) or [""],
            account_key__in=blind_indexes("account", entry.account) or [""],
        )


class Restriction(models.Model):
    """One entry of the register: whom, on whose decision, what, until when. There is no
    place in it for relatives or for where somebody comes from."""

    ground = models.CharField(max_length=12, choices=Ground)
    is_firm = models.BooleanField(default=False)
    name = SealedTextField()
    identity = SealedTextField(blank=True)
    identity_key = BlindIndexField(source="identity", domain="identity")
    account = SealedTextField(blank=True)
    account_key = BlindIndexField(source="account", domain="account")

    authority = models.CharField(max_length=80)
    authority_level = models.CharField(max_length=10, choices=Level)
    document_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    basis = models.CharField(max_length=200)
    reason = SealedTextField()
    # Of Measure, as the decision has them.
    measures: Any = models.JSONField(default=list)
    starts_on = models.DateField()
    # The last day on which it holds.
    ends_on = models.DateField()

    notified_on = models.DateField(null=True, blank=True)
    notified_how = models.CharField(max_length=60, blank=True)
    # Where the person can appeal, and with which papers.
    appeal_to = models.CharField(max_length=120)
    appeal_papers = models.CharField(max_length=200)

    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=200, blank=True)
    # When the person was told of the end, and how.
    end_told_on = models.DateField(null=True, blank=True)
    end_told_how = models.CharField(max_length=60, blank=True)
    # Since when nobody can be read from it any more.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["ends_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "ends_on"], name="restriction_by_its_end")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(authority="") & ~Q(document_number="") & ~Q(basis=""),
                name="restriction_on_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(identity_key="", account_key="", forgotten_at=None),
                name="restriction_of_a_number",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="restriction_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(notified_on__isnull=False),
                name="restriction_in_force_once_told",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RESTRICTION.open, ended_at=None)
                | Q(state__in=sorted(RESTRICTION.final), ended_at__isnull=False),
                name="restriction_ended_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["document_number", "identity_key", "account_key"],
                condition=~Q(state="withdrawn") & Q(forgotten_at=None),
                name="restriction_once_a_decision",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "name": "whom the decision names",
            "identity": "the number that the register is asked for",
            "account": "the number that the register is asked for",
            "reason": "what the decision says that the person did",
        }
        plain: ClassVar = [
            *("ground", "is_firm", "identity_key", "account_key", "authority"),
            *("authority_level", "document_number", "decided_on", "basis"),
            *("measures", "starts_on", "ends_on", "notified_on", "notified_how"),
            *("appeal_to", "appeal_papers", "state", "entered_by", "entered_at"),
            *("ended_at", "ended_by", "end_reason", "end_told_on", "end_told_how"),
            "forgotten_at",
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("restrictions:restriction", args=[self.pk])

    @property
    def number(self) -> str:
        return f"CJ{self.pk:06d}"

    @property
    def masked_name(self) -> str:
        return self.name if self.is_firm else masking.name(self.name)

    @property
    def masked_number(self) -> str:
        """The person's, or that of the account where the decision names no other."""
        if self.identity:
            return masking.identity_number(self.identity)
        return masking.bank_account_for_bank(self.account)

    @property
    def measures_text(self) -> str:
        return listed(Measure(one).label for one in self.measures)

    @property
    def in_force_from(self) -> datetime | None:
        """None until the person is told."""
        if self.notified_on is None:
            return None
        return Period.of(Kind.DAY, max(self.starts_on, self.notified_on)).starts_at

    @property
    def in_force_until(self) -> datetime:
        term = Period.of(Kind.DAY, self.ends_on).ends_at
        return min(term, self.ended_at) if self.ended_at else term

    def is_over(self, on: date) -> bool:
        return self.ends_on < on


class RestrictionAppeal(models.Model):
    """Somebody says that an entry is wrong. It stays in force until a person has
    answered; if they are right it is lifted in the same moment."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="appeals")
    appellant = SealedTextField()
    reason = SealedTextField()
    papers = models.CharField(max_length=200, blank=True)
    made_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=AppealState, default=AppealState.OPEN
    )
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    answer = SealedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["restriction"],
                condition=Q(state="open"),
                name="restriction_appealed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | ~Q(state="open") & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="restriction_appeal_answered_with_reasons",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "appellant": "to whom the answer goes",
            "reason": "what they say for it",
            "answer": "what the check found about them",
        }
        plain: ClassVar = [
            *("restriction", "papers", "made_on", "state", "entered_by"),
            *("entered_at", "answered_at", "answered_by"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"CS{self.pk:05d}"
