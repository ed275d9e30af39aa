from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wuzha.lib import masking
from wuzha.monitoring.models.hits import Hit
from wuzha.monitoring.states import CheckAnswer, CheckState
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import BlindIndexField, SealedTextField


class AccountHandoverQuerySet(models.QuerySet["AccountHandover"]):
    def waiting(self) -> Self:
        return self.filter(state=CheckState.WAITING)


class AccountHandover(models.Model):
    """The suspect account of a confirmed hit, handed to its bank branch or to the
    police of the place. It restricts nothing: who gets it decides, and says what they
    did."""

    hit = models.ForeignKey(Hit, models.PROTECT, related_name="checks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="account_handovers")
    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    state = models.CharField(
        max_length=8, choices=CheckState, default=CheckState.WAITING
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=CheckAnswer, blank=True)
    # What they did, in their words.
    said = SealedTextField(blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AccountHandoverQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hit", "unit"], name="account_handover_once_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None, answer="")
                | Q(state="answered", answered_at__isnull=False) & ~Q(answer=""),
                name="account_handover_answered_with_something",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "account": "for the bank to find it",
            "asked_by": "whom to ask back",
            "said": "what was done about the holder",
            "answered_by": "who decided at the bank or at the station",
        }
        plain: ClassVar = [
            *("hit", "unit", "account_key", "state", "asked_at"),
            *("answer", "answered_at"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("monitoring:check", args=[self.pk])

    @property
    def number(self) -> str:
        return f"YJ{self.pk:06d}"

    @property
    def masked_account(self) -> str:
        return masking.bank_account_for_bank(self.account)
