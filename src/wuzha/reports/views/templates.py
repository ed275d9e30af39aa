"""The county's own templates of papers: uploaded, tried, taken back."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.documents.uploads import PAPERS, checked
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Unit
from wuzha.reports import actions
from wuzha.reports.contents import PaperKind, Words, contents, usual_period
from wuzha.reports.forms import TemplateForm
from wuzha.reports.models import PaperTemplate
from wuzha.reports.papers import LISTS, PLAIN, paper_of
from wuzha.reports.papers import template as shipped
from wuzha.reports.views.papers import own_template, word_file
from wuzha.workplans.models import WorkPlan
from wuzha.workplans.states import PlanState

SAMPLE = Words(number="第1期", addressee="各乡镇人民政府", copies="县委办公室")


@require_safe
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def templates(request: PersonRequest) -> HttpResponse:
    rows = PaperTemplate.objects.in_force().select_related("uploaded_by")
    own = {row.kind: row for row in rows}
    kinds = [(kind, own.get(kind.value)) for kind in PaperKind]
    context = {
        "kinds": kinds,
        "back_url": reverse("settings"),
        "back_label": _("设置"),
    }
    return render(request, "reports/templates.html", context)


@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def template(request: PersonRequest, kind: str) -> HttpResponse:
    """One kind: the fields that it can show, and another file in its place."""
    _known(kind)
    form = TemplateForm(posted(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        upload = checked(file, name=file.name, kinds=PAPERS)
        actions.put_template(kind=kind, upload=upload, by=request.user)
        messages.success(request, _("模板已启用，请看一遍样张。"))
        return redirect("paper_template", kind)
    own = PaperTemplate.objects.in_force().filter(kind=kind).first()
    context = {
        "kind": PaperKind(kind),
        "own": own,
        "form": form,
        "fields": list(_fields()),
        "verb": _("上传并启用"),
        "back_url": reverse("paper_templates"),
    }
    return render(request, "reports/template.html", context)


@require_safe
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def file(request: PersonRequest, kind: str) -> HttpResponse:
    """The template itself, to be changed in Word."""
    _known(kind)
    return word_file(own_template(kind) or shipped(kind), f"template-{kind}")


@require_safe
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def preview(request: PersonRequest, kind: str) -> HttpResponse:
    """Filled with the county's present figures."""
    _known(kind)
    now = timezone.now()
    plan = WorkPlan.objects.filter(state=PlanState.CONFIRMED).first()
    made = contents(
        kind=kind,
        unit=Unit.objects.root(),
        period=usual_period(kind, timezone.localdate(now)),
        words=SAMPLE,
        plan=plan if kind == PaperKind.SPECIAL else None,
        now=now,
    )
    return word_file(paper_of(made, own_template(kind)), f"sample-{kind}")


@require_POST
@found_with(Permission.SETTINGS_EDIT, everywhere=True)
def take_back(request: PersonRequest, kind: str) -> HttpResponse:
    _known(kind)
    actions.take_back_template(kind=kind, by=request.user)
    messages.success(request, _("已恢复自带的模板。"))
    return redirect("paper_template", kind)


def _known(kind: str) -> None:
    if kind not in PaperKind:
        raise Http404


def _fields() -> Iterator[tuple[str, str]]:
    """As they are written in a template, with what each is."""
    for name, label in PLAIN.items():
        yield f"{{{{ {name} }}}}", label
    for name, record in LISTS.items():
        for field, label in record.items():
            yield f"{{{{ item.{field} }}}}", f"{name}：{label}"
