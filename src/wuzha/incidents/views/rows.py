"""The door: which incidents, orders and freezes somebody gets to see."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext_lazy as lazy

from wuzha.clocks.models import Clock, next_due
from wuzha.incidents.models import (
    BankReply,
    Freeze,
    FreezeComplaint,
    FundTrace,
    Incident,
    StopPaymentOrder,
)
from wuzha.incidents.models.incidents import IncidentQuerySet
from wuzha.incidents.models.stop_payments import StopPaymentQuerySet
from wuzha.incidents.states import NOT_ISSUED, UNDER_WAY, ClockKind, StopState
from wuzha.lib.masking import bank_account
from wuzha.organisation.access import Permission, may, scope, visible_to
from wuzha.organisation.models import Person, Unit

SAID = {
    ClockKind.EXECUTION: lazy("银行核对四项，执行或答复"),
    ClockKind.FEEDBACK: lazy("银行反馈余额"),
    ClockKind.STOP_END: lazy("到期自动解除，请续止或冻结"),
    ClockKind.FREEZE_END: lazy("到期自动解除，请续冻或解冻"),
}
DEEDS = (
    *(Permission.INCIDENT_OPEN, Permission.INCIDENT_EDIT, Permission.INCIDENT_CLOSE),
    *(Permission.STOP_DRAFT, Permission.STOP_ISSUE, Permission.FREEZE_DECIDE),
    *(Permission.CONTACT_REVEAL, Permission.IDENTITY_REVEAL),
    Permission.RETURN_PREPARE,
)


def visible_incidents(person: Person) -> QuerySet[Incident]:
    rows = Incident.objects.select_related("unit", "place")
    return visible_to(person, Permission.INCIDENT_VIEW, rows)


def reported_by(person: Person) -> IncidentQuerySet:
    """What one's own bank, school, firm or grid has reported: number and standing."""
    held = scope(person, Permission.INCIDENT_REPORT)
    return Incident.objects.filter(held.filter("reporting_unit__path"))


def visible_orders(person: Person) -> QuerySet[StopPaymentOrder]:
    """Those of one's incidents, and what was sent to one's bank."""
    held = scope(person, Permission.INCIDENT_VIEW)
    rows = StopPaymentOrder.objects.select_related(
        "incident__unit", "bank_unit", "drafted_by", "issued_by"
    )
    if held.everywhere:
        return rows
    return rows.filter(held.filter("incident__unit__path") | _sent_to(person))


def orders_at_bank(person: Person) -> StopPaymentQuerySet:
    rows = StopPaymentOrder.objects.filter(_sent_to(person))
    return rows.select_related("incident__unit", "bank_unit")


def visible_freezes(person: Person) -> QuerySet[Freeze]:
    return visible_to(
        person,
        Permission.INCIDENT_VIEW,
        Freeze.objects.select_related("order__incident__unit", "decided_by"),
        path="order__incident__unit__path",
    )


def visible_replies(person: Person) -> QuerySet[BankReply]:
    rows = BankReply.objects.select_related("incident__unit", "file__came_by")
    return visible_to(
        person, Permission.INCIDENT_VIEW, rows, path="incident__unit__path"
    )


def visible_traces(person: Person) -> QuerySet[FundTrace]:
    rows = FundTrace.objects.select_related("incident__unit", "made_by", "follows")
    return visible_to(
        person, Permission.INCIDENT_VIEW, rows, path="incident__unit__path"
    )


def complainable_freezes(person: Person) -> QuerySet[Freeze]:
    """Of one's incidents, and of accounts at one's bank."""
    rows = Freeze.objects.select_related("order__incident__unit", "order__bank_unit")
    edited = scope(person, Permission.INCIDENT_EDIT)
    bank = scope(person, Permission.STOP_EXECUTE)
    return rows.filter(
        edited.filter("order__incident__unit__path")
        | bank.filter("order__bank_unit__path")
    )


