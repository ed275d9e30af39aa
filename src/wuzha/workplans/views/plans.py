"""The list of plans, the upload, and the page where what was read is judged."""

from base64 import b64decode
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission, may, visible_to
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.ui.paging import page_of
from wuzha.workplans import actions
from wuzha.workplans.forms.plans import DescriptionForm, UploadForm
from wuzha.workplans.intake import opened
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.marking import Paragraph, marked
from wuzha.workplans.models import PlanFile, PlanItem, WorkPlan
from wuzha.workplans.readiness import why_not_confirm
from wuzha.workplans.review import Card, Progress, cards
from wuzha.workplans.states import ItemState, PlanState
from wuzha.workplans.views.rows import (
    plan_or_404,
    planners,
    rights,
    visible_plans,
)

A_PAGE = 30
PARAGRAPHS = 200


@require_safe
@found_with(Permission.PLAN_VIEW)
def plans(request: PersonRequest) -> HttpResponse:
    rows = visible_to(
        request.user,
        Permission.PLAN_VIEW,
        WorkPlan.objects.listed().select_related("unit", "uploaded_by"),
    )
    context = {
        "page": page_of(rows, request.GET.get("page"), A_PAGE),
        "may_edit": may(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "workplans/plans.html", context)


@found_with(Permission.PLAN_EDIT)
def upload(request: PersonRequest) -> HttpResponse:
    files = request.FILES if request.method == "POST" else None
    form = UploadForm(posted(request), files, units=planners(request.user))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        plan = actions.upload_plan(
            unit=form.cleaned_data["unit"],
            document=opened(file, name=file.name),
            by=request.user,
        )
        return redirect(plan)
    context = {
        "form": form,
        "verb": _("上传并识读"),
        "heading": _("上传方案"),
        "back_url": reverse("plans"),
        "back_label": _("方案"),
    }
    return render(request, "workplans/deed.html", context)


@require_safe
def plan(request: PersonRequest, pk: int) -> HttpResponse:
    found = plan_or_404(request, pk)
    if found.state == PlanState.READING:
        return render(request, "workplans/reading.html", {"plan": found})
    items = list(found.items.select_related("by", "split_from", "joined_into"))
    only = request.GET.get("show", "")
    paragraphs = [
        paragraph
        for paragraph in marked(found, [item for item in items if _is_shown(item)])
        if not only or _is_asked(paragraph, only)
    ]
    page = Paginator(paragraphs, PARAGRAPHS).get_page(request.GET.get("page"))
    shown = cards(item for paragraph in page for item in paragraph.items)
    context = {
        "plan": found,
        "page": page,
        "rows": [_Row.of(paragraph, shown) for paragraph in page],
        "only": only,
        "progress": Progress.of(found),
        "why_not": why_not_confirm(found),
        "can": rights(request.user, found.unit) if found.is_under_review else set(),
        "may": rights(request.user, found.unit),
        "others": visible_plans(request.user)
        .filter(unit=found.unit)
        .exclude(pk=found.pk)
        .select_related(None)
        .only("title")[:5],
        "back_url": reverse("plans"),
        "back_label": _("方案"),
    }
    return render(request, "workplans/plan.html", context)


class _Row:
    """A paragraph and the cards of the items that begin in it."""

    def __init__(self, paragraph: Paragraph, found: list[Card]) -> None:
        self.paragraph, self.cards = paragraph, found

    @classmethod
    def of(cls, paragraph: Paragraph, shown: dict[int, Card]) -> "_Row":
        return cls(paragraph, [shown[item.pk] for item in paragraph.items])


def _is_shown(item: PlanItem) -> bool:
    """Parts stand for a split one; a joined one is in another."""
    return item.state != ItemState.SPLIT


def _is_asked(paragraph: Paragraph, only: str) -> bool:
    if only == "unread":
        return bool(paragraph.unread)
    return any(
        item.state == ItemState.READ and only in ("open", item.kind)
        for item in paragraph.items
    )


def describe(request: PersonRequest, pk: int) -> HttpResponse:
    found = plan_or_404(request, pk, Permission.PLAN_EDIT)
    initial = {"title": found.title, "year": found.year}
    form = DescriptionForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.describe_plan(plan=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    context: dict[str, Any] = {
        "form": form,
        "verb": _("保存"),
        "heading": _("标题和年份"),
        "back_url": found.get_absolute_url(),
        "back_label": found.title,
    }
    return render(request, "workplans/deed.html", context)


@require_POST
def accept_kind(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    found = plan_or_404(request, pk, Permission.PLAN_EDIT)
    actions.accept_kind(plan=found, kind=ItemKind(kind), by=request.user)
    return redirect(found)


@require_safe
def original(request: PersonRequest, pk: int) -> HttpResponse:
    """The document as it came; always saved, never shown by the browser."""
    found = plan_or_404(request, pk)
    same = PlanFile.objects.filter(plan__digest=found.digest, plan__unit=found.unit)
    kept = get_object_or_404(same.order_by("-pk")[:1])
    disposition = content_disposition_header(
        as_attachment=True, filename=found.file_name
    )
    return HttpResponse(
        b64decode(kept.content),
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition or "attachment"},
    )
