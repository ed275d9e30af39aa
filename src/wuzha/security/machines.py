"""Other systems show a token with each request. What stands before pages is not for
them: sessions, forms, frames, scripts. It takes as long as a decision on a transfer."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation

from wuzha.security.refusals import RefusalMiddleware

Answer = Callable[[HttpRequest], HttpResponse]
# Below the root; `home.urls` mounts there what machines ask.
ADDRESSES = "api/v1/"


class MachineMiddleware:
    """Goes straight to the view with what shows a token at an address for machines; all
    else, and so whoever is signed in, takes the way of pages."""

    def __init__(self, get_response: Answer) -> None:
        self.of_a_page = get_response
        self.of_a_machine = cast(
            "Answer", convert_exception_to_response(self._answered)
        )
        self.refusals = RefusalMiddleware(_viewed)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _shows_a_token(request):
            return self.of_a_page(request)
        language = translation.get_language_from_request(request)
        translation.activate(language)
        answer = self.of_a_machine(request)
        answer.headers["Content-Language"] = language
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.headers["Cache-Control"] = "no-store, private"
        return answer

    def _answered(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.refusals(request)
        except Exception as error:
            refused = self.refusals.process_exception(request, error)
            if refused is None:
                raise
            return refused


def _shows_a_token(request: HttpRequest) -> bool:
    shown = request.META.get("HTTP_AUTHORIZATION", "")
    of_machines = request.path_info.startswith(f"/{ADDRESSES}")
    return of_machines and shown.startswith("Bearer ")


def _viewed(request: HttpRequest) -> HttpResponse:
    # Raises for a name of the host that is not ours.
    request.get_host()
    # Until its token is read.
    request.user = AnonymousUser()
    found = request.resolver_match = resolve(request.path_info)
    response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return response
