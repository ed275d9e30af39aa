"""The register of what is asked of units, its burden, and complaints about it."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Person, Unit
from wuzha.reports import actions
from wuzha.reports.burden import Burden, askings_of, by_kind, limit_of
from wuzha.reports.duties import goes_by_levels, keys_of
from wuzha.reports.figures import FIGURES
from wuzha.reports.forms import (
    AnswerForm,
    AskingForm,
    ComplaintForm,
    EndForm,
    FieldForm,
    FiguresForm,
)
from wuzha.reports.models import AskedField, Asking, Complaint
from wuzha.ui.paging import page_of

A_PAGE = 50


@require_safe
@found_with(Permission.TASK_VIEW)
def askings(request: PersonRequest) -> HttpResponse:
    """Open to everybody who may be asked: what is in force, or all that ever was."""
    today = timezone.localdate()
    asked = request.GET.get("show", "")
    rows = Asking.objects.select_related("owner_unit", "owner")
    if asked != "all":
        rows = rows.in_force(today)
    standing = Count("fields", filter=Q(fields__removed_at=None))
    rows = rows.annotate(asks=standing).order_by("-registered_at", "-pk")
    page = page_of(rows, request.GET.get("page"), A_PAGE)
    for row in page.object_list:
        row.stands = row.is_in_force(today)
    context = {
        "page": page,
        "asked": asked,
        "here": "askings",
        "may_register": may(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "reports/askings.html", context)


@found_with(Permission.PLAN_EDIT)
def register(request: PersonRequest) -> HttpResponse:
    form = AskingForm(
        posted(request),
        units=_own_places(request.user),
        initial={"valid_from": timezone.localdate()},
    )
    if form.is_valid():
        made = actions.register_asking(
            owner=request.user, by=request.user, **form.cleaned_data
        )
        return redirect(made)
    context = {
        "form": form,
        "verb": _("登记"),
        "back_url": reverse("askings"),
        "consequences": [
            _("各单位都能看到它是谁要的、依据什么、要到什么时候，可以提意见。"),
            _("计入填报负担；到期自动停止。"),
        ],
    }
    return render(request, "reports/register.html", context)


@require_safe
@found_with(Permission.TASK_VIEW)
def asking(request: PersonRequest, pk: int) -> HttpResponse:
    found = _asking(pk)
    today = timezone.localdate()
    fields = list(found.fields.standing())
    edits = may(request.user, Permission.PLAN_EDIT, found.owner_unit)
    stands = not found.ended_on and found.ends_on >= today
    context = {
        "asking": found,
        "fields": fields,
        "shown": [FIGURES[key].label for key in keys_of(found.duty)]
        if found.duty
        else [],
        "goes_by_levels": found.duty and goes_by_levels(found.duty),
        "stands": stands,
        "burden": Burden.of(found, fields, today),
        "may_edit": edits and stands,
        "may_end": edits and stands and not found.duty_id,
        "complaints": (seen := _complaints(request.user).filter(asking=found)),
        "answers": _answers_without_name(found).exclude(pk__in=seen.values("pk")),
        "back_url": reverse("askings"),
        "back_label": _("填报事项"),
    }
    return render(request, "reports/asking.html", context)


def add_field(request: PersonRequest, pk: int) -> HttpResponse:
    found = _edited(request, pk)
    form = FieldForm(posted(request))
    if form.is_valid():
        actions.ask_field(asking=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return _form_page(request, found, "field", form, _("加这一项"))


def figures(request: PersonRequest, pk: int) -> HttpResponse:
    """Which figures the reports of a duty show."""
    found = _edited(request, pk)
    if found.duty is None:
        raise Http404
    levels = {None: "", True: "yes", False: "no"}[found.by_levels]
    initial = {"keys": keys_of(found.duty), "by_levels": levels}
    form = FiguresForm(posted(request), initial=initial)
    if form.is_valid():
        actions.choose_figures(asking=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    after = [_("还没报送的报表从现在起按新的选择；已经报送的不变。")]
    return _form_page(request, found, "figures", form, _("保存"), consequences=after)


@require_POST
def drop_field(request: PersonRequest, pk: int, field: int) -> HttpResponse:
    found = _edited(request, pk)
    row = get_object_or_404(
        AskedField.objects.standing().select_related("asking__owner_unit"),
        pk=field,
        asking=found,
    )
    actions.drop_field(field=row, by=request.user)
    return redirect(found)


def end(request: PersonRequest, pk: int) -> HttpResponse:
    found = _edited(request, pk)
    form = EndForm(posted(request))
    if form.is_valid():
        actions.end_asking(asking=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return _form_page(request, found, "end", form, _("停止填报"))


@found_with(Permission.TASK_VIEW)
def complain(request: PersonRequest, pk: int) -> HttpResponse:
    found = _asking(pk)
    form = ComplaintForm(posted(request))
    if form.is_valid():
        actions.complain(asking=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("意见已送出。"))
        return redirect(found)
    return _form_page(request, found, "complain", form, _("提意见"))


@require_safe
@found_with(Permission.TASK_VIEW)
def complaints(request: PersonRequest) -> HttpResponse:
    """Those that one answers for, and one's own."""
    rows = _complaints(request.user)
    page = page_of(rows, request.GET.get("page"), A_PAGE)
    context = {"page": page, "here": "complaints"}
    return render(request, "reports/complaints.html", context)


