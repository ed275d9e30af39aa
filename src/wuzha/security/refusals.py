"""A refusal raised anywhere below is shown here; one about rights is recorded."""

from collections.abc import Callable

from allauth.core.exceptions import ReauthenticationRequired
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.security.factors import NotFresh, ask_again


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, refusal: Exception
    ) -> HttpResponse | None:
        if isinstance(refusal, NotFresh | ReauthenticationRequired):
            return ask_again(request)
        if not isinstance(refusal, Refused):
            return None
        if isinstance(refusal, NotAllowed):
            _remember(request, refusal)
        if request.path.startswith("/api/"):
            return _for_a_machine(refusal)
        return render(
            request,
            "ui/errors/refused.html",
            {"refusal": refusal},
            status=refusal.status,
        )


def _for_a_machine(refusal: Refused) -> HttpResponse:
    """RFC 9457."""
    said = {
        "type": "about:blank",
        "title": _("没有执行"),
        "status": refusal.status,
        "detail": str(refusal),
    }
    return JsonResponse(
        said,
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


@transaction.atomic
def _remember(request: HttpRequest, refusal: NotAllowed) -> None:
    """In its own transaction: that of the action is already rolled back."""
    person = request.user if request.user.is_authenticated else None
    view = request.resolver_match.view_name if request.resolver_match else ""
    record(
        "access.refused",
        by=person,
        outcome=Outcome.REFUSED,
        view=view,
        method=request.method,
    )