def visible_complaints(person: Person) -> QuerySet[FreezeComplaint]:
    """Of the freezes that are seen; and, to whoever decides in the county, those whose
    freeze nobody has found yet."""
    seen = Q(freeze__in=visible_freezes(person))
    if may(person, Permission.FREEZE_DECIDE, Unit.objects.root()):
        seen |= Q(freeze=None)
    rows = FreezeComplaint.objects.filter(seen)
    return rows.select_related("freeze__order__incident__unit")


def find_or_404(person: Person, deed: Permission, unit: Unit) -> None:
    """The page of a deed is not there for those who see the row but may not do it."""
    if not may(person, deed, unit):
        raise Http404


def rights(person: Person, unit: Unit) -> set[str]:
    """The names of what the person may do there: for buttons."""
    return {str(deed) for deed in DEEDS if may(person, deed, unit)}


def open_clocks(model: type[Model], rows: Iterable[Model]) -> dict[int, list[Clock]]:
    """By the key of the row, the first to run out first; one query."""
    found: dict[int, list[Clock]] = {}
    clocks = Clock.objects.open().of_many(model, [row.pk for row in rows if row.pk])
    for clock in clocks.order_by("due_at"):
        found.setdefault(clock.subject_id, []).append(clock)
    return found


def first_clock(model: type[Model], rows: Iterable[Any]) -> None:
    """`row.clock` is the open clock that runs out first, or None."""
    found = open_clocks(model, rows)
    for row in rows:
        clocks = found.get(row.pk)
        row.clock = clocks[0] if clocks else None


def orders_by_clock(
    rows: QuerySet[StopPaymentOrder],
) -> QuerySet[StopPaymentOrder]:
    """What runs out first stands first, of what runs out together the largest. A draft
    has the clock of its incident."""
    own = next_due(StopPaymentOrder)
    to_issue = Case(When(state=StopState.DRAFTED, then=next_due(Incident, "incident")))
    return rows.annotate(next_due=Coalesce(own, to_issue)).order_by(
        F("next_due").asc(nulls_last=True), "-requested_cents", "-drafted_at", "-pk"
    )


def clocks_of_order(order: StopPaymentOrder) -> list[Clock]:
    """A draft has those of its incident."""
    if order.state == StopState.DRAFTED:
        return open_clocks(Incident, [order.incident]).get(order.incident_id, [])
    return open_clocks(StopPaymentOrder, [order]).get(order.pk, [])


def clocks_of_orders(orders: Iterable[Any]) -> None:
    """As `first_clock`; a draft has the clock of its incident."""
    found = list(orders)
    first_clock(StopPaymentOrder, found)
    drafts = [order for order in found if order.state == StopState.DRAFTED]
    incidents = [draft.incident for draft in drafts]
    clocks = open_clocks(Incident, incidents)
    for draft in drafts:
        draft.clock = next(iter(clocks.get(draft.incident_id, ())), None)


def attach_first_clocks(incidents: Iterable[Any]) -> None:
    """`incident.clock`: whatever runs out first, of it or of its orders."""
    found = list(incidents)
    own = open_clocks(Incident, found)
    orders = StopPaymentOrder.objects.filter(
        incident__in=found, state__in=(*UNDER_WAY, StopState.EXECUTED)
    )
    of_orders = open_clocks(StopPaymentOrder, orders)
    for order in orders:
        own.setdefault(order.incident_id, []).extend(of_orders.get(order.pk, []))
    for incident in found:
        clocks = own.get(incident.pk)
        incident.clock = min(clocks, key=attrgetter("due_at")) if clocks else None


def clock_name(clock: Clock, account: str = "") -> str:
    """What is to be done; what happens of itself at the end is said with it."""
    kind = ClockKind(clock.kind)
    name = str(SAID.get(kind, kind.label))
    return f"{name} {bank_account(account)}" if account else name


def _sent_to(person: Person) -> Q:
    bank = scope(person, Permission.STOP_EXECUTE)
    return bank.filter("bank_unit__path") & ~Q(state__in=NOT_ISSUED)
