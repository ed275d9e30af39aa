"""One box over all areas. What is sealed is found through its blind index, whole and
exact: nothing is opened to be compared. Everybody finds only what they may see."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.searching import cases_matching
from wuzha.earlywarnings.views.rows import seen_by, workable_by
from wuzha.home.desk import dissuasions, incidents, stop_payments
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.searching import incidents_matching
from wuzha.incidents.views.rows import visible_incidents, visible_orders
from wuzha.lib import codes
from wuzha.monitoring.models import Hit
from wuzha.organisation.access import (
    Permission,
    may,
    people_visible_to,
    permissions_of,
    visible_to,
)
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import blind_indexes

# The first of a kind; its own list has the rest.
MOST = 8
LONGEST = 64
# Numbers that this service gives: they say nothing of anybody.
OURS = re.compile(r"[QYM]\d{1,12}|(?:AJ|ZF)\s*20\d\d\s*-\s*\d{1,9}", re.I | re.ASCII)
ORDER = re.compile(r"ZF\s*20\d\d\s*-\s*(\d{1,9})", re.I | re.ASCII)
HIT = re.compile(r"M(\d{1,12})", re.I | re.ASCII)
P = Permission


class Found(NamedTuple):
    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    label: str
    found: list[Found]
    # Where the rest of them is listed; empty when this is all.
    more_url: str


class Shelf(NamedTuple):
    """Where to look for one kind of thing, for holders of one of the permissions."""

    label: str
    permissions: frozenset[Permission]
    rows: Callable[[Person, str], QuerySet[Any]]
    shown: Callable[[Any], Found]
    # The list that takes the same words; empty when there is none.
    listed: str = ""
    # Looks into what is sealed.
    is_personal: bool = True


@dataclass(frozen=True)
class Search:
    groups: list[Group]
    # What was looked for in sealed data, without saying it; empty when in none.
    personal_kind: str

    @classmethod
    def of(cls, person: Person, typed: str) -> Self:
        granted = permissions_of(person)
        shelves = [shelf for shelf in SHELVES if shelf.permissions & granted]
        groups = [_group(shelf, person, typed) for shelf in shelves]
        asks = any(one.is_personal for one in shelves) and not OURS.fullmatch(typed)
        return cls(
            groups=[group for group in groups if group.found],
            personal_kind=_kind_of(typed) if asks else "",
        )

    @property
    def count(self) -> int:
        return sum(len(group.found) for group in self.groups)

    @property
    def only_url(self) -> str:
        """Of the one thing that was found, when there is just one."""
        urls = [found.url for group in self.groups for found in group.found]
        return urls[0] if len(urls) == 1 else ""


def is_ours(typed: str) -> bool:
    return OURS.fullmatch(typed) is not None


def _kind_of(typed: str) -> str:
    if codes.identity_number(typed, on=timezone.localdate()).ok:
        return "identity"
    if codes.mobile(typed).ok:
        return "phone"
    return "number" if codes.tidied(typed).isdecimal() else "words"


def _group(shelf: Shelf, person: Person, typed: str) -> Group:
    rows = list(shelf.rows(person, typed)[: MOST + 1])
    more = ""
    if len(rows) > MOST and shelf.listed:
        more = f"{reverse(shelf.listed)}?{urlencode({'q': typed})}"
    return Group(_(shelf.label), [shelf.shown(row) for row in rows[:MOST]], more)


def _cases(person: Person, typed: str) -> QuerySet[Dissuasion]:
    sees = may(person, Permission.WARNING_VIEW)
    rows = seen_by(person) if sees else workable_by(person)
    return rows.filter(cases_matching(typed)).order_by("-received_at")


def _incidents(person: Person, typed: str) -> QuerySet[Incident]:
    if ORDER.fullmatch(typed):
        return Incident.objects.none()
    return visible_incidents(person).filter(incidents_matching(typed))


def _orders(person: Person, typed: str) -> QuerySet[StopPaymentOrder]:
    found = ORDER.fullmatch(typed)
    account = codes.bank_account(typed).value
    keys = blind_indexes("account", account)
    asked = Q(pk=int(found[1])) if found else Q(account_key__in=keys)
    return visible_orders(person).filter(asked).order_by("-drafted_at")


def _hits(person: Person, typed: str) -> QuerySet[Hit]:
    found = HIT.fullmatch(typed)
    keys = blind_indexes("account", codes.bank_account(typed).value)
    of_account = Q(account_key__in=keys) | Q(suspect_key__in=keys)
    asked = Q(pk=int(found[1])) if found else of_account
    rows = Hit.objects.filter(asked).order_by("-at")
    return visible_to(person, Permission.HIT_VIEW, rows, "run__unit__path")


def _units(person: Person, typed: str) -> QuerySet[Unit]:
    rows = Unit.objects.valid(on=timezone.localdate())
    named = rows.filter(Q(name__contains=typed) | Q(code=typed))
    return visible_to(person, Permission.UNIT_VIEW, named, "path")


def _people(person: Person, typed: str) -> QuerySet[Person]:
    phone = blind_indexes("phone", codes.phone(typed).value)
    asked = Q(name__contains=typed) | Q(username=typed) | Q(phone_key__in=phone)
    return people_visible_to(person).filter(asked).order_by("name", "pk")


def _case_found(row: Dissuasion) -> Found:
    note = f"{row.number} · {row.state_label} · {row.unit}"
    return Found(dissuasions.title_of(row), note, row.get_absolute_url())


def _incident_found(row: Incident) -> Found:
    note = f"{row.number} · {row.state_label} · {row.unit}"
    return Found(incidents.title_of(row), note, row.get_absolute_url())


def _order_found(row: StopPaymentOrder) -> Found:
    note = f"{row.number} · {row.state_label} · {row.bank_name}"
    return Found(stop_payments.title_of(row), note, row.get_absolute_url())


def _hit_found(row: Hit) -> Found:
    note = f"{row.number} · {row.get_state_display()} · {row.masked_account}"
    return Found(row.title, note, reverse("monitoring:hit", args=[row.pk]))


def _unit_found(row: Unit) -> Found:
    url = reverse("organisation:unit", args=[row.pk])
    return Found(row.name, row.get_kind_display(), url)


def _person_found(row: Person) -> Found:
    url = reverse("organisation:person", args=[row.pk])
    return Found(row.name, row.username, url)


def _to(*permissions: Permission) -> frozenset[Permission]:
    return frozenset(permissions)


SHELVES = (
    Shelf(
        N_("预警劝阻"),
        _to(P.WARNING_VIEW, P.WARNING_WORK),
        _cases,
        _case_found,
        "earlywarnings:list",
    ),
    Shelf(N_("案件"), _to(P.INCIDENT_VIEW), _incidents, _incident_found, "incidents"),
    Shelf(N_("止付"), _to(P.INCIDENT_VIEW, P.STOP_EXECUTE), _orders, _order_found),
    Shelf(N_("研判命中"), _to(P.HIT_VIEW), _hits, _hit_found),
    Shelf(
        N_("单位"),
        _to(P.UNIT_VIEW),
        _units,
        _unit_found,
        "organisation:units",
        is_personal=False,
    ),
    Shelf(
        N_("人员"),
        _to(P.PEOPLE_VIEW),
        _people,
        _person_found,
        "organisation:people",
        is_personal=False,
    ),
)
