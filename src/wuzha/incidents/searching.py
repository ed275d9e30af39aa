"""Incidents by a number, a phone, an account, a name or whatever else a person types:
through blind indexes, so that nothing sealed is opened to be compared."""

import re

from django.db.models import Q
from django.utils import timezone

from wuzha.incidents.inputs import normal_identifier
from wuzha.incidents.models import (
    Identifier,
    IdentifierKind,
    Payment,
    StopPaymentOrder,
)
from wuzha.lib import codes
from wuzha.privacy.fields import blind_indexes

NUMBER = re.compile(r"(?P<kind>AJ|ZF)?\s*(?:20\d\d)\s*-\s*(?P<key>\d{1,9})", re.I)
FREE = (IdentifierKind.LINK, IdentifierKind.CHAT, IdentifierKind.APP)


def incidents_matching(text: str) -> Q:
    """A condition on incidents; nothing matches an empty text."""
    typed = text.strip()
    if not typed:
        return Q(pk__in=[])
    if found := NUMBER.fullmatch(typed):
        key = int(found["key"])
        of_order = (found["kind"] or "").upper() == "ZF"
        return Q(orders=key) if of_order else Q(pk=key)
    return _by_victim(typed) | _by_account(typed) | _by_mark(typed)


def orders_matching(text: str) -> Q:
    """A condition on orders: by number or account."""
    if found := NUMBER.fullmatch(text.strip()):
        return Q(pk=int(found["key"]))
    keys = blind_indexes("account", codes.bank_account(text).value)
    return Q(account_key__in=keys)


def _by_victim(typed: str) -> Q:
    phone = blind_indexes("phone", codes.phone(typed).value)
    identity = codes.identity_number(typed, on=timezone.localdate()).value
    return (
        Q(victim_phone_key__in=phone)
        | Q(victim_identity_key__in=blind_indexes("identity", identity))
        | Q(victim_name_key__in=blind_indexes("name", typed))
    )


def _by_account(typed: str) -> Q:
    keys = blind_indexes("account", codes.bank_account(typed).value)
    paid = Payment.objects.standing().filter(
        Q(payee_account_key__in=keys) | Q(payer_account_key__in=keys)
    )
    ordered = StopPaymentOrder.objects.filter(account_key__in=keys)
    return Q(pk__in=paid.values("incident")) | Q(pk__in=ordered.values("incident"))


def _by_mark(typed: str) -> Q:
    keys = [
        *blind_indexes("phone", codes.phone(typed).value),
        *blind_indexes("account", codes.bank_account(typed).value),
    ]
    for kind in FREE:
        keys += blind_indexes(kind, normal_identifier(kind, typed))
    marked = Identifier.objects.filter(value_key__in=keys)
    return Q(pk__in=marked.values("incident"))
