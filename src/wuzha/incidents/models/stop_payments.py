from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuzha.incidents.models.incidents import Incident, Payment, missing_items
from wuzha.incidents.states import (
    NOT_ISSUED,
    STOP_PAYMENT,
    UNDER_WAY,
    WAS_EXECUTED,
    StopState,
)
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import BlindIndexField, SealedTextField, blind_indexes


class AccountKind(models.TextChoices):
    PERSON = "person", _("个人")
    COMPANY = "company", _("单位")


class RefusalCause(models.TextChoices):
    MISMATCH = "mismatch", _("四要素不一致")
    NOT_OURS = "not_ours", _("不是本行账户")
    CLOSED = "closed", _("账户已销户")
    PROTECTED = "protected", _("依法不得冻结的账户")
    TECHNICAL = "technical", _("系统原因，未能办理")
    OTHER = "other", _("其他")


class StopPaymentQuerySet(models.QuerySet["StopPaymentOrder"]):
    def locked(self, order: "StopPaymentOrder") -> "StopPaymentOrder":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("incident__unit", "bank_unit").get(pk=order.pk)

    def of_account(self, account: str) -> Self:
        """Of any incident: a stop is counted by account."""
        return self.filter(account_key__in=blind_indexes("account", account))

    def under_way(self) -> Self:
        """Drafted or issued: somebody has to sign, the bank has to answer."""
        return self.filter(state__in=UNDER_WAY)

    def in_force(self) -> Self:
        """The money is held now."""
        return self.filter(state=StopState.EXECUTED)

    def executed(self) -> Self:
        """The money was held at some time."""
        return self.filter(state__in=WAS_EXECUTED)

    def requested(self) -> Self:
        """Sent to a bank; a recalled one was too."""
        return self.exclude(state__in=NOT_ISSUED)

    def first_requests(self) -> Self:
        """Without second stops of the same money, so that sums count it once."""
        return self.requested().filter(renews=None)

    def awaiting_bank(self) -> Self:
        """The bank owes an answer, or the feedback after it."""
        return self.filter(
            Q(state=StopState.ISSUED) | Q(state=StopState.EXECUTED, fed_back_at=None)
        )


