"""A refusal raised anywhere below is shown here; one about rights is recorded."""

from collections.abc import Callable

from allauth.core.exceptions import ReauthenticationRequired
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.lib.words import N_
from wuzha.security.factors import NotFresh, ask_again

_AT_ONCE = N_(
    "有人同时保存了同样的内容，您这一次没有保存。请刷新页面查看最新情况，再决定是否重做。"
)


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        refusal = _as_refusal(error)
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


def _as_refusal(error: Exception) -> Exception:
    """Two who write the same at the same moment: the database lets one of them."""
    if isinstance(error, IntegrityError) and _is_twice(error.__cause__):
        return Conflict(_AT_ONCE)
    return error


def _is_twice(cause: BaseException | None) -> bool:
    """A value that may be there once only; any other constraint is a fault of ours."""
    told = (getattr(cause, "sqlstate", ""), getattr(cause, "sqlite_errorname", ""))
    return "23505" in told or "SQLITE_CONSTRAINT_UNIQUE" in told


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
