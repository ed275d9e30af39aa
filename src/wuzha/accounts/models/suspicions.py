from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wuzha.accounts.states import Done, Suspects, SuspicionState
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.incidents.models import Incident
from wuzha.lib import masking
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import BlindIndexField, SealedTextField


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    def locked(self, suspicion: "Suspicion") -> "Suspicion":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("branch", "handler").get(pk=suspicion.pk)

    def waiting(self) -> Self:
        return self.filter(
            state__in=[SuspicionState.RECEIVED, SuspicionState.LOOKED_AT]
        )


class Suspicion(models.Model):
    """What a branch saw at an account, asked and did; looked at by the police of the
    place, and answered."""

    branch = models.ForeignKey(Unit, models.PROTECT, related_name="suspicions")
    handler = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    suspects = models.CharField(max_length=8, choices=Suspects)
    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    holder_name = SealedTextField(blank=True)
    holder_phone = SealedTextField(blank=True)
    holder_phone_key = BlindIndexField(source="holder_phone", domain="phone")
    # Sentences of the red flags, as they were ticked.
    signs: Any = models.JSONField(default=list)
    seen = SealedTextField(blank=True)
    asked = SealedTextField(blank=True)
    done = models.CharField(max_length=10, choices=Done)
    payee_account = SealedTextField(blank=True)
    payee_account_key = BlindIndexField(source="payee_account", domain="account")
    payee_name = SealedTextField(blank=True)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)

    reported_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=SuspicionState, default=SuspicionState.RECEIVED
    )
    looked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    looked_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    # Told back to the branch.
    answer = SealedTextField(blank=True)
    warning = models.ForeignKey(
        EarlyWarning, models.PROTECT, null=True, blank=True, related_name="suspicions"
    )
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="suspicions"
    )

    # Since when nobody can be read from it any more.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-reported_at"], name="suspicion_waiting")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="received", looked_at=None)
                | ~Q(state="received") & Q(looked_at__isnull=False),
                name="suspicion_looked_at_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "looked_at"], ended_at=None)
                | Q(state__in=["passed_on", "closed"], ended_at__isnull=False),
                name="suspicion_ended_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="passed_on")
                | Q(warning__isnull=False)
                | Q(incident__isnull=False),
                name="suspicion_passed_on_to_something",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents=None) | Q(amount_cents__gt=0),
                name="suspicion_of_a_positive_amount",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "account": "the account that the branch means",
            "holder_name": "to ask for the right person",
            "holder_phone": "to call before more money leaves",
            "seen": "what the branch saw, in its words",
            "asked": "what the customer was asked and said",
            "payee_account": "where the money is to go or went",
            "payee_name": "who is to get it",
            "answer": "what the check found about them",
        }
        plain: ClassVar = [
            *("branch", "handler", "suspects", "account_key", "holder_phone_key"),
            *("payee_account_key", "signs", "done", "amount_cents", "transferred_at"),
            *("reported_by", "reported_at", "state", "looked_by", "looked_at"),
            *("ended_by", "ended_at", "warning", "incident", "forgotten_at"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("accounts:suspicion", args=[self.pk])

    @property
    def number(self) -> str:
        """The branch's receipt."""
        return f"KY{self.pk:06d}"

    @property
    def masked_account(self) -> str:
        return masking.bank_account_for_bank(self.account)