class StopPaymentOrder(models.Model):
    """Receive but do not pay (只收不付), for 48 hours from execution, twice at most."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="orders")
    state = models.CharField(max_length=12, default=StopState.DRAFTED.value)
    # 1 for the first stop of the account, 2 for the second.
    round = models.PositiveSmallIntegerField(default=1)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals"
    )

    # The four items of the transfer that the bank matches.
    account_name = SealedTextField(blank=True)
    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    amount_cents = models.BigIntegerField()
    transferred_at = models.DateTimeField(null=True, blank=True)

    account_kind = models.CharField(
        max_length=8, choices=AccountKind, default=AccountKind.PERSON
    )
    currency = models.CharField(max_length=3, default="CNY")
    bank_name = models.CharField(max_length=80, blank=True)
    # 联行号, 12 digits.
    bank_code = models.CharField(max_length=12, blank=True)
    # Who answers here. Empty: a bank without a seat here, whose answer police enter.
    bank_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="orders_addressed"
    )
    # All that this victim lost into the account; at least the matched transfer.
    requested_cents = models.BigIntegerField()
    # 1: the victim paid into it; 2 and on: the money went on to it.
    level = models.PositiveSmallIntegerField(default=1)
    from_account = SealedTextField(blank=True)
    from_account_key = BlindIndexField(source="from_account", domain="account")
    reason = SealedTextField(blank=True)
    is_urgent = models.BooleanField(default=True)
    # Asked for in person at a bank counter: the papers follow.
    at_counter = models.BooleanField(default=False)
    papers_at = models.DateTimeField(null=True, blank=True)

    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    # The second officer (协查人), named on the paper.
    investigator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )

    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    executed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal_cause = models.CharField(max_length=12, blank=True, choices=RefusalCause)
    refusal_note = models.CharField(max_length=200, blank=True)
    # In the account at the moment of the stop.
    balance_cents = models.BigIntegerField(null=True, blank=True)
    handler = models.CharField(max_length=40, blank=True)
    handler_phone = SealedTextField(blank=True)
    fed_back_at = models.DateTimeField(null=True, blank=True)

    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = StopPaymentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["level", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "ends_at"], name="stop_by_its_end"),
            models.Index(fields=["bank_unit", "state"], name="stop_at_the_bank"),
            models.Index(fields=["issued_at"], name="stop_by_its_issue"),
            models.Index(fields=["executed_at"], name="stop_by_its_execution"),
            models.Index(fields=["refused_at"], name="stop_by_its_refusal"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account_key"],
                condition=Q(state__in=UNDER_WAY),
                name="one_order_under_way_per_account",
            ),
            models.UniqueConstraint(
                fields=["account_key"],
                condition=Q(state=StopState.EXECUTED),
                name="one_stop_in_force_per_account",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOT_ISSUED)
                | Q(issued_by__isnull=False, issued_at__isnull=False),
                name="stop_issued_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOT_ISSUED)
                | (
                    ~Q(account_name="")
                    & ~Q(account="")
                    & Q(amount_cents__gt=0, transferred_at__isnull=False)
                ),
                name="stop_issued_with_four_items",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAS_EXECUTED)
                | Q(
                    executed_at__isnull=False,
                    ends_at__isnull=False,
                    ends_at__gt=F("executed_at"),
                    answered_by__isnull=False,
                ),
                name="stop_executed_with_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=StopState.REFUSED)
                | (
                    Q(refused_at__isnull=False, answered_by__isnull=False)
                    & ~Q(refusal_cause="")
                ),
                name="stop_refused_with_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(balance_cents=None) | Q(balance_cents__gte=0),
                name="stop_balance_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    amount_cents__gte=0, requested_cents__gte=F("amount_cents")
                ),
                name="stop_requests_the_transfer_at_least",
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1, level__gte=1)
                & (Q(renews=None) | Q(round__gte=2)),
                name="stop_renews_in_a_later_round",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "account_name": "first of the four items",
            "account": "second of the four items",
            "from_account": "where the money came from, for the picture by level",
            "reason": "may name people",
            "handler": "whom to call at the bank",
            "handler_phone": "whom to call at the bank",
        }
        plain: ClassVar = [
            *("incident", "state", "round", "renews", "account_key", "amount_cents"),
            *("transferred_at", "account_kind", "currency", "bank_name", "bank_code"),
            *("bank_unit", "requested_cents", "level", "from_account_key"),
            *("is_urgent", "at_counter", "papers_at", "drafted_by", "drafted_at"),
            *(
                "issued_by",
                "issued_at",
                "investigator",
                "answered_by",
                "executed_at",
                "ends_at",
            ),
            *("refused_at", "refusal_cause", "refusal_note", "balance_cents"),
            *("fed_back_at", "ended_at", "end_reason"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("stop_payment", args=[self.pk])

    @property
    def number(self) -> str:
        return f"ZF{self.drafted_at:%Y}-{self.pk:06}"

    @property
    def state_label(self) -> str:
        return STOP_PAYMENT.label(self.state).said(gettext)

    @property
    def answering_unit(self) -> Unit:
        """Whose answer counts: the bank's, or the police's who heard it elsewhere."""
        return self.bank_unit or self.incident.unit

    @property
    def stopped_cents(self) -> int:
        """What of the money asked for was still there: 0 until the bank says."""
        if self.state not in WAS_EXECUTED or self.balance_cents is None:
            return 0
        return min(self.balance_cents, self.requested_cents)

    @property
    def missing_items(self) -> list[str]:
        return missing_items(
            name=self.account_name,
            account=self.account,
            amount_cents=self.amount_cents,
            at=self.transferred_at,
        )

    def payments(self) -> models.QuerySet[Payment]:
        """The victim's payments into the account."""
        return Payment.objects.standing().filter(
            incident=self.incident_id, payee_account_key=self.account_key
        )
