from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuzha.incidents.models.stop_payments import StopPaymentOrder
from wuzha.incidents.states import FREEZE, FreezeState
from wuzha.organisation.models import Person


class FreezeTerm(models.TextChoices):
    """What is frozen decides how long; the months are dated parameters."""

    ORDINARY = "ordinary", _("存款、汇款、保证金")
    MAJOR = "major", _("重大、复杂案件")
    SECURITIES = "securities", _("债券、股票、基金份额")
    EQUITY = "equity", _("股权、保单、投资权益")


class ApprovalLevel(models.TextChoices):
    """The police that approved it."""

    COUNTY = "county", _("县级公安机关")
    CITY = "city", _("设区的市级公安机关")
    PROVINCE = "province", _("省级公安机关")


class FreezeQuerySet(models.QuerySet["Freeze"]):
    def locked(self, freeze: "Freeze") -> "Freeze":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("order__incident__unit").get(pk=freeze.pk)

    def in_force(self) -> Self:
        return self.filter(state=FreezeState.IN_FORCE)

    def queued(self) -> Self:
        return self.filter(state=FreezeState.QUEUED)


class Freeze(models.Model):
    """The account stays shut for months. Released by itself unless extended in time."""

    order = models.OneToOneField(
        StopPaymentOrder, models.PROTECT, related_name="freeze"
    )
    # Copied from the order: a constraint cannot look across tables.
    account_key = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=12, default=FreezeState.QUEUED.value)
    term = models.CharField(max_length=12, choices=FreezeTerm)
    amount_cents = models.BigIntegerField()
    paper_number = models.CharField(max_length=60)
    approved_by = models.CharField(max_length=80)
    approval_level = models.CharField(max_length=12, choices=ApprovalLevel)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    # Both empty while it waits for an earlier freeze to end.
    starts_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    found_unrelated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = FreezeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["until", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "until"], name="freeze_by_its_end"),
            models.Index(fields=["decided_at"], name="freeze_by_its_decision"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account_key"],
                condition=Q(state=FreezeState.IN_FORCE),
                name="one_freeze_in_force_per_account",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[FreezeState.IN_FORCE, FreezeState.EXPIRED])
                | Q(
                    starts_at__isnull=False,
                    until__isnull=False,
                    until__gt=F("starts_at"),
                ),
                name="freeze_in_force_with_its_term",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gte=0), name="freeze_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state__in=FREEZE.open, ended_at=None)
                | Q(state__in=sorted(FREEZE.final), ended_at__isnull=False),
                name="freeze_ended_with_its_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "approved_by": "the officer whose name stands on the paper"
        }
        plain: ClassVar = [
            *("order", "account_key", "state", "term", "amount_cents"),
            *("paper_number", "approval_level", "decided_by", "decided_at"),
            *("starts_at", "until", "found_unrelated_at", "ended_at", "end_reason"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("freeze", args=[self.pk])

    @property
    def number(self) -> str:
        return f"DJ{self.decided_at:%Y}-{self.pk:06}"

    @property
    def state_label(self) -> str:
        return FREEZE.label(self.state).said(gettext)


class FreezeRenewal(models.Model):
    """One extension: it begins where the term before it ended."""

    freeze = models.ForeignKey(Freeze, models.CASCADE, related_name="renewals")
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    paper_number = models.CharField(max_length=60)
    approved_by = models.CharField(max_length=80)
    approval_level = models.CharField(max_length=12, choices=ApprovalLevel)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["freeze", "starts_at"], name="freeze_renewed_once_a_term"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_at")),
                name="freeze_renewal_ends_after_it_begins",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "approved_by": "the officer whose name stands on the paper"
        }
        plain: ClassVar = [
            *("freeze", "starts_at", "until", "paper_number", "approval_level"),
            *("decided_by", "decided_at"),
        ]

    def __str__(self) -> str:
        return f"{self.freeze} → {self.until:%Y-%m-%d}"
