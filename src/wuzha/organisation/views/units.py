"""The tree of units: browse it, look at one, change it."""

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.organisation import figures
from wuzha.organisation.access import Permission, may, scope, visible_to
from wuzha.organisation.actions import successions, units
from wuzha.organisation.forms import units as forms
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import (
    PLACES,
    Appointment,
    LinkKind,
    Unit,
    UnitKind,
    UnitLink,
    valid_on,
)
from wuzha.organisation.sheets import units as sheet
from wuzha.organisation.views.files import as_csv, as_workbook
from wuzha.organisation.words import kept

FOUND = 50
# So many institutions of one kind beside one another are folded under its name.
MANY = 8
unit_page = found_with(Permission.UNIT_VIEW)


class Kind(NamedTuple):
    label: str
    units: list[Unit]
    folded: bool


@unit_page
@require_safe
def tree(request: PersonRequest) -> HttpResponse:
    """The tops of what one may see, opened branch by branch; or what was found."""
    today, form = timezone.localdate(), forms.SearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    context: dict[str, Any] = {"asked": asked, "may_edit": _may_edit_all(request)}
    if asked:
        found = (
            _seen(request)
            .valid(on=today)
            .filter(Q(name__contains=asked) | Q(code__startswith=asked))
        )
        page = Paginator(found.order_by("path"), FOUND).get_page(
            request.GET.get("page")
        )
        above = figures.ancestors_of(page)
        context["page"] = page
        context["found"] = [
            {"unit": unit, "full_name": figures.full_name(unit, above)} for unit in page
        ]
    else:
        context["tops"] = _tops(request)
    return render(request, "organisation/units.html", context)


@unit_page
@require_safe
def branch(request: PersonRequest, pk: int) -> HttpResponse:
    """What is directly below, as a part of the tree."""
    unit = get_object_or_404(_seen(request), pk=pk)
    return render(request, "organisation/_branch.html", {"kinds": _below(unit)})


