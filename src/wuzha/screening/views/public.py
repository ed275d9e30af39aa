"""For everybody, without an account: is this a scam? Nothing is kept unless the person
says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wuzha.incidents.jurisdiction import handling_unit
from wuzha.lib import params
from wuzha.lib.scripts import common
from wuzha.organisation.models import Unit, UnitKind
from wuzha.screening import public, waiting
from wuzha.screening.actions.appeals import make_appeal
from wuzha.screening.actions.kept import delete_kept, keep_text
from wuzha.screening.forms import AppealForm, CheckForm, CodeForm
from wuzha.screening.models import Appeal, KeptText
from wuzha.screening.receipts import keys_of
from wuzha.screening.sparing import setting, spend

TOO_MANY_REQUESTS, UNAVAILABLE, GONE = 429, 503, 410
# Works without script; the page says so and has a link for the impatient.
AGAIN_SECONDS = "3"
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
        page = render(request, "screening/public/waiting.html", {"picture": found})
        page["Refresh"] = AGAIN_SECONDS
        return page
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


@for_everybody("POST")
def keep(request: HttpRequest) -> HttpResponse:
    """At the person's word: masked, for some days, with a code to delete it by."""
    form = CheckForm(request.POST)
    if not form.is_valid():
        return asked(request, form)
    if not spend(request, "keeping_cost"):
        return too_often(request, form)
    code = keep_text(text=form.cleaned_data["text"])
    return _coded(request, code, _("已留存"))


@for_everybody("GET", "HEAD", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """What stands under a code: a text that was kept, or how an appeal went."""
    form = CodeForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        if not spend(request, "keeping_cost"):
            return too_often(request, CheckForm())
        keys = keys_of(form.cleaned_data["code"])
        context["appeal"] = Appeal.objects.filter(code_key__in=keys).first()
        kept = KeptText.objects.filter(code_key__in=keys).select_related("verdict")
        context["kept"] = found = kept.first()
        if found and "delete" in request.POST:
            delete_kept(kept=found)
            return asked(request, CheckForm(), _("留存的内容已经删除。"))
        if not found and not context["appeal"]:
            form.add_error("code", _("没有这个凭码，或内容已经删除。请核对后再输。"))
    return render(request, "screening/public/code.html", context)


@for_everybody("GET", "HEAD", "POST")
def appeal(request: HttpRequest) -> HttpResponse:
    """A number, link or sender is marked wrongly: a person looks again."""
    form = AppealForm(request.POST or None)
    if not form.is_valid():
        return render(request, "screening/public/appeal.html", {"form": form})
    if not spend(request, "keeping_cost"):
        return too_often(request, CheckForm())
    code = make_appeal(**form.cleaned_data)
    return _coded(request, code, _("申诉已收到，由人复核"))


def too_often(request: HttpRequest, form: Form) -> HttpResponse:
    return asked(request, form, often(), TOO_MANY_REQUESTS)


def often() -> str:
    told = _(
        "您这里查得太频繁，请过%(minutes)d分钟再试。"
        "着急就打96110；钱转出去了马上打110。"
    )
    return told % {"minutes": setting("window_minutes")}


def asked(
    request: HttpRequest, form: Form, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "notice": notice}
    return render(request, "screening/public/check.html", context, status=status)


def _coded(request: HttpRequest, code: str, heading: str) -> HttpResponse:
    """Shown this once; only its key is stored."""
    context = {"code": code, "heading": heading}
    return render(request, "screening/public/coded.html", context)


def _answered(
    request: HttpRequest, text: str, *, is_read: bool = False
) -> HttpResponse:
    context = {
        "shown": public.shown(text),
        "is_read": is_read,
        "days": params.value(
            "retention.screening_public_days", on=timezone.localdate()
        ).whole,
    }
    return render(request, "screening/public/answer.html", context)
