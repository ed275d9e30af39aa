from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuzha.incidents.models.incidents import Incident
from wuzha.organisation.models import Person
from wuzha.privacy.fields import SealedJSONField, SealedTextField
from wuzha.transfers.models import TransferFile
from wuzha.transfers.states import FileState


class BankReply(models.Model):
    """A statement that a bank sent for an incident. Its transfers are at hand for every
    trace once somebody has looked at them."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="replies")
    file = models.OneToOneField(TransferFile, models.PROTECT, related_name="reply")
    bank_name = models.CharField(max_length=80)
    # Of the rows that could not be read, packed; the first of them.
    problems: Any = SealedJSONField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    class Privacy:
        personal: ClassVar = {
            "problems": "what is wrong with a row, quoting its cells",
        }
        plain: ClassVar = ["incident", "file", "bank_name"]

    def __str__(self) -> str:
        return f"{self.incident} · {self.bank_name}"

    def get_absolute_url(self) -> str:
        return reverse("bank_reply", args=[self.pk])

    def counted_before(self) -> "BankReply | None":
        """Another that brought the very same transfers of the incident."""
        same = self.incident.replies.filter(
            file__sha256=self.file.sha256, file__state=FileState.KEPT
        )
        return same.exclude(pk=self.pk).first()


class Method(models.TextChoices):
    """How an account that holds several people's money is taken to pay with it."""

    FIFO = "fifo", _("先进先出")
    LIFO = "lifo", _("后进先出")
    HAIRCUT = "haircut", _("按余额比例")
    POISON = "poison", _("沾染")


class FundTrace(models.Model):
    """Where an incident's money went, by one method over the transfers that were at
    hand. Never changed, the database refuses it: what comes later makes another one."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="traces")
    # Those of one round were made together, one by each method.
    round = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=8, choices=Method)
    hops = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField()
    # The one before by the same method.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    # What it stands on: see `wuzha.incidents.tracing.Basis`.
    basis: Any = SealedJSONField()
    # Of the evidence without its digest, as `wuzha detect verify-trace` reckons it.
    digest = models.CharField(max_length=64)
    # Byte for byte as it was made.
    evidence = SealedTextField()
    account_count = models.PositiveIntegerField()
    started_cents = models.BigIntegerField()
    remaining_cents = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-round", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "round", "method"], name="fund_trace_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(started_cents__gte=0, remaining_cents__gte=0),
                name="fund_trace_money_not_negative",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "basis": "the payments that were followed, as the victim told them",
            "evidence": "each transfer with its accounts, so that it can be checked",
        }
        plain: ClassVar = [
            *("incident", "round", "method", "hops", "hours", "follows", "digest"),
            *("account_count", "started_cents", "remaining_cents"),
            *("made_at", "made_by"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("fund_trace", args=[self.pk])

    @property
    def number(self) -> str:
        return f"{self.incident.number}-ZZ{self.round:02}"
