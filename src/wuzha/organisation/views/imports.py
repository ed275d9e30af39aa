"""Upload, look, confirm, take back: the same pages for every table (`ImportDesk`)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.documents import imports
from wuzha.documents.excel import outline
from wuzha.documents.models import ImportRun
from wuzha.documents.sheets import write_template
from wuzha.documents.states import ImportState
from wuzha.documents.uploads import checked
from wuzha.organisation.access import scope
from wuzha.organisation.actions import imports as actions
from wuzha.organisation.forms.imports import (
    ImportForm,
    MappingForm,
    UploadForm,
    best_of,
)
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.words import in_county_words

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_SHOWN = 200
WORKING = {ImportState.APPLYING, ImportState.UNDOING}


def import_patterns(desk: ImportDesk) -> list[URLPattern]:
    """Addresses `import_…` of the desk, to be included below the area's own."""
    name = f"import_{desk.name}"
    guarded = found_with(desk.permission)

    def page(view: Callable[..., Any]) -> Callable[..., Any]:
        return guarded(partial(view, desk=desk))

    return [
        path("", page(upload), name=name),
        path("template/", page(template), name=f"{name}_template"),
        path("mapping/", page(mapping), name=f"{name}_mapping"),
        path("<int:pk>/", page(run), name=f"{name}_run"),
        path("<int:pk>/confirm/", page(confirm), name=f"{name}_confirm"),
        path("<int:pk>/undo/", page(take_back), name=f"{name}_undo"),
        path("<int:pk>/discard/", page(discard), name=f"{name}_discard"),
    ]


def upload(request: PersonRequest, desk: ImportDesk) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, desk=desk)
    if form.is_valid():
        kept = actions.preview_import(desk=desk, planned=form.planned, by=request.user)
        return redirect(_address(request, desk, "run", kept))
    context = {
        "desk": desk,
        "form": form,
        "verb": _("上传并预览"),
        "back_url": reverse(desk.home),
        "template_url": _address(request, desk, "template"),
        "mapping_url": _address(request, desk, "mapping"),
        "runs": _shown(request, desk, runs_of(request, desk)[:10]),
    }
    return render(request, "organisation/import.html", context)


@require_safe
@in_county_words
def template(request: PersonRequest, desk: ImportDesk) -> HttpResponse:
    content = write_template(desk.kind().columns, title=_(desk.title))
    return HttpResponse(
        content,
        content_type=EXCEL,
        headers={"Content-Disposition": f'attachment; filename="{desk.name}.xlsx"'},
    )


def mapping(request: PersonRequest, desk: ImportDesk) -> HttpResponse:
    """A sample file first; then, for each column, which of its titles it has."""
    columns = desk.kind().columns
    titles = request.POST.getlist("title")
    form: forms.Form = UploadForm(request.POST or None, request.FILES or None)
    if titles:
        form = MappingForm(request.POST, columns=columns, titles=titles, found={})
        if form.is_valid():
            name = form.cleaned_data["name"]
            actions.save_mapping(
                desk=desk, name=name, mapped=form.mapped, by=request.user
            )
            messages.success(request, _("已保存，上传时选它就按它识别。"))
            return redirect(_address(request, desk))
    elif form.is_valid():
        file = form.cleaned_data["file"]
        sheet = best_of(outline(checked(file, name=file.name), expected=columns))
        form = MappingForm(
            None, columns=columns, titles=sheet.titles, found=sheet.found
        )
    context = {
        "desk": desk,
        "form": form,
        "titles": getattr(form, "titles", ()),
        "verb": _("保存对照") if isinstance(form, MappingForm) else _("读取列名"),
        "back_url": _address(request, desk),
    }
    return render(request, "organisation/import_mapping.html", context)


@require_safe
def run(request: PersonRequest, desk: ImportDesk, pk: int) -> HttpResponse:
    row = get_object_or_404(runs_of(request, desk), pk=pk)
    context = {
        "desk": desk,
        "run": row,
        "working": row.state in WORKING,
        "columns": [
            (column.title, row.mapping.get(column.name))
            for column in desk.kind().columns
        ],
        "before": imports.applied_before(row),
        "problems": row.rows.with_problems().order_by("number")[:ROWS_SHOWN],
        "back_url": _address(request, desk),
        "results_url": reverse(desk.results, args=[pk]) if desk.results else "",
        "urls": {
            verb: _address(request, desk, verb, row)
            for verb in ("confirm", "undo", "discard")
        },
    }
    return render(request, "organisation/import_run.html", context)


@require_POST
def confirm(request: PersonRequest, desk: ImportDesk, pk: int) -> HttpResponse:
    row = get_object_or_404(runs_of(request, desk), pk=pk)
    actions.confirm_import(desk=desk, run=row, by=request.user)
    return redirect(_address(request, desk, "run", row))


@require_POST
def take_back(request: PersonRequest, desk: ImportDesk, pk: int) -> HttpResponse:
    row = get_object_or_404(runs_of(request, desk), pk=pk)
    actions.take_back_import(desk=desk, run=row, by=request.user)
    return redirect(_address(request, desk, "run", row))


@require_POST
def discard(request: PersonRequest, desk: ImportDesk, pk: int) -> HttpResponse:
    row = get_object_or_404(runs_of(request, desk), pk=pk)
    actions.discard_import(desk=desk, run=row, by=request.user)
    messages.success(request, _("已删除这次预览，什么也没有导入。"))
    return redirect(_address(request, desk))


def runs_of(request: PersonRequest, desk: ImportDesk) -> QuerySet[ImportRun]:
    """One's own; all of them to whoever may import for the whole county."""
    runs = ImportRun.objects.filter(kind=desk.kind_name)
    if scope(request.user, desk.permission).everywhere:
        return runs
    return runs.filter(uploaded_by_person=request.user.pk)


def _shown(
    request: PersonRequest, desk: ImportDesk, runs: QuerySet[ImportRun]
) -> list[dict[str, Any]]:
    return [{"run": row, "url": _address(request, desk, "run", row)} for row in runs]


def _address(
    request: PersonRequest, desk: ImportDesk, verb: str = "", row: Any = None
) -> str:
    space = f"{request.resolver_match.namespace}:" if request.resolver_match else ""
    name = f"import_{desk.name}_{verb}" if verb else f"import_{desk.name}"
    return reverse(f"{space}{name}", args=[row.pk] if row else [])