def answer(request: PersonRequest, pk: int) -> HttpResponse:
    rows = _complaints(request.user).select_related("asking__owner_unit")
    found = get_object_or_404(rows, pk=pk)
    if not may(request.user, Permission.TASK_REVIEW, found.to_unit):
        raise Http404
    form = AnswerForm(posted(request))
    if form.is_valid():
        actions.answer_complaint(complaint=found, by=request.user, **form.cleaned_data)
        return redirect("complaints")
    context = {
        "complaint": found,
        "form": form,
        "verb": _("答复"),
        "back_url": reverse("complaints"),
    }
    return render(request, "reports/answer.html", context)


@require_safe
@found_with(Permission.TASK_VIEW)
def burden(request: PersonRequest) -> HttpResponse:
    """Kind by kind for who reads plans; unit by unit for everybody's own."""
    today = timezone.localdate()
    unit = _unit_asked(request)
    if unit is None:
        kinds = {"kinds": by_kind(today), "here": "burden"}
        return render(request, "reports/burden.html", kinds)
    asked = askings_of(unit, today)
    context = {
        "unit": unit,
        "here": "burden",
        "asked": asked,
        "total": sum((one.burden for one in asked), Burden()),
        "limit": limit_of(unit.kind, today),
        "sees_all": may(request.user, Permission.PLAN_VIEW),
    }
    return render(request, "reports/burden_of_unit.html", context)


def _form_page(
    request: PersonRequest,
    asking: Asking,
    page: str,
    form: Form,
    verb: str,
    **more: object,
) -> HttpResponse:
    """A form of a deed on an asking."""
    context = {
        "asking": asking,
        "form": form,
        "verb": verb,
        "back_url": asking.get_absolute_url(),
        **more,
    }
    return render(request, f"reports/{page}.html", context)


def _unit_asked(request: PersonRequest) -> Unit | None:
    """None for all units together."""
    held = scope(request.user, Permission.TASK_VIEW)
    typed = request.GET.get("unit", "")
    if typed.isdecimal():
        unit = get_object_or_404(Unit, pk=int(typed))
        if not held.covers(unit.path):
            raise Http404
        return unit
    if may(request.user, Permission.PLAN_VIEW):
        return None
    return Unit.objects.filter(path__in=held.paths).order_by("path").first()


def _asking(pk: int) -> Asking:
    rows = Asking.objects.select_related(
        "owner_unit__parent", "owner", "within", "duty__plan", "registered_by"
    )
    return get_object_or_404(rows, pk=pk)


def _edited(request: PersonRequest, pk: int) -> Asking:
    found = _asking(pk)
    if not may(request.user, Permission.PLAN_EDIT, found.owner_unit):
        raise Http404
    return found


def _complaints(person: Person) -> QuerySet[Complaint]:
    rows = Complaint.objects.select_related("asking", "by", "to_unit", "answered_by")
    held = scope(person, Permission.TASK_REVIEW)
    return rows.filter(held.filter("to_unit__path") | Q(by=person))


def _answers_without_name(asking: Asking) -> QuerySet[Complaint]:
    """Whoever left no name is nobody that could be told: they find it with the asking.
    What they wrote is shown to nobody there."""
    rows = asking.complaints.filter(by=None, answered_at__isnull=False)
    return rows.select_related("to_unit")


def _own_places(person: Person) -> QuerySet[Unit]:
    """Where they plan, and the villages of a town that does: few enough to choose."""
    held = scope(person, Permission.PLAN_EDIT)
    own = Q(path__in=held.paths) | Q(parent__path__in=held.paths)
    return Unit.objects.valid(on=timezone.localdate()).filter(own)
