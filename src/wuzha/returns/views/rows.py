"""The door: which rounds and claims somebody gets to see, and how they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from wuzha.incidents.models import Freeze, Incident
from wuzha.incidents.models.freezes import FreezeQuerySet
from wuzha.incidents.views.rows import visible_freezes, visible_incidents
from wuzha.lib.money import yuan_text
from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Person, Unit
from wuzha.returns.models import Claim, ReturnRound
from wuzha.returns.shares import Way
from wuzha.returns.states import WAS_DECIDED

DEEDS = (Permission.RETURN_PREPARE, Permission.RETURN_DECIDE)
READERS = (Permission.INCIDENT_VIEW, Permission.STOP_EXECUTE)


@dataclass(frozen=True)
class Line:
    """One victim's line; `share` is None while it cannot be told."""

    claim: Claim
    share: int | None
    reckoning: str


def visible_rounds(person: Person) -> QuerySet[ReturnRound]:
    """Of accounts that one's units froze, and those in which one's own victims share;
    at the bank, what was decided of its accounts."""
    rows = ReturnRound.objects.select_related(
        "unit", "freeze__order__bank_unit", "freeze__order__incident__unit"
    )
    held = scope(person, Permission.INCIDENT_VIEW)
    if held.everywhere:
        return rows
    shared = Claim.objects.standing().filter(held.filter("incident__unit__path"))
    bank = scope(person, Permission.STOP_EXECUTE).filter(
        "freeze__order__bank_unit__path"
    )
    return rows.filter(
        held.filter("unit__path")
        | Q(pk__in=shared.values("round"))
        | (bank & Q(state__in=WAS_DECIDED))
    )


def returnable(person: Person) -> FreezeQuerySet:
    """Frozen accounts with no round under way, in which one may begin one."""
    held = scope(person, Permission.RETURN_PREPARE)
    seen = visible_freezes(person).filter(held.filter("order__incident__unit__path"))
    busy = ReturnRound.objects.open().values("freeze")
    return seen.filter(state="in_force").exclude(pk__in=busy)  # type: ignore[return-value]


def round_or_404(
    request: PersonRequest, pk: int, deed: Permission | None = None
) -> ReturnRound:
    found = get_object_or_404(visible_rounds(request.user), pk=pk)
    if deed and not may(request.user, deed, found.unit):
        raise Http404
    return found


def claim_or_404(
    request: PersonRequest, pk: int, deed: Permission | None = None
) -> Claim:
    """Work on an application is done by those who work on its incident."""
    rows = Claim.objects.filter(round__in=visible_rounds(request.user))
    found = get_object_or_404(
        rows.select_related(
            "incident__unit", "round__unit", "round__freeze__order__bank_unit"
        ),
        pk=pk,
    )
    if deed and not may(request.user, deed, found.incident.unit):
        raise Http404
    return found


def payable_or_404(request: PersonRequest, pk: int) -> Claim:
    """For whoever says that the bank has paid: the bank, or the police who heard it."""
    found = claim_or_404(request, pk)
    order = found.round.freeze.order
    deed = Permission.STOP_EXECUTE if order.bank_unit else Permission.RETURN_DECIDE
    if not may(request.user, deed, order.answering_unit):
        raise Http404
    return found


def rights(person: Person, unit: Unit) -> set[str]:
    return {str(deed) for deed in DEEDS if may(person, deed, unit)}


def lines_of(returning: ReturnRound, claims: Sequence[Claim]) -> list[Line]:
    """With what each would get now, or was announced or decided to get."""
    announced = [claim.share_cents for claim in claims]
    if None in announced and not returning.problem(list(claims)):
        announced = list(returning.shares(list(claims)))
    return [
        Line(claim, share, _reckoning(returning, claims, claim, share))
        for claim, share in zip(claims, announced, strict=True)
    ]


def victims_to_ask(person: Person, returning: ReturnRound) -> list[Incident]:
    """Whose money went straight into the account, and who has not applied."""
    paid = visible_incidents(person).filter(
        payments__payee_account_key=returning.freeze.account_key,
        payments__removed_at=None,
    )
    applied = returning.claims.standing().values("incident")
    return list(paid.exclude(pk__in=applied).distinct().order_by("pk"))


def paid_into(freeze: Freeze, incident: Incident) -> list[Any]:
    """The victim's payments straight into the account."""
    standing = incident.payments.standing()
    return list(standing.filter(payee_account_key=freeze.account_key))


def _reckoning(
    returning: ReturnRound, claims: Sequence[Claim], claim: Claim, share: int | None
) -> str:
    """The sum in figures, for whoever checks it by hand."""
    if share is None:
        return ""
    total = sum(one.lost_cents for one in claims)
    available = returning.available_cents
    if returning.way == Way.TRACED:
        return _("追踪到的金额，不超过核实损失")
    if returning.way == Way.SINGLE:
        return _("核实损失和可返还金额中较小的")
    if total <= available:
        return _("可返还金额够，按损失全额")
    return _("%(available)s × %(lost)s ÷ %(total)s") % {
        "available": yuan_text(available),
        "lost": yuan_text(claim.lost_cents),
        "total": yuan_text(total),
    }
