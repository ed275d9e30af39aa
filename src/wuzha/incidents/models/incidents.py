from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuzha.incidents.states import INCIDENT, IncidentState
from wuzha.lib import codes
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import (
    BlindIndexField,
    SealedTextField,
    blind_index,
    blind_indexes,
)


class ReportChannel(models.TextChoices):
    """How the report came."""

    CALL_110 = "call_110", _("110报警")
    CALL_96110 = "call_96110", _("96110来电")
    STATION = "station", _("到派出所报案")
    BANK = "bank", _("银行网点上报")
    UNIT = "unit", _("学校或企业上报")
    GRID = "grid", _("网格、村社区上报")
    DISSUASION = "dissuasion", _("劝阻中发现")
    TRANSFERRED = "transferred", _("上级或外地移交")


class Sex(models.TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class AgeBand(models.TextChoices):
    UNDER_18 = "0-17", _("18岁以下")
    TO_40 = "18-40", _("18至40岁")
    TO_65 = "41-65", _("41至65岁")
    OVER_65 = "66-", _("65岁以上")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def locked(self, incident: "Incident") -> "Incident":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("unit").get(pk=incident.pk)

    def with_phone(self, phone: str) -> Self:
        keys = blind_indexes("phone", codes.phone(phone).value)
        return self.filter(victim_phone_key__in=keys)

    def open(self) -> Self:
        """What somebody still has to work on."""
        return self.filter(state__in=[IncidentState.REPORTED, IncidentState.OPEN])

    def reported_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(reported_at__gte=start, reported_at__lt=end)


class Incident(models.Model):
    """A fraud that happened. The victim is no `Person`: there is no register."""

    # Who works on it: a police station or the county.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="incidents")
    # Where the victim lives, as far down the tree as is known: figures count by it.
    place = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="incidents_here"
    )
    state = models.CharField(max_length=12, default=IncidentState.REPORTED.value)
    # The number of the police's own file, once there is one.
    case_number = models.CharField(max_length=60, blank=True)

    fraud_class = models.CharField(max_length=8)
    fraud_subtype = models.CharField(max_length=12, blank=True)
    class_list_version = models.CharField(max_length=20)
    # Face-to-face fraud is not the subject of the law (art. 2).
    is_telecom_fraud = models.BooleanField(default=True)

    victim_name = SealedTextField(blank=True)
    victim_name_key = BlindIndexField(source="victim_name", domain="name")
    victim_phone = SealedTextField(blank=True)
    victim_phone_key = BlindIndexField(source="victim_phone", domain="phone")
    victim_identity = SealedTextField(blank=True)
    victim_identity_key = BlindIndexField(source="victim_identity", domain="identity")
    victim_address = SealedTextField(blank=True)
    victim_age_band = models.CharField(max_length=8, blank=True, choices=AgeBand)
    victim_sex = models.CharField(max_length=8, blank=True, choices=Sex)
    victim_job = models.CharField(max_length=40, blank=True)
    story = SealedTextField(blank=True)

    # The sum of the standing payments and `other_loss_cents`; kept by the actions.
    loss_cents = models.BigIntegerField(default=0)
    # Cash, goods and whatever else left without a payment to an account.
    other_loss_cents = models.BigIntegerField(default=0)
    # In what form the money left, a code of the taxonomy.
    money_out_form = models.CharField(max_length=20, default="bank_transfer")

    reported_at = models.DateTimeField(db_index=True)
    channel = models.CharField(max_length=12, choices=ReportChannel)
    # The bank, school, firm or grid that reported it, if one did.
    reporting_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="incidents_reported"
    )
    # The number of the earlier warning. Text, for warnings stand on a higher floor.
    warning_ref = models.CharField(max_length=40, blank=True, db_index=True)

    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Set when the police or the county centre took it up.
    accepted_at = models.DateTimeField(null=True, blank=True)
    dismissal_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-reported_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "state", "-reported_at"], name="incident_list"
            ),
            models.Index(fields=["state", "-reported_at"], name="incident_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(loss_cents__gte=0, other_loss_cents__gte=0),
                name="incident_loss_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state=IncidentState.CLOSED, closed_at__isnull=False)
                | (~Q(state=IncidentState.CLOSED) & Q(closed_at=None)),
                name="incident_closed_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="incident_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[IncidentState.REPORTED, IncidentState.DISMISSED])
                | Q(accepted_at__isnull=False),
                name="incident_open_once_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state=IncidentState.DISMISSED) | ~Q(dismissal_reason=""),
                name="incident_dismissed_with_a_reason",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "victim_name": "to address the victim and to match the return of money",
            "victim_phone": "to reach the victim",
            "victim_identity": "the stop-payment paper and the return need it",
            "victim_address": "the station in charge follows from it",
            "victim_age_band": "figures by age",
            "victim_sex": "figures by sex",
            "victim_job": "figures by job",
            "story": "what was told, may name people and numbers",
        }
        plain: ClassVar = [
            *("unit", "place", "state", "case_number", "fraud_class", "fraud_subtype"),
            *("class_list_version", "is_telecom_fraud", "victim_name_key"),
            *("victim_phone_key", "victim_identity_key", "loss_cents"),
            *("other_loss_cents", "money_out_form", "reported_at", "channel"),
            *("reporting_unit", "warning_ref", "entered_at", "entered_by"),
            *("accepted_at", "dismissal_reason", "closed_at", "closed_by"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("incident", args=[self.pk])

    @property
    def number(self) -> str:
        """AJ2026-000123: the year of entry and the key, so that nobody waits for it."""
        return f"AJ{self.entered_at:%Y}-{self.pk:06}"

    @property
    def state_label(self) -> str:
        return INCIDENT.label(self.state).said(gettext)

    def losses(self) -> int:
        """What `loss_cents` has to be now."""
        paid = self.payments.standing().aggregate(cents=Sum("amount_cents"))
        return (paid["cents"] or 0) + self.other_loss_cents

    def refuse_unless_editable(self) -> None:
        if self.state not in (IncidentState.REPORTED, IncidentState.OPEN):
            raise Refused(
                gettext("%(number)s%(state)s，不能再改。需要补充时请先恢复办理。")
                % {"number": self.number, "state": self.state_label}
            )

    @property
    def is_open(self) -> bool:
        return self.state == IncidentState.OPEN


class PaymentChannel(models.TextChoices):
    MOBILE_BANK = "mobile_bank", _("手机银行")
    ONLINE_BANK = "online_bank", _("网上银行")
    COUNTER = "counter", _("柜面")
    ATM = "atm", _("ATM")
    WALLET = "wallet", _("微信、支付宝等")
    QR = "qr", _("扫码")
    OTHER = "other", _("其他")


class PaymentQuerySet(models.QuerySet["Payment"]):
    def standing(self) -> Self:
        """Without those that were removed as entered by mistake."""
        return self.filter(removed_at=None)


class Payment(models.Model):
    """Money that the victim sent. Name, account, amount and time are the four items
    that a bank must match before it may stop anything."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="payments")
    payee_name = SealedTextField(blank=True)
    payee_account = SealedTextField()
    payee_account_key = BlindIndexField(source="payee_account", domain="account")
    payee_bank = models.CharField(max_length=80, blank=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    paid_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=12, blank=True, choices=PaymentChannel)
    payer_account = SealedTextField(blank=True)
    payer_account_key = BlindIndexField(source="payer_account", domain="account")
    payer_bank = models.CharField(max_length=80, blank=True)
    entered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["paid_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0), name="payment_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(payee_account=""), name="payment_names_an_account"
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "payee_name": "first of the four items",
            "payee_account": "second of the four items",
            "payer_account": "the bank finds the transfer by it; money returns to it",
        }
        plain: ClassVar = [
            *("incident", "payee_account_key", "payee_bank", "amount_cents"),
            *("currency", "paid_at", "channel", "payer_account_key", "payer_bank"),
            *("entered_at", "removed_at"),
        ]

    def __str__(self) -> str:
        return f"{self.incident} · {self.pk}"

    @property
    def missing_items(self) -> list[str]:
        """Which of the four items still have to be asked."""
        return missing_items(
            name=self.payee_name,
            account=self.payee_account,
            amount_cents=self.amount_cents,
            at=self.paid_at,
        )


def missing_items(
    *, name: str, account: str, amount_cents: int, at: datetime | None
) -> list[str]:
    wanted: dict[str, object] = {
        gettext("收款人户名"): name,
        gettext("收款账号"): account,
        gettext("转账金额"): amount_cents,
        gettext("转账时间"): at,
    }
    return [item for item, given in wanted.items() if not given]


class IdentifierKind(models.TextChoices):
    PHONE = "phone", _("电话")
    LINK = "link", _("网址链接")
    ACCOUNT = "account", _("账号")
    CHAT = "chat", _("聊天账号")
    APP = "app", _("应用")


class KeyedIdentifier(models.Model):
    """A phone, link, account, chat identity or app, keyed in the domain of its kind, so
    that a phone here finds that phone anywhere. No BlindIndexField: that knows one
    domain only."""

    kind = models.CharField(max_length=8, choices=IdentifierKind)
    value = SealedTextField()
    value_key = models.CharField(max_length=64, db_index=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["kind", "pk"]

    @classmethod
    def keyed(cls, *, kind: str, value: str, **owner: models.Model) -> Self:
        return cls(kind=kind, value=value, value_key=blind_index(kind, value), **owner)


class Identifier(KeyedIdentifier):
    """What the fraud used."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="identifiers")

    class Meta(KeyedIdentifier.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "kind", "value_key"],
                name="identifier_once_an_incident",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "value": "cases that share it belong together; may be an innocent person's"
        }
        plain: ClassVar = ["incident", "kind", "value_key"]

    def __str__(self) -> str:
        return f"{self.incident} · {self.kind}"

    @classmethod
    def of(cls, incident: Incident, *, kind: str, value: str) -> Self:
        return cls.keyed(kind=kind, value=value, incident=incident)
