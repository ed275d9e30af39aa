from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.audit.rows_added import AddedByMany
from wuzha.decisions.states import CHANNELS, Answer, Ending, Fallback
from wuzha.lib import masking
from wuzha.lib.refused import Conflict
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import BlindIndexField, SealedTextField, blind_indexes


class DecisionQuerySet(AddedByMany["Decision"]):
    def to_look_at(self) -> Self:
        return self.filter(answer=Answer.HOLD, outcome=None)

    def of_account(self, account: str) -> Self:
        keys = blind_indexes("account", account)
        return self.filter(Q(payer_key__in=keys) | Q(payee_key__in=keys))


class Decision(models.Model):
    """What a bank was told about one transfer, with the words and numbers it was told
    with. Never changed: how it came out is a row of its own."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # The bank's number of the transfer: asked again, it is answered as the first time.
    tx_id = models.CharField(max_length=64)
    key = models.CharField(max_length=64, blank=True)
    # Of all that was sent: something else under the same number or key is told.
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    payer = SealedTextField()
    payer_key = BlindIndexField(source="payer", domain="account")
    payee = SealedTextField()
    payee_key = BlindIndexField(source="payee", domain="account")
    amount_cents = models.BigIntegerField()
    channel = models.CharField(max_length=24, blank=True)
    note = SealedTextField(blank=True)
    answer = models.CharField(max_length=5, choices=Answer)
    fallback = models.CharField(max_length=6, choices=Fallback, blank=True)
    score = models.PositiveSmallIntegerField()
    # From how many points on the answer was to ask, and to hold.
    ask_from = models.PositiveSmallIntegerField()
    hold_from = models.PositiveSmallIntegerField()
    # [{rule, version, title, score, reason, counts}]: `counts` is false of a rule on
    # trial, and of one in force for other payers only.
    findings = models.JSONField(default=list)
    question_set = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asked_by", "tx_id"], name="decision_once_a_transfer"
            ),
            models.UniqueConstraint(
                fields=["asked_by", "key"],
                condition=~Q(key=""),
                name="decision_once_a_key",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0), name="decision_of_some_money"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["decided_at"], name="decision_by_age"),
            models.Index(
                fields=["decided_at"],
                condition=Q(answer="hold"),
                name="decision_held_by_age",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "payer": "the account that the money leaves",
            "payee": "the account that the money goes to",
            "note": "what the customer wrote to the payee",
        }
        plain: ClassVar = [
            "unit", "asked_by", "tx_id", "key", "digest", "at", "payer_key",
            "payee_key", "amount_cents", "channel", "answer", "fallback", "score",
            "ask_from", "hold_from", "findings", "question_set", "decided_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("decisions:decision", args=[self.pk])

    @property
    def number(self) -> str:
        return f"J{self.pk:09d}"

    @property
    def counting(self) -> list[dict[str, Any]]:
        """The findings that made the answer, the weightiest first."""
        return self._findings(counts=True)

    @property
    def shadows(self) -> list[dict[str, Any]]:
        return self._findings(counts=False)

    def refuse_unless_of(self, digest: str) -> None:
        if self.digest != digest:
            raise Conflict(
                _(
                    "这个流水号或幂等键已经用于另一份内容，本次没有答复。"
                    "请核对流水号；新的内容请换一个幂等键。"
                )
            )

    def _findings(self, *, counts: bool) -> list[dict[str, Any]]:
        found = [one for one in self.findings if one["counts"] is counts]
        return sorted(found, key=lambda one: -int(one["score"]))

    @property
    def channel_label(self) -> str:
        return str(CHANNELS.get(self.channel, self.channel))

    @property
    def masked_payer(self) -> str:
        return masking.bank_account(self.payer)

    @property
    def masked_payee(self) -> str:
        return masking.bank_account(self.payee)


class Outcome(models.Model):
    """How a transfer that was held or asked about came out. Added once."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="outcome")
    ending = models.CharField(max_length=8, choices=Ending)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Privacy:
        personal: ClassVar = {"reason": "free words of the colleague who looked"}
        plain: ClassVar = ["decision", "ending", "at", "by"]

    def __str__(self) -> str:
        return f"{self.decision} {self.ending}"
