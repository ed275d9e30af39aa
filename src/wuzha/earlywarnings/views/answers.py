"""Answers to forms that may be sent by a page without a network (ui/offline.js), and by
the same page without a script."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wuzha.earlywarnings.models import Dissuasion
from wuzha.organisation.http import PersonRequest
from wuzha.ui.fields import errors_of
from wuzha.ui.undo import offer_undo

Rows = list[dict[str, str]]


def wants_json(request: PersonRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def entry_key(request: PersonRequest, form: forms.Form) -> UUID:
    """The script's key goes first: it stays the same however often it sends."""
    sent = request.headers.get("Idempotency-Key")
    return UUID(sent) if sent else form.cleaned_data["key"]


def saved(
    request: PersonRequest, url: str, sentence: str, undo_url: str = ""
) -> HttpResponse:
    if undo_url:
        offer_undo(request, sentence, undo_url)
    else:
        messages.success(request, sentence)
    if wants_json(request):
        return JsonResponse({"status": "saved", "url": url})
    return redirect(url)


def invalid(form: forms.Form) -> JsonResponse:
    """In the words of the page without a script."""
    said = {bound.name: errors_of(bound) for bound in form if bound.errors}
    errors = {**form.errors, **said}
    return JsonResponse({"status": "invalid", "errors": errors}, status=422)


def conflict(dissuasion: Dissuasion, rows: Rows, url: str) -> JsonResponse:
    """Both versions, for the person to decide; theirs stands until then."""
    return JsonResponse(
        {
            "status": "conflict",
            "sentence": _("%(number)s 在您填写时已有别人记录，请核对。")
            % {"number": dissuasion},
            "version": str(dissuasion.version),
            "url": url,
            "rows": rows,
        },
        status=409,
    )
