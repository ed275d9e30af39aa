from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wuzha.accounts.states import (
    AccountClass,
    Gap,
    Ground,
    LookBackState,
    TestedOn,
)
from wuzha.incidents.models import StopPaymentOrder
from wuzha.lib import masking
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import (
    BlindIndexField,
    SealedJSONField,
    SealedTextField,
    blind_indexes,
)


class LookBackQuerySet(models.QuerySet["LookBack"]):
    def of_account(self, account: str) -> Self:
        return self.filter(account_key__in=blind_indexes("account", account))

    def locked(self, look_back: "LookBack") -> "LookBack":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("branch").get(pk=look_back.pk)


class LookBack(models.Model):
    """An account turned out involved: how it was opened, what its money did, which rule
    could have seen it and when, and which step of the work let it pass."""

    ground = models.CharField(max_length=8, choices=Ground, default=Ground.STOPPED)
    order = models.OneToOneField(
        StopPaymentOrder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="look_back",
    )
    # Of the hit or the entry that it began with.
    began_with = models.CharField(max_length=20, blank=True)
    branch = models.ForeignKey(Unit, models.PROTECT, related_name="look_backs")
    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    # When it was stopped, confirmed or entered for the first time.
    known_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=LookBackState, default=LookBackState.OPEN
    )

    account_opened_on = models.DateField(null=True, blank=True)
    opened_at_branch = models.CharField(max_length=80, blank=True)
    opened_by_staff = models.CharField(max_length=60, blank=True)
    asked_at_opening = SealedTextField(blank=True)
    account_class = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=AccountClass
    )
    limits = models.CharField(max_length=120, blank=True)
    money_did = SealedTextField(blank=True)
    # The first firing of each rule: [{rule, version, title, at, reason}], by time.
    firings: Any = SealedJSONField(blank=True)
    transfers = models.PositiveIntegerField(default=0)
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_on = models.CharField(max_length=9, choices=TestedOn, blank=True)

    gap = models.CharField(max_length=12, choices=Gap, blank=True)
    findings = SealedTextField(blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    remedy_until = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=300, blank=True)
    closed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    # Since when only the gap, the remedy and the numbers are there.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = LookBackQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account_key"], name="look_back_once_an_account"
            ),
            models.CheckConstraint(
                condition=Q(ground="stopped", order__isnull=False)
                | ~Q(ground="stopped") & Q(order=None) & ~Q(began_with=""),
                name="look_back_began_with_something",
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(answered_at__isnull=False) & ~Q(gap="") & ~Q(remedy=""),
                name="look_back_answered_with_gap_and_remedy",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="look_back_closed_at_a_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "account": "the account that is looked back on",
            "opened_by_staff": "who can say how it was opened",
            "asked_at_opening": "what the customer was asked and said",
            "money_did": "what went in and out",
            "firings": "the transfers that a rule speaks of",
            "findings": "what the branch found about the customer",
        }
        plain: ClassVar = [
            *("ground", "order", "began_with", "branch", "account_key", "known_at"),
            *("started_by", "tested_on"),
            *("started_at", "state", "account_opened_on", "opened_at_branch"),
            *("account_class", "limits", "transfers", "tested_at", "gap", "remedy"),
            *("remedy_until", "answered_by", "answered_at", "review_note"),
            *("closed_by", "closed_at", "forgotten_at"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("accounts:look_back", args=[self.pk])

    @property
    def number(self) -> str:
        return f"DC{self.pk:05d}"

    @property
    def search_key(self) -> str:
        """Of the job that puts the rules to the transfers at hand."""
        return f"look_back.search {self.pk}"

    @property
    def masked_account(self) -> str:
        return masking.bank_account_for_bank(self.account)

    def fired(self) -> list[dict[str, Any]]:
        """Each with its time, and how long before the account was known it was."""
        return [
            {**one, "at": at, "ahead": self.known_at - at}
            for one in self.firings or ()
            for at in [datetime.fromisoformat(one["at"])]
        ]
