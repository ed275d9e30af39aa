"""Cases by a number, a phone, an identity number, a whole name or the number that the
source gave: through indexes alone, so that a million of them hold nobody up."""

import re

from django.db.models import Q
from django.utils import timezone

from wuzha.earlywarnings.models import EarlyWarning
from wuzha.earlywarnings.states import Source
from wuzha.lib import codes
from wuzha.privacy.fields import blind_indexes

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
    named = EarlyWarning.objects.filter(source__in=Source.values, source_number=typed)
    return (
        Q(phone_key__in=blind_indexes("phone", codes.phone(typed).value))
        | Q(identity_key__in=blind_indexes("identity", identity))
        | Q(name_key__in=blind_indexes("name", typed))
        | Q(pk__in=named.values("dissuasion"))
    )
