"""The nouns: a round of returning money, who applied, who objected."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext

from wuzha.incidents.models import ApprovalLevel, Freeze, Incident
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import SealedTextField
from wuzha.returns.shares import RULES, Loss, Rule, shares
from wuzha.returns.shares import problem as problem_of
from wuzha.returns.states import (
    ROUND,
    WAS_DECIDED,
    WAYS,
    RoundState,
    TraceMethod,
)


class RoundQuerySet(models.QuerySet["ReturnRound"]):
    def locked(self, one: "ReturnRound") -> "ReturnRound":
        """As it is now, and nobody else's until the transaction ends."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("freeze__order__bank_unit", "unit").get(pk=one.pk)

    def open(self) -> Self:
        return self.filter(state__in=ROUND.open)

    def decided(self) -> Self:
        return self.filter(state__in=WAS_DECIDED)


class ReturnRound(models.Model):
    """One sharing out of one frozen account. A later victim begins the next."""

    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="return_rounds")
    # Who froze it: this unit's police decide.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="return_rounds")
    state = models.CharField(max_length=12, default=RoundState.COLLECTING.value)
    # What the bank says can be returned now; at most what is still frozen.
    available_cents = models.BigIntegerField()
    way = models.CharField(max_length=10, choices=WAYS, blank=True)
    # The rule of proportion, a key of `shares.RULES`.
    rule = models.CharField(max_length=16, blank=True)
    way_reason = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    notice_place = models.CharField(max_length=200, blank=True)
    notice_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    notice_at = models.DateTimeField(null=True, blank=True)
    notice_until = models.DateTimeField(null=True, blank=True)
    # Why the notice before was taken back.
    notice_taken_back = models.CharField(max_length=200, blank=True)

    paper_number = models.CharField(max_length=60, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approval_level = models.CharField(max_length=12, blank=True, choices=ApprovalLevel)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["freeze"],
                condition=Q(state__in=ROUND.open),
                name="one_open_round_per_freeze",
            ),
            models.CheckConstraint(
                condition=Q(available_cents__gt=0), name="round_has_money"
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.ON_NOTICE)
                | Q(
                    notice_at__isnull=False,
                    notice_until__gt=models.F("notice_at"),
                    notice_by__isnull=False,
                ),
                name="round_on_notice_with_its_term",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAS_DECIDED)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(way="")
                    & ~Q(paper_number="")
                ),
                name="round_decided_on_a_paper",
            ),
            models.CheckConstraint(
                condition=~(Q(state__in=WAS_DECIDED) & Q(way="pro_rata"))
                | Q(
                    notice_until__isnull=False,
                    notice_until__lte=models.F("decided_at"),
                ),
                name="round_pro_rata_after_its_notice",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "approved_by": "the officer whose name stands on the paper"
        }
        plain: ClassVar = [
            *("freeze", "unit", "state", "available_cents", "way", "rule"),
            *("way_reason", "opened_by", "opened_at", "notice_place", "notice_by"),
            *("notice_at", "notice_until", "notice_taken_back", "paper_number"),
            *("approval_level", "decided_by", "decided_at", "ended_at", "end_reason"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("return", args=[self.pk])

    @property
    def number(self) -> str:
        return f"FH{self.opened_at:%Y}-{self.pk:06}"

    @property
    def state_label(self) -> str:
        return ROUND.label(self.state).said(gettext)

    def refuse_unless_collecting(self) -> None:
        if self.state != RoundState.COLLECTING:
            raise Refused(
                gettext(
                    "%(number)s%(state)s，申请和损失不能再改。"
                    "公告中的，先撤回公告，更正后重新公告。"
                )
                % {"number": self.number, "state": self.state_label}
            )

    @property
    def used_rule(self) -> Rule | None:
        return RULES.get(self.rule)

    @property
    def standing(self) -> list["Claim"]:
        return list(self.claims.standing())

    def problem(self, claims: list["Claim"]) -> str:
        """Why the claims cannot be shared out yet; empty when they can."""
        if not self.way:
            return gettext("还没有选定返还方式。")
        losses = [claim.loss for claim in claims]
        wrong = problem_of(self.way, self.rule, self.available_cents, losses)
        return wrong.said(gettext) if wrong else ""

    def shares(self, claims: list["Claim"]) -> list[int]:
        """In the order of the claims; ask `problem` before."""
        losses = [claim.loss for claim in claims]
        return shares(self.way, self.rule, self.available_cents, losses)


def left_cents(freeze: Freeze) -> int:
    """Of the frozen money, what no decision has given away yet."""
    decided = Claim.objects.filter(
        round__in=ReturnRound.objects.decided().filter(freeze=freeze)
    )
    given = decided.aggregate(cents=Sum("share_cents"))["cents"] or 0
    return freeze.amount_cents - given


class ClaimQuerySet(models.QuerySet["Claim"]):
    def locked(self, claim: "Claim") -> "Claim":
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("round__freeze__order", "incident").get(pk=claim.pk)

    def standing(self) -> Self:
        """Without those that were taken back."""
        return self.filter(withdrawn_at=None).select_related("incident__unit")

    def payable(self) -> Self:
        """Decided, and the bank has not paid yet."""
        return self.filter(
            round__state=RoundState.DECIDED, share_cents__gt=0, paid_at=None
        )


class Claim(models.Model):
    """A victim applies for money back. Who the victim is stands in the incident."""

    round = models.ForeignKey(ReturnRound, models.PROTECT, related_name="claims")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="claims")
    # Verified: what of this victim's money flowed into the frozen account.
    lost_cents = models.BigIntegerField()
    # What of the frozen money a trace finds to be this victim's.
    traced_cents = models.BigIntegerField(null=True, blank=True)
    trace_method = models.CharField(max_length=4, blank=True, choices=TraceMethod)
    # The trace or the bank's statement that says so.
    trace_source = models.CharField(max_length=120, blank=True)

    return_account = SealedTextField()
    return_bank = models.CharField(max_length=80)
    # Why not the account that the money came from; empty: it is that one.
    account_reason = models.CharField(max_length=200, blank=True)

    agent_name = SealedTextField(blank=True)
    agent_identity = SealedTextField(blank=True)
    # The letter of authority, and that an officer has verified it.
    authorisation = models.CharField(max_length=120, blank=True)
    authorisation_verified = models.BooleanField(default=False)

    applied_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    # As announced or decided; empty before.
    share_cents = models.BigIntegerField(null=True, blank=True)
    paper_number = models.CharField(max_length=80, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    handler = models.CharField(max_length=40, blank=True)
    # Why the bank could not pay; empty again once another account is given.
    failure = models.CharField(max_length=200, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["applied_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "incident"],
                condition=Q(withdrawn_at=None),
                name="one_claim_of_an_incident_per_round",
            ),
            models.CheckConstraint(
                condition=Q(lost_cents__gt=0), name="claim_of_a_loss"
            ),
            models.CheckConstraint(
                condition=Q(share_cents=None)
                | Q(share_cents__gte=0, share_cents__lte=models.F("lost_cents")),
                name="claim_gets_at_most_its_loss",
            ),
            models.CheckConstraint(
                condition=Q(traced_cents=None)
                | (Q(traced_cents__gte=0) & ~Q(trace_method="") & ~Q(trace_source="")),
                name="claim_traced_by_a_named_method",
            ),
            models.CheckConstraint(
                condition=Q(agent_name="") | Q(authorisation_verified=True),
                name="claim_by_a_verified_agent",
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None, told_by=None)
                | Q(paid_at__isnull=False, told_by__isnull=False, share_cents__gt=0),
                name="claim_paid_as_somebody_told",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "return_account": "the money goes to it",
            "agent_name": "who acts for the victim",
            "agent_identity": "the officer has seen the agent's paper",
            "authorisation": "may name people",
            "handler": "whom to call at the bank",
        }
        plain: ClassVar = [
            *("round", "incident", "lost_cents", "traced_cents", "trace_method"),
            *("trace_source", "return_bank", "account_reason"),
            *("authorisation_verified", "applied_at", "received_by", "withdrawn_at"),
            *("share_cents", "paper_number", "paid_at", "told_by", "failure"),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.incident}"

    @property
    def loss(self) -> Loss:
        return Loss(self.lost_cents, self.traced_cents)


class Objection(models.Model):
    """Somebody says that the shares are wrong; the police answer in writing."""

    round = models.ForeignKey(ReturnRound, models.PROTECT, related_name="objections")
    name = SealedTextField()
    phone = SealedTextField(blank=True)
    text = SealedTextField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # None while it waits for its answer.
    is_upheld = models.BooleanField(null=True, blank=True)
    answer = SealedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["received_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_upheld=None, answered_at=None, answered_by=None)
                | Q(
                    is_upheld__isnull=False,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="objection_answered_by_somebody",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "name": "who objects",
            "phone": "to send the answer to",
            "text": "what was said, may name people and numbers",
            "answer": "may name people and numbers",
        }
        plain: ClassVar = [
            *("round", "received_at", "received_by", "is_upheld", "answered_at"),
            "answered_by",
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.pk}"
