"""The county's own templates of papers: uploaded, tried, taken back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.documents.uploads import PAPERS, checked
from wuzha.organisation.access import Permission
from wuzha.organisation.actions.templates import put_template, take_back_template
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import PaperTemplate
from wuzha.reports.forms import TemplateForm
from wuzha.reports.kinds import KINDS, Kind, marks_of
from wuzha.reports.views.papers import word_file


@require_safe
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def templates(request: PersonRequest) -> HttpResponse:
    rows = PaperTemplate.objects.in_force().select_related("uploaded_by")
    own = {row.kind: row for row in rows}
    context = {
        "kinds": [(kind, own.get(kind.value)) for kind in KINDS.values()],
        "back_url": reverse("settings"),
        "back_label": _("设置"),
    }
    return render(request, "reports/templates.html", context)


@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def template(request: PersonRequest, kind: str) -> HttpResponse:
    """One kind: the fields that it can show, and another file in its place."""
    known = _known(kind)
    form = TemplateForm(posted(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        upload = checked(file, name=file.name, kinds=PAPERS)
        put_template(kind=kind, known=known.fields, upload=upload, by=request.user)
        messages.success(request, _("模板已启用，请看一遍样张。"))
        return redirect("paper_template", kind)
    context = {
        "kind": known,
        "own": PaperTemplate.objects.in_force().filter(kind=kind).first(),
        "form": form,
        "fields": list(marks_of(known.fields)),
        "verb": _("上传并启用"),
        "back_url": reverse("paper_templates"),
    }
    return render(request, "reports/template.html", context)


@require_safe
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def file(request: PersonRequest, kind: str) -> HttpResponse:
    """The template itself, to be changed in Word."""
    known = _known(kind)
    own = PaperTemplate.objects.own(kind)
    return word_file(own or known.shipped(), f"template-{kind}")


@require_safe
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def preview(request: PersonRequest, kind: str) -> HttpResponse:
    """Filled as it would be."""
    sample = _known(kind).sample(PaperTemplate.objects.own(kind))
    return word_file(sample, f"sample-{kind}")


@require_POST
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def take_back(request: PersonRequest, kind: str) -> HttpResponse:
    _known(kind)
    take_back_template(kind=kind, by=request.user)
    messages.success(request, _("已恢复自带的模板。"))
    return redirect("paper_template", kind)


def _known(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]
