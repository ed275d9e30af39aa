"""Incidents that belong together: they share an account, a phone, a link, a chat
identity or an app. What lies outside somebody's scope is counted, never shown."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from wuzha.incidents.models import (
    Identifier,
    IdentifierKind,
    Incident,
    Payment,
    StopPaymentOrder,
)
from wuzha.lib import masking
from wuzha.privacy.fields import blind_indexes

MASKS = {
    IdentifierKind.PHONE: masking.phone,
    IdentifierKind.ACCOUNT: masking.bank_account,
}
MOST_SHOWN = 20
Mark = tuple[IdentifierKind, str]


@dataclass(frozen=True)
class Linked:
    incident: Incident
    shares: tuple[str, ...]


@dataclass(frozen=True)
class Links:
    """The newest of those that one may see, how many more of them there are, and how
    many there are elsewhere."""

    shown: list[Linked]
    more: int
    elsewhere: int


def linked_incidents(incident: Incident, visible: QuerySet[Incident]) -> Links:
    marks = {
        key: mark
        for mark in set(_marks(incident))
        for key in blind_indexes(mark[0], mark[1])
    }
    shared: dict[int, set[Mark]] = defaultdict(set)
    for other, key in _holders(incident, marks):
        shared[other].add(marks[key])
    found = visible.filter(pk__in=shared)
    seen = found.count()
    shown = [
        Linked(other, tuple(sorted(map(_said, shared[other.pk]))))
        for other in found[:MOST_SHOWN]
    ]
    return Links(shown, more=seen - len(shown), elsewhere=len(shared) - seen)


def _marks(incident: Incident) -> Iterator[Mark]:
    for one in incident.identifiers.all():
        yield IdentifierKind(one.kind), one.value
    for payment in incident.payments.standing():
        yield IdentifierKind.ACCOUNT, payment.payee_account
    for order in incident.orders.all():
        yield IdentifierKind.ACCOUNT, order.account


def _holders(incident: Incident, marks: dict[str, Mark]) -> Iterator[tuple[int, str]]:
    """(incident, key) of every other incident that has one of the keys."""
    rows = (
        Identifier.objects.filter(value_key__in=marks).values_list(
            "incident_id", "value_key"
        ),
        Payment.objects.standing()
        .filter(payee_account_key__in=marks)
        .values_list("incident_id", "payee_account_key"),
        StopPaymentOrder.objects.filter(account_key__in=marks).values_list(
            "incident_id", "account_key"
        ),
    )
    for found in rows:
        yield from found.exclude(incident=incident)


def _said(mark: Mark) -> str:
    """电话 138****8000"""
    kind, value = mark
    mask = MASKS.get(kind)
    return f"{kind.label} {mask(value) if mask else value}"
