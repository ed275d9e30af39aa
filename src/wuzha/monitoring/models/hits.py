from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from wuzha.detection.hits import LEARNED
from wuzha.detection.rules.tree import Side
from wuzha.earlywarnings.models import EarlyWarning
from wuzha.incidents.models import Incident
from wuzha.lib import masking
from wuzha.monitoring.states import DismissCause, HitState, RuleState, RunState
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import (
    BlindIndexField,
    SealedJSONField,
    SealedTextField,
    blind_indexes,
)
from wuzha.transfers.models import TransferFile


class RuleRun(models.Model):
    """The rules put once to a set of transfers. The transfers themselves stay in a
    Parquet file beside the database (`wuzha.transfers`)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rule_runs")
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    files = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    kept = models.ForeignKey(
        TransferFile, models.PROTECT, null=True, blank=True, related_name="rule_runs"
    )
    transfers = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    hit_count = models.PositiveIntegerField(default=0)
    # [{rule, version, title, state, share}]: what was put to them.
    rules = models.JSONField(default=list)
    # {"accounts": n, "lists": n}: what the registers told of accounts.
    known = models.JSONField(default=dict)
    # For the person at the screen; names a file, a column, a remedy, never a value.
    problem = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(finished_at__isnull=False, first_at__isnull=False),
                name="rule_run_done_at_a_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "files": "people put the name of a victim into the name of a file",
        }
        plain: ClassVar = [
            "unit", "started_by", "state", "created_at", "finished_at", "kept",
            "transfers", "first_at", "last_at", "hit_count", "rules", "known",
            "problem",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"Y{self.pk:05d}"


class HitQuerySet(models.QuerySet["Hit"]):
    def to_review(self) -> Self:
        """Of rules in force; what a rule on trial finds waits for nobody."""
        return self.filter(state=HitState.NEW, rule_state="in_force")

    def shown_as(self, state: str) -> Self:
        """`to_review` for those that are new, of a rule on trial apart; empty: all."""
        if state == HitState.NEW:
            return self.to_review()
        if state == RuleState.TRIAL:
            return self.filter(rule_state=RuleState.TRIAL)
        return self.filter(state=state) if state else self

    def of_account(self, account: str) -> Self:
        keys = blind_indexes("account", account)
        return self.filter(Q(account_key__in=keys) | Q(suspect_key__in=keys))


class Hit(models.Model):
    """What a rule said of a transfer, with the words and numbers it said it with."""

    run = models.ForeignKey(RuleRun, models.PROTECT, related_name="hits")
    # The same for the same rule, version and transfer: a second run adds nothing.
    hit_id = models.CharField(max_length=24, unique=True)
    rule = models.CharField(max_length=60)
    rule_version = models.PositiveIntegerField()
    rule_state = models.CharField(max_length=12)
    title = models.CharField(max_length=80)
    side = models.CharField(max_length=12)
    at = models.DateTimeField()
    amount_cents = models.BigIntegerField()
    measure = models.BigIntegerField()
    score = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=12)
    reason = models.TextField()
    # [{name, label, value, shown}]: every value that the rule looked at.
    values = models.JSONField(default=list)
    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    suspect = SealedTextField(blank=True)
    suspect_key = BlindIndexField(source="suspect", domain="account")
    # {"victims": [account…], "transfers": [{tx_id, at, src, dst, amount_cents}…]}
    evidence: Any = SealedJSONField(blank=True)
    state = models.CharField(max_length=10, choices=HitState, default=HitState.NEW)
    reviewed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    dismiss_cause = models.CharField(max_length=12, choices=DismissCause, blank=True)
    note = models.CharField(max_length=200, blank=True)
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="hits"
    )

    objects = HitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="new", reviewed_at=None)
                | ~Q(state="new") & Q(reviewed_at__isnull=False),
                name="hit_reviewed_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(dismiss_cause=""),
                name="hit_dismissed_for_a_cause",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-score", "-at"], name="hit_to_review"),
            models.Index(fields=["rule", "-at"], name="hit_by_rule"),
        ]

    class Privacy:
        personal: ClassVar = {
            "account": "the account that the rule speaks of",
            "suspect": "the account that the money may have to be stopped in",
            "evidence": "the transfers that made the rule fire",
            "note": "free words of the colleague who reviewed it",
        }
        plain: ClassVar = [
            "run", "hit_id", "rule", "rule_version", "rule_state", "title", "side",
            "at", "amount_cents", "measure", "score", "action", "reason", "values",
            "account_key", "suspect_key", "state", "reviewed_by", "reviewed_at",
            "dismiss_cause", "incident",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"M{self.pk:07d}"

    @property
    def victims(self) -> list[str]:
        return list(self.evidence["victims"])

    def paid_by(self, account: str) -> list[dict[str, Any]]:
        """The transfers of its evidence that left the account."""
        return [t for t in self.evidence["transfers"] if t["src"] == account]

    @property
    def masked_account(self) -> str:
        return masking.bank_account(self.account)

    @property
    def may_be_handed_over(self) -> bool:
        """A rule in force says of an account that money was stolen through it."""
        is_mule = self.side == Side.MULE and bool(self.suspect)
        return (
            is_mule
            and self.rule_state == RuleState.IN_FORCE
            and self.state != HitState.DISMISSED
        )

    @property
    def is_learned(self) -> bool:
        """Of the learned score: `rule_version` is the key of its `ScoreVersion`."""
        return self.rule == LEARNED

    @property
    def may_be_looked_back_on(self) -> bool:
        is_mule = self.side == Side.MULE and bool(self.suspect)
        return is_mule and self.state == HitState.CONFIRMED

    @property
    def masked_suspect(self) -> str:
        return masking.bank_account(self.suspect)


class AccountHolderQuerySet(models.QuerySet["AccountHolder"]):
    def holding(self, account: str) -> "AccountHolder | None":
        return self.filter(account_key__in=blind_indexes("account", account)).first()


class AccountHolder(models.Model):
    """Who holds an account, as the bank told: without it a hit reaches nobody."""

    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")
    name = SealedTextField()
    phone = SealedTextField(blank=True)
    phone_key = BlindIndexField(source="phone", domain="phone")
    identity = SealedTextField(blank=True)
    identity_key = BlindIndexField(source="identity", domain="identity")
    address = SealedTextField(blank=True)
    bank_name = models.CharField(max_length=60, blank=True)
    told_by = models.CharField(max_length=60)
    told_at = models.DateTimeField()

    objects = AccountHolderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account_key"], name="account_holder_once_an_account"
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "account": "ties the hit to the person",
            "name": "to ask for the right person",
            "phone": "to call before more money leaves",
            "identity": "to be sure of whom the bank means",
            "address": "to find the person",
            "told_by": "which bank, or colleague, said so",
        }
        plain: ClassVar = [
            "account_key", "phone_key", "identity_key", "bank_name", "told_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return masking.bank_account(self.account)


class HitWarning(models.Model):
    """The warning that was raised for one of a hit's victims."""

    hit = models.ForeignKey(Hit, models.CASCADE, related_name="warnings")
    warning = models.OneToOneField(
        EarlyWarning, models.PROTECT, related_name="hit_warning"
    )
    account = SealedTextField()
    account_key = BlindIndexField(source="account", domain="account")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hit", "account_key"], name="hit_warned_each_account_once"
            ),
        ]

    class Privacy:
        personal: ClassVar = {"account": "of the person who was warned"}
        plain: ClassVar = ["hit", "warning", "account_key"]

    def __str__(self) -> str:
        return f"{self.hit} → {self.warning}"
