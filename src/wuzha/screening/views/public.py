"""For everybody, without an account: is this a scam? Nothing is kept unless the person
says so."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wuzha.incidents.jurisdiction import handling_unit
from wuzha.lib.scripts import common
from wuzha.organisation.models import Unit, UnitKind
from wuzha.screening import public, waiting
from wuzha.screening.forms import CheckForm
from wuzha.screening.sparing import setting, spend

TOO_MANY_REQUESTS, UNAVAILABLE, GONE = 429, 503, 410
OPEN_KINDS = (UnitKind.TOWN, UnitKind.VILLAGE)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_everybody(*methods: str) -> Callable[[View[P]], View[P]]:
    """Open to strangers, and kept in no cache on the way."""

    def decorate(view: View[P]) -> View[P]:
        open_view = never_cache(require_http_methods(list(methods))(view))
        return login_not_required(wraps(view)(open_view))

    return decorate


@for_everybody("GET", "HEAD", "POST")
def check(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return asked(request, form)
    picture = form.cleaned_data["picture"]
    if not spend(request, "picture_cost" if picture else "text_cost"):
        return too_often(request, form)
    if not picture:
        return _answered(request, form.cleaned_data["text"])
    if code := waiting.put(picture.read()):
        return redirect("check_picture", code)
    crowded = _("等着识别的图片太多了。请过几分钟再来，或者把文字打进来。")
    return asked(request, form, crowded, UNAVAILABLE)


@for_everybody("GET", "HEAD")
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The place in the queue, again and again, and then the answer."""
    found = waiting.found(code)
    if found is None:
        gone = _("图片和读出的文字只留%(minutes)d分钟，已经删除。请重新发一次。")
        minutes = {"minutes": setting("picture_minutes")}
        return asked(request, CheckForm(), gone % minutes, GONE)
    if found.read_at is None:
        return render(request, "screening/public/waiting.html", {"picture": found})
    if found.problem:
        return asked(request, CheckForm(), _(found.problem))
    return _answered(request, found.text, is_read=True)


@for_everybody("GET", "HEAD")
def paid(request: HttpRequest) -> HttpResponse:
    """What the bank and the police need, and where the station of a place is."""
    today = timezone.localdate()
    places = Unit.objects.valid(on=today).filter(kind__in=OPEN_KINDS).order_by("path")
    key = request.GET.get("place", "")
    chosen = get_object_or_404(places, pk=key) if key.isdecimal() else None
    nearer = places.filter(parent=chosen or Unit.objects.root())
    context = {
        "chosen": chosen,
        "station": handling_unit(chosen, today) if chosen else None,
        "nearer": nearer,
        "lines": [_(line) for line in common().if_money_moved],
    }
    return render(request, "screening/public/paid.html", context)


def too_often(request: HttpRequest, form: Form) -> HttpResponse:
    often = _(
        "您这里查得太频繁，请过%(minutes)d分钟再试。"
        "着急就打96110；钱转出去了马上打110。"
    )
    minutes = {"minutes": setting("window_minutes")}
    return asked(request, form, often % minutes, TOO_MANY_REQUESTS)


def asked(
    request: HttpRequest, form: Form, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "notice": notice}
    return render(request, "screening/public/check.html", context, status=status)


def _answered(
    request: HttpRequest, text: str, *, is_read: bool = False
) -> HttpResponse:
    context = {"shown": public.shown(text), "is_read": is_read}
    return render(request, "screening/public/answer.html", context)