@unit_page
@require_safe
def unit(request: PersonRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    row = get_object_or_404(_seen(request).select_related("parent"), pk=pk)
    above = figures.ancestors_of([row])
    seen = scope(request.user, Permission.UNIT_VIEW)
    context = {
        "unit": row,
        "above": [above[k] for k in row.ancestor_ids if seen.covers(above[k].path)],
        "kinds": _below(row),
        "counts": _counts(row),
        "links": row.links.filter(valid_on(today)).select_related("place"),
        "linked": row.linked.filter(valid_on(today)).select_related("unit"),
        "people": _people(request, row),
        "successors": row.successors.select_related("new"),
        "predecessors": row.predecessors.select_related("old"),
        "deeds": _deeds(request, row),
        "may_appoint": may(request.user, Permission.PEOPLE_EDIT, row),
    }
    return render(request, "organisation/unit.html", context)


@found_with(Permission.UNIT_EDIT)
@require_safe
def export(request: PersonRequest) -> HttpResponseBase:
    """The tree of today, as the import reads it."""
    links = UnitLink.objects.select_related("place")
    rows = (
        visible_to(request.user, Permission.UNIT_EDIT, Unit.objects.all(), "path")
        .filter(valid_to=None)
        .select_related("parent")
        .prefetch_related(Prefetch("links", links))
        .order_by("path")
    )
    records = sheet.listed(rows.iterator(chunk_size=500))
    if request.GET.get("format") == "csv":
        return as_csv(sheet.COLUMNS, records, name=kept("单位"))
    return as_workbook(sheet.COLUMNS, records, name=kept("单位"))


# One deed a page: found through the door, one form, one action.


def new(request: PersonRequest, pk: int) -> HttpResponse:
    parent = _editable(request, pk)
    form = forms.NewUnitForm(request.POST or None, parent=parent)
    if form.is_valid():
        made = units.create_unit(parent=parent, by=request.user, **form.cleaned_data)
        return _done(request, made, _("已新增“%(unit)s”。"))
    title = _("在“%(unit)s”下新增单位") % {"unit": parent}
    return _asked(request, parent, form, title, _("新增"))


def correct(request: PersonRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    form = forms.CorrectForm(request.POST or None, unit=row)
    if form.is_valid():
        units.correct_unit(unit=row, by=request.user, **form.cleaned_data)
        return _done(request, row, _("已更正“%(unit)s”。"))
    said = [_("只改写错的字和编码，以前的统计也跟着显示新名称。真的改了名请用“更名”。")]
    return _asked(
        request, row, form, _("更正“%(unit)s”") % {"unit": row}, _("更正"), said
    )


def rename(request: PersonRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    form = forms.RenameForm(request.POST or None)
    if form.is_valid():
        made = successions.rename_unit(unit=row, by=request.user, **form.cleaned_data)
        return _done(request, made, _("已更名为“%(unit)s”。"))
    title = _("“%(unit)s”更名") % {"unit": row}
    return _asked(request, row, form, title, _("更名"), _succession_said(row))


def move(request: PersonRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    form = forms.MoveForm(request.POST or None, unit=row, units=_choosable(request))
    if form.is_valid():
        made = successions.move_unit(unit=row, by=request.user, **form.cleaned_data)
        return _done(request, made, _("“%(unit)s”已改隶。"))
    title = _("“%(unit)s”改隶") % {"unit": row}
    return _asked(request, row, form, title, _("改隶"), _succession_said(row))


def merge(request: PersonRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    form = forms.MergeForm(request.POST or None, unit=row, units=_choosable(request))
    if form.is_valid():
        given = dict(form.cleaned_data)
        all_of_them = [row, *given.pop("others")]
        made = successions.merge_units(units=all_of_them, by=request.user, **given)
        return _done(request, made, _("已合并为“%(unit)s”。"))
    title = _("“%(unit)s”与其他单位合并") % {"unit": row}
    return _asked(request, row, form, title, _("合并"), _succession_said(row))


def split(request: PersonRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    form = forms.SplitForm(request.POST or None, unit=row)
    if form.is_valid():
        made = successions.split_unit(
            unit=row,
            parts=[successions.Part(*part) for part in form.parts],
            children=form.children_of_parts,
            on=form.cleaned_data["on"],
            by=request.user,
        )
        return _done(request, made[0], _("已拆分。每个新单位都先保留原来的人员任职。"))
    title = _("拆分“%(unit)s”") % {"unit": row}
    return _asked(request, row, form, title, _("拆分"), _succession_said(row))


def close(request: PersonRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    form = forms.CloseForm(request.POST or None)
    if form.is_valid():
        units.close_unit(unit=row, by=request.user, **form.cleaned_data)
        return _done(request, row, _("“%(unit)s”已停用。"))
    said = [_("在那里的任职和管辖关系同一天结束。"), _("以前的记录和统计不受影响。")]
    title = _("停用“%(unit)s”") % {"unit": row}
    return _asked(request, row, form, title, _("停用"), said)


def link(request: PersonRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    kind = LinkKind.POLICES if row.kind == UnitKind.STATION else LinkKind.SERVES
    form = forms.LinkForm(request.POST or None, unit=row, units=_choosable(request))
    if form.is_valid():
        units.link_unit(unit=row, kind=kind, by=request.user, **form.cleaned_data)
        return _done(request, row, _("已保存“%(unit)s”管辖或服务的地方。"))
    title = _("“%(unit)s”%(kind)s的地方") % {"unit": row, "kind": kind.label}
    return _asked(request, row, form, title, _("保存"))


# What the pages above share.


def _seen(request: PersonRequest) -> Any:
    return visible_to(request.user, Permission.UNIT_VIEW, Unit.objects.all(), "path")


def _choosable(request: PersonRequest) -> QuerySet[Unit]:
    return visible_to(request.user, Permission.UNIT_EDIT, Unit.objects.all(), "path")


def _editable(request: PersonRequest, pk: int) -> Unit:
    return get_object_or_404(_choosable(request), pk=pk)


def _may_edit_all(request: PersonRequest) -> bool:
    return scope(request.user, Permission.UNIT_EDIT).everywhere


def _tops(request: PersonRequest) -> list[dict[str, Any]]:
    """The highest units of each part that one may see, the first one opened."""
    held = scope(request.user, Permission.UNIT_VIEW)
    paths = [p for p in held.paths if not any(_is_below(p, q) for q in held.paths)]
    tops = Unit.objects.valid(on=timezone.localdate()).filter(path__in=paths)
    return [
        {"unit": top, "kinds": _below(top) if len(paths) <= 2 else None}
        for top in tops.order_by("path")
    ]


def _is_below(path: str, other: str) -> bool:
    return path != other and path.startswith(other)


def _below(unit: Unit) -> list[Kind]:
    """Places first, in the order of their codes; then institutions by kind."""
    children = figures.children_of(unit, on=timezone.localdate())
    order = list(UnitKind)
    by_kind = sorted(children, key=lambda child: order.index(UnitKind(child.kind)))
    kinds = (
        (UnitKind(kind), list(units))
        for kind, units in groupby(by_kind, key=attrgetter("kind"))
    )
    return [
        Kind(str(kind.label), units, kind not in PLACES and len(units) > MANY)
        for kind, units in kinds
    ]


def _counts(unit: Unit) -> list[tuple[str, int]]:
    counts = figures.count_by_kind(within=unit, on=timezone.localdate())
    return [(str(k.label), counts[k.value]) for k in UnitKind if k.value in counts]


def _people(request: PersonRequest, unit: Unit) -> QuerySet[Appointment] | None:
    if not may(request.user, Permission.PEOPLE_VIEW, unit):
        return None
    held = unit.appointments.filter(valid_on(timezone.localdate()))
    return held.select_related("person").order_by("role", "person__name")


def _deeds(request: PersonRequest, unit: Unit) -> list[tuple[str, str]]:
    """What may be done to the unit now: a label and an address each."""
    if unit.valid_to or not may(request.user, Permission.UNIT_EDIT, unit):
        return []
    deeds = [(_("更正"), "correct")]
    if unit.kind not in PLACES:
        deeds.append((_("管辖或服务的地方"), "link"))
    if unit.parent_id:
        deeds += [(_("更名"), "rename"), (_("改隶"), "move"), (_("合并"), "merge")]
        deeds += [(_("拆分"), "split"), (_("停用"), "close")]
    return [
        (label, reverse(f"organisation:{verb}", args=[unit.pk]))
        for label, verb in deeds
    ]


def _succession_said(unit: Unit) -> list[str]:
    return [
        _("从那一天起由新的单位接替，以前的统计仍记在“%(unit)s”名下。")
        % {"unit": unit},
        _("下级单位、人员任职、代理人和管辖关系一并带过去。"),
        _("不能撤销；弄错了要再办理一次变动。"),
    ]


def _asked(
    request: PersonRequest,
    unit: Unit,
    form: Form,
    title: str,
    verb: str,
    consequences: list[str] | None = None,
) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "verb": verb,
        "back_url": reverse("organisation:unit", args=[unit.pk]),
        "back_label": unit.name,
        "consequences": consequences,
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisation/deed.html", context, status=status)


def _done(request: PersonRequest, unit: Unit, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"unit": unit})
    return redirect("organisation:unit", pk=unit.pk)


Deed = Callable[[PersonRequest, int], HttpResponseBase]
DEEDS: dict[str, Deed] = {
    verb.__name__: found_with(Permission.UNIT_EDIT)(verb)
    for verb in (new, correct, rename, move, merge, split, close, link)
}
