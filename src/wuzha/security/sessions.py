"""Sessions end: after some minutes alone, and after some hours in any case. And whoever
still owes a new password or a second factor is led to that page first."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from wuzha.organisation.models import Person
from wuzha.security import factors

# How often the session is written while it is used.
STAMP = 60
# Sent by pages that refresh themselves.
REFRESH = "X-Wuzha-Refresh"
# Where somebody who owes something may still go.
SETTLING = {
    "account_change_password": {"account_change_password", "account_reauthenticate"},
    "mfa_index": {
        "account_change_password",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_view_recovery_codes",
    },
}
ALWAYS = {"account_logout"}


def begin(request: HttpRequest) -> None:
    request.session["began"] = request.session["seen"] = int(time.time())


class SessionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _end_or_stamp(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            # After the sign-out nobody pages back to what was on the screen.
            patch_cache_control(response, no_store=True, private=True)
        target = response.get("Location", "")
        if "HX-Request" in request.headers and target.startswith(settings.LOGIN_URL):
            return _sent(request, target)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        is_open = not getattr(view, "login_required", True)
        if is_open or not isinstance(request.user, Person):
            return None
        page = _owed_page(request, request.user)
        if not page or _name(request) in SETTLING[page] | ALWAYS:
            return None
        return _sent(request, reverse(page))


def _end_or_stamp(request: HttpRequest) -> None:
    now, session = int(time.time()), request.session
    if "began" not in session:
        begin(request)
    alone = now - session["seen"]
    if (
        alone > settings.IDLE_MINUTES * 60
        or now - session["began"] > settings.SESSION_COOKIE_AGE
    ):
        logout(request)
        request.session["ended"] = True
    elif alone >= STAMP and _is_touched(request):
        session["seen"] = now


def _is_touched(request: HttpRequest) -> bool:
    """Somebody did this. What a page asks for by itself does not hide that nobody sits
    before it any more."""
    if request.method not in ("GET", "HEAD"):
        return True
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    by_hand = mode == "navigate" or "HX-Request" in request.headers
    return by_hand and REFRESH not in request.headers


def _owed_page(request: HttpRequest, person: Person) -> str:
    """The name of the page that comes before all others, or nothing. That nothing is
    owed is believed for a minute."""
    if person.password_given_at:
        return "account_change_password"
    now = int(time.time())
    if now - request.session.get("settled", 0) < STAMP:
        return ""
    if factors.is_owed(person):
        return "mfa_index"
    request.session["settled"] = now
    return ""


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _sent(request: HttpRequest, url: str) -> HttpResponse:
    """A panel that is sent elsewhere takes its whole page along."""
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
