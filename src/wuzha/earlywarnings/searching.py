"""Cases by a number, a phone, an identity number, a whole name or the number that the
source gave: through indexes alone, so that a million of them hold nobody up."""

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import Source
from wuzha.lib import codes
from wuzha.privacy.fields import blind_indexes

MOST_FOUND = 200
NUMBER = re.compile(r"(?P<kind>[QY])(?P<key>\d{1,12})", re.I)


def cases_matching(text: str) -> Q:
    """A condition on dissuasions; nothing matches an empty text."""
    typed = text.strip()
    if not typed:
        return Q(pk__in=[])
    if found := NUMBER.fullmatch(typed):
        key = int(found["key"])
        if found["kind"].upper() == "Q":
            return Q(pk=key)
        return Q(pk__in=EarlyWarning.objects.filter(pk=key).values("dissuasion"))
    identity = codes.identity_number(typed, on=timezone.localdate()).value
    cases = Dissuasion.objects
    named = EarlyWarning.objects.filter(source__in=Source.values, source_number=typed)
    keys = _keys(named, "dissuasion").union(
        _keys(cases.of_person(phone=codes.phone(typed).value), "pk"),
        _keys(cases.of_person(identity=identity), "pk"),
        _keys(cases.filter(name_key__in=blind_indexes("name", typed)), "pk"),
    )
    return Q(pk__in=keys)


def _keys(rows: QuerySet[Any], column: str) -> set[int]:
    """Looked up now: one condition for all of it would be found by no index."""
    newest = rows.order_by("-pk").values_list(column, flat=True)
    return set(newest[:MOST_FOUND])
