"""One personal field in full, once, with a reason: the view for it, made by the area
that owns the row.

    # incidents/urls.py
    path("<int:pk>/reveal/<str:field>/", reveal_view(door=opened, fields=FIELDS), …)

`door` finds the row as every page of the area does (from `visible_to`, only what is
open to this person now) and names the unit; what it does not find is not found.
`fields` says which field may be asked for with which permission. The template draws
the button:

    {% url "incident_reveal" incident.pk "victim_phone" as reveal_url %}
    {% masked incident.victim_phone "phone" reveal_url %}
"""

import re
from collections.abc import Callable, Mapping

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Unit
from wuzha.security import actions

Door = Callable[[PersonRequest, int], tuple[models.Model, Unit]]
DIALLED = re.compile(r"\+?[\d-]{3,20}")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么要看？"),
        max_length=actions.REASON_LENGTH,
        error_messages={"required": _("请先选择查看的理由，理由会记入审计。")},
    )


def reveal_view(
    *, door: Door, fields: Mapping[str, Permission]
) -> Callable[..., HttpResponse]:
    @never_cache
    def reveal(request: PersonRequest, pk: int, field: str) -> HttpResponse:
        if field not in fields:
            raise Http404
        subject, unit = door(request, pk)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            shown = {"form": form, "verb": _("查看"), "keep_as": "-"}
            return _page(request, shown, status=422 if form.is_bound else 200)
        value = actions.reveal_field(
            subject=subject,
            field=field,
            reason=form.cleaned_data["reason"],
            permission=fields[field],
            unit=unit,
            by=request.user,
        )
        dialled = DIALLED.fullmatch(value) is not None
        return _page(request, {"value": value, "dialled": dialled})

    return reveal


def _page(
    request: HttpRequest, shown: dict[str, object], status: int = 200
) -> HttpResponse:
    panel = "HX-Request" in request.headers
    template = "security/_revealed.html" if panel else "security/reveal.html"
    return render(request, template, shown, status=status)
