"""Applications: received from the victim or an agent, corrected, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.incidents.models import Incident
from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.returns.inputs import AccountIn, ClaimIn
from wuzha.returns.models import Claim, ReturnRound
from wuzha.returns.notifying import tell_bank
from wuzha.returns.states import RoundState


@transaction.atomic
def receive_claim(
    *,
    returning: ReturnRound,
    incident: Incident,
    claim: ClaimIn,
    at: datetime | None = None,
    by: Person,
) -> Claim:
    """Of any incident whose money flowed into the account, by those who work on it."""
    require(by, Permission.RETURN_PREPARE, incident.unit)
    returning = ReturnRound.objects.locked(returning)
    returning.refuse_unless_collecting()
    _refuse_unverified(claim)
    if returning.claims.standing().filter(incident=incident).exists():
        raise Conflict(
            _("%(incident)s的申请已经登记，请更正那一份。")
            % {"incident": incident.number}
        )
    made = Claim.objects.create(
        round=returning,
        incident=incident,
        applied_at=at or timezone.now(),
        received_by=by,
        **claim.fields(),
    )
    record(
        "return.claim_received",
        by=by,
        subject=returning,
        unit=incident.unit,
        incident=incident.number,
        lost_cents=made.lost_cents,
    )
    return made


@transaction.atomic
def correct_claim(*, claim: Claim, facts: ClaimIn, by: Person) -> None:
    require(by, Permission.RETURN_PREPARE, claim.incident.unit)
    returning = ReturnRound.objects.locked(claim.round)
    returning.refuse_unless_collecting()
    _refuse_unverified(facts)
    claim = Claim.objects.locked(claim)
    fields = facts.fields()
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.save(update_fields=list(fields))
    record(
        "return.claim_corrected",
        by=by,
        subject=returning,
        unit=claim.incident.unit,
        incident=claim.incident.number,
        lost_cents=claim.lost_cents,
    )


@transaction.atomic
def withdraw_claim(*, claim: Claim, at: datetime | None = None, by: Person) -> None:
    require(by, Permission.RETURN_PREPARE, claim.incident.unit)
    returning = ReturnRound.objects.locked(claim.round)
    returning.refuse_unless_collecting()
    claim = Claim.objects.locked(claim)
    claim.withdrawn_at = at or timezone.now()
    claim.save(update_fields=["withdrawn_at"])
    record(
        "return.claim_withdrawn",
        by=by,
        subject=returning,
        unit=claim.incident.unit,
        incident=claim.incident.number,
    )


@transaction.atomic
def restore_claim(*, claim: Claim, by: Person) -> None:
    """It was taken back by mistake."""
    require(by, Permission.RETURN_PREPARE, claim.incident.unit)
    returning = ReturnRound.objects.locked(claim.round)
    returning.refuse_unless_collecting()
    if returning.claims.standing().filter(incident=claim.incident_id).exists():
        raise Conflict(
            _("%(incident)s的申请已经登记，请更正那一份。")
            % {"incident": claim.incident.number}
        )
    claim = Claim.objects.locked(claim)
    claim.withdrawn_at = None
    claim.save(update_fields=["withdrawn_at"])
    record(
        "return.claim_restored",
        by=by,
        subject=returning,
        unit=claim.incident.unit,
        incident=claim.incident.number,
    )


@transaction.atomic
def change_account(
    *, claim: Claim, account: AccountIn, at: datetime | None = None, by: Person
) -> None:
    """The bank could not pay into the one decided: another of the same victim."""
    returning = claim.round
    require(by, Permission.RETURN_DECIDE, returning.unit)
    claim = Claim.objects.locked(claim)
    if claim.round.state != RoundState.DECIDED or not claim.failure:
        raise Refused(
            _("只有银行反馈不能入账的，才另行指定账户。其他情况请在决定前更正申请。")
        )
    if not account.reason:
        raise Refused(_("不返还原转出账户的，请写明原因。"))
    fields = account.fields()
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.failure = ""
    claim.save(update_fields=[*fields, "failure"])
    record(
        "return.account_changed",
        by=by,
        subject=returning,
        unit=returning.unit,
        incident=claim.incident.number,
    )
    told = kept("已另行指定账户，请返还资金")
    tell_bank(returning, told, at=at or timezone.now())


def _refuse_unverified(claim: ClaimIn) -> None:
    if claim.agent.name and not (claim.agent.authorisation and claim.agent.is_verified):
        raise Refused(_("代理人申请的，须有委托手续并经民警核实，登记后才能受理。"))
