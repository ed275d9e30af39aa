"""The second factor: who must have one, who has, and whether it was shown just now."""

import time
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

from wuzha.organisation.models import Appointment, Person, valid_on
from wuzha.security.models import FactorRule

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class NotFresh(Exception):
    """The person has to show again who they are before this deed."""


def require_fresh(request: HttpRequest) -> None:
    """For deeds that cannot be undone: whoever has not shown a second factor (without
    one: the password) within the last minutes is asked for it and brought back.

    Call it when the page of the deed is shown *and* when it is posted; it is then rare
    that a filled-in form is interrupted.
    """
    if not is_fresh(request):
        raise NotFresh


def is_fresh(request: HttpRequest) -> bool:
    wanted = "mfa" if own(request.user).exists() else "password"
    since = time.time() - settings.FRESH_MINUTES * 60
    return any(
        record["method"] == wanted and record["at"] >= since
        for record in get_authentication_records(request, request.user)
    )


def note_shown(request: HttpRequest, kind: str) -> None:
    """Whoever has just set up a factor has thereby shown it."""
    record_authentication(request, request.user, "mfa", type=kind)


def methods_used(request: HttpRequest) -> str:
    """ "password+totp": how this session was opened."""
    records = get_authentication_records(request, request.user)
    return "+".join(record.get("type", record["method"]) for record in records)


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks; from there back to where the person was. What was posted
    is not kept: it may hold personal data, and sessions are not sealed."""
    method = get_adapter(request).get_reauthentication_methods(request.user)[0]
    url = f"{method['url']}?{urlencode({'next': _page(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _page(request: HttpRequest) -> str:
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer")
    if came_from and url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"


def of(person: Any) -> Any:
    """All that the person has set up, recovery codes too."""
    return Authenticator.objects.filter(user_id=person.pk)


def own(person: Any) -> Any:
    """The person's second factors; recovery codes only replace one for once."""
    return of(person).filter(type__in=STRONG)


def is_last(authenticator: Authenticator) -> bool:
    others = own(authenticator.user).exclude(pk=authenticator.pk)
    return authenticator.type in STRONG and not others.exists()


def is_required(person: Person) -> bool:
    today = timezone.localdate()
    roles = FactorRule.objects.valid(on=today).values("role")
    held = Appointment.objects.filter(valid_on(today), person=person, role__in=roles)
    return held.exists()


def is_owed(person: Person) -> bool:
    """Required and not set up yet."""
    return is_required(person) and not own(person).exists()


def without_any_by_role(on: date) -> dict[str, int]:
    """How many holders of each role would have to set one up."""
    enrolled = Authenticator.objects.filter(
        user_id=OuterRef("person_id"), type__in=STRONG
    )
    held = Appointment.objects.filter(
        valid_on(on), ~Exists(enrolled), person__is_active=True
    )
    counts = held.values_list("role").annotate(Count("person", distinct=True))
    return dict(counts.order_by("role"))
