from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse

from wuzha.accounts.models.suspicions import Suspicion
from wuzha.accounts.states import (
    AccountClass,
    AccountKind,
    CheckKind,
    CheckState,
    Found,
    Status,
)
from wuzha.incidents.models import StopPaymentOrder
from wuzha.lib import masking, params
from wuzha.lib.periods import add_months
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import BlindIndexField, SealedTextField, blind_indexes

UNUSED_MONTHS = "accounts.dormant_after_open_months"
MOST_CARDS = "accounts.debit_cards_per_bank"


def _unused(on: date) -> Q:
    """Never since it was opened, for as long as the rule says; or so by the bank."""
    months = params.value(UNUSED_MONTHS, on=on).whole
    never = Q(last_active_on=None, opened_on__lte=add_months(on, -months))
    return never | Q(status=Status.DORMANT)


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def of_number(self, account: str) -> Self:
        return self.filter(account_key__in=blind_indexes("account", account))

    def branch_of(self, account: str) -> Unit | None:
        """Which told of it last."""
        rows = self.of_number(account).select_related("branch")
        found = rows.order_by("-told_at").first()
        return found.branch if found else None

    def with_signs(self, on: date) -> Self:
        """`holder_accounts` and `holder_class1` at the branch, `was_stopped`,
        `was_suspected`, `unused`."""
        same = BankAccount.objects.filter(
            branch=OuterRef("branch"), holder_key=OuterRef("holder_key")
        ).exclude(Q(holder_key="") | Q(status=Status.CLOSED))
        held = same.order_by().values("holder_key").annotate(n=Count("pk"))
        of_account = {"account_key": OuterRef("account_key")}
        stopped = StopPaymentOrder.objects.filter(**of_account)
        return self.annotate(
            holder_accounts=Subquery(held.values("n")),
            holder_class1=Subquery(
                held.filter(account_class=AccountClass.ONE).values("n")
            ),
            was_stopped=Exists(stopped.exclude(executed_at=None)),
            was_suspected=Exists(Suspicion.objects.filter(**of_account)),
            unused=models.ExpressionWrapper(_unused(on), models.BooleanField()),
        )

    def to_check(self, kind: str, on: date) -> Self:
        """What a work list of the kind is made of."""
        rows = self.exclude(status=Status.CLOSED)
        match CheckKind(kind):
            case CheckKind.UNUSED:
                return rows.filter(_unused(on))
            case CheckKind.MANY_CARDS:
                most = params.value(MOST_CARDS, on=on).whole
                return rows.with_signs(on).filter(holder_accounts__gt=most)
            case CheckKind.PHONE:
                return rows.filter(phone_matches=False)


class BankAccount(models.Model):
    """One row of a branch's table of accounts, as the bank gave it last."""

    branch = models.ForeignKey(Unit, models.PROTECT, related_name="bank_accounts")
    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    # The bank's own code for whoever holds it, never a name.
    holder = SealedTextField(blank=True)
    holder_key = BlindIndexField(source="holder", domain="holder")
    kind = models.CharField(max_length=10, choices=AccountKind, blank=True)
    account_class = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=AccountClass
    )
    opened_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.NORMAL)
    # The lower edge of the band: 60 for 60-69.
    holder_age = models.PositiveSmallIntegerField(null=True, blank=True)
    phone_matches = models.BooleanField(null=True, blank=True)
    last_active_on = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["branch", "account_key"], name="bank_account_once_a_branch"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["branch", "holder_key"], name="bank_account_by_holder")
        ]

    class Privacy:
        personal: ClassVar = {
            "account": "the account that advice is given on",
            "holder": "to see which accounts one person holds",
            "holder_age": "the old are asked more gently",
        }
        plain: ClassVar = [
            *("branch", "account_key", "holder_key", "kind", "account_class"),
            *("opened_on", "status", "phone_matches", "last_active_on"),
            *("told_by", "told_at"),
        ]

    def __str__(self) -> str:
        return masking.bank_account_for_bank(self.account)

    def get_absolute_url(self) -> str:
        return reverse("accounts:bank_account", args=[self.pk])


class AccountCheck(models.Model):
    """One account of a work list: somebody looks, and says what was found."""

    account = models.ForeignKey(BankAccount, models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=10, choices=CheckKind)
    state = models.CharField(max_length=6, choices=CheckState, default=CheckState.OPEN)
    assigned_to = models.ForeignKey(Person, models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    found = models.CharField(max_length=12, choices=Found, blank=True)
    note = SealedTextField(blank=True)
    done_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=Q(state="open"),
                name="account_checked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(done_at__isnull=False) & ~Q(found=""),
                name="account_check_done_with_what_was_found",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"note": "what was found about the holder"}
        plain: ClassVar = [
            *("account", "kind", "state", "assigned_to", "assigned_by"),
            *("assigned_at", "found", "done_by", "done_at"),
        ]

    def __str__(self) -> str:
        return f"HC{self.pk:06d}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:checks", args=[self.kind])
