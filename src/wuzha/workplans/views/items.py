"""One item is accepted, corrected, split, joined, rejected, or taken back."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, posted
from wuzha.workplans import actions
from wuzha.workplans.facts import facts_of, with_words, words_of
from wuzha.workplans.forms.items import (
    FORMS,
    JoinForm,
    SplitForm,
    blank,
    initial_of,
)
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.readiness import why_not_confirm
from wuzha.workplans.review import Progress, cards
from wuzha.workplans.views.rows import item_or_404, plan_or_404, rights


def _deed(action: Callable[..., PlanItem]) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: PersonRequest, pk: int) -> HttpResponse:
        seen = request.POST.get("seen")
        item = action(item=item_or_404(request, pk), seen=seen, by=request.user)
        return _card(request, item)

    return view


accept = _deed(actions.accept_item)
reject = _deed(actions.reject_item)
restore = _deed(actions.restore_item)


def correct(request: PersonRequest, pk: int) -> HttpResponse:
    item = item_or_404(request, pk)
    kind = _kind(request, item.kind)
    form = FORMS[kind](posted(request), initial=initial_of(item, kind))
    if request.method == "POST" and form.is_valid():
        actions.correct_item(
            item=item,
            kind=kind,
            facts=form.facts,
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
        return redirect(_place(item))
    context = {
        "form": form,
        "verb": _("保存更正"),
        "heading": _("更正条目"),
        **_kinds(kind),
    }
    return _page(request, item.plan, item.start, item.end, context)


def add(request: PersonRequest, pk: int) -> HttpResponse:
    """From a passage of the text: `?start=120&end=164`."""
    plan = plan_or_404(request, pk, Permission.PLAN_EDIT)
    start, end = (_whole(request.GET.get(name, "")) for name in ("start", "end"))
    if not 0 <= start < end <= len(plan.text):
        raise Http404
    kind = _kind(request, ItemKind.TASK)
    initial = blank(kind, plan.text[start:end])
    form = FORMS[kind](posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        item = actions.add_item(
            plan=plan, kind=kind, start=start, end=end, facts=form.facts,
            by=request.user,
        )  # fmt: skip
        return redirect(_place(item))
    context = {
        "form": form,
        "verb": _("列入"),
        "heading": _("列为条目"),
        **_kinds(kind),
        "passage": (start, end),
    }
    return _page(request, plan, start, end, context)


def split(request: PersonRequest, pk: int) -> HttpResponse:
    item = item_or_404(request, pk)
    whole = facts_of(item.kind, item.content)
    words = " ".join(words_of(whole).split())
    initial = {"parts": words, "seen": item.seen_mark}
    form = SplitForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        parts = [with_words(whole, text) for text in form.texts()]
        made = actions.split_item(
            item=item, parts=parts, seen=form.cleaned_data["seen"], by=request.user
        )
        return redirect(_place(made[0]))
    context = {"form": form, "verb": _("拆分"), "heading": _("拆分条目")}
    return _page(request, item.plan, item.start, item.end, context)


def join(request: PersonRequest, pk: int) -> HttpResponse:
    item = item_or_404(request, pk)
    form = JoinForm(posted(request), item=item, initial={"seen": item.seen_mark})
    if request.method == "POST" and form.is_valid():
        others = list(form.cleaned_data["others"])
        actions.join_items(
            item=item, others=others, seen=form.cleaned_data["seen"], by=request.user
        )
        return redirect(_place(item))
    context = {"form": form, "verb": _("并入这一条"), "heading": _("合并条目")}
    return _page(request, item.plan, item.start, item.end, context)


def _card(request: PersonRequest, item: PlanItem) -> HttpResponse:
    """For htmx the card alone, with how far the review has got."""
    if not request.htmx:
        return redirect(_place(item))
    plan = item.plan
    context = {
        "card": cards([item])[item.pk],
        "plan": plan,
        "progress": Progress.of(plan),
        "why_not": why_not_confirm(plan),
        "can": rights(request.user, plan.unit),
        "may": rights(request.user, plan.unit),
        "is_answer": True,
    }
    return render(request, "workplans/_judged.html", context)


def _page(
    request: PersonRequest,
    plan: WorkPlan,
    start: int,
    end: int,
    context: dict[str, object],
) -> HttpResponse:
    facts = {
        "plan": plan,
        "quote": plan.text[start:end],
        "back_url": plan.get_absolute_url(),
        "back_label": plan.title,
    }
    return render(request, "workplans/item_form.html", facts | context)


def _kinds(kind: str) -> dict[str, object]:
    return {"kind": kind, "kinds": ItemKind.choices}


def _kind(request: PersonRequest, default: str) -> str:
    asked = request.GET.get("kind", default)
    return asked if asked in FORMS else default


def _place(item: PlanItem) -> str:
    return f"{item.plan.get_absolute_url()}#item-{item.pk}"


def _whole(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1
