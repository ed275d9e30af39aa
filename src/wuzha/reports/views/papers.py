"""Papers put together from figures: seen on a page, taken away as Word or Excel."""

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from wuzha.lib.periods import Period
from wuzha.organisation.access import Permission, scope, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import PLACES, PaperTemplate, Person, Unit
from wuzha.reports.answers import answers_of
from wuzha.reports.contents import Contents, PaperKind, contents
from wuzha.reports.forms import PaperForm
from wuzha.reports.lines import lines_of
from wuzha.reports.models import IssuedPaper
from wuzha.reports.papers import ENDS, WORD, as_issued, paper_of, report_paper
from wuzha.reports.sheets import paper_sheet, report_sheet
from wuzha.reports.views.door import expected_or_404, report_of
from wuzha.workplans.models import ExpectedReport, WorkPlan
from wuzha.workplans.states import PlanState


@require_safe
@found_with(Permission.TASK_REVIEW)
def papers(request: PersonRequest) -> HttpResponse:
    """The address holds everything: the same one gives the same paper again."""
    form = _form(request)
    made = _contents(form) if form.is_bound and form.is_valid() else None
    context = {"form": form, "contents": made, "here": "papers"}
    return render(request, "reports/papers.html", context)


@require_safe
@found_with(Permission.TASK_REVIEW)
def word(request: PersonRequest) -> HttpResponse:
    made = _asked_for(request)
    own = PaperTemplate.objects.own(made.kind)
    return word_file(paper_of(made, own), _name(made))


@require_safe
@found_with(Permission.TASK_REVIEW)
def excel(request: PersonRequest) -> FileResponse:
    made = _asked_for(request)
    name = f"{_name(made)}.xlsx"
    return FileResponse(paper_sheet(made), as_attachment=True, filename=name)


@require_safe
def report_word(request: PersonRequest, pk: int) -> HttpResponse:
    expected = expected_or_404(request, pk)
    found = report_of(expected)
    lines, answers = lines_of(expected, found), answers_of(found)
    paper = report_paper(expected, found, lines, answers)
    return word_file(paper, _report_name(expected))


@require_safe
def issued(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """As it was when the report was accepted."""
    expected = expected_or_404(request, pk)
    found = get_object_or_404(IssuedPaper, pk=paper, report__expected=expected)
    day = timezone.localdate(found.issued_at)
    return word_file(as_issued(found), f"{_report_name(expected)} {day:%m%d}")


@require_safe
def report_excel(request: PersonRequest, pk: int) -> FileResponse:
    expected = expected_or_404(request, pk)
    found = report_of(expected)
    file = report_sheet(expected, lines_of(expected, found), answers_of(found))
    name = f"{_report_name(expected)}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def _form(request: PersonRequest) -> PaperForm:
    running = WorkPlan.objects.listed().filter(state=PlanState.CONFIRMED)
    plans = visible_to(request.user, Permission.PLAN_VIEW, running)
    asked = request.GET if request.GET.get("kind") in PaperKind else None
    units = _units(request.user)
    return PaperForm(asked, units=units, plans=plans.order_by("-uploaded_at"))


def _asked_for(request: PersonRequest) -> Contents:
    form = _form(request)
    if not form.is_bound or not form.is_valid():
        raise Http404
    return _contents(form)


def _contents(form: PaperForm) -> Contents:
    asked, now = form.cleaned_data, timezone.now()
    plan: WorkPlan | None = asked["plan"]
    return contents(
        kind=asked["kind"],
        unit=asked["unit"],
        period=form.period(timezone.localdate(now)),
        words=form.words,
        plan=plan if asked["kind"] == PaperKind.SPECIAL else None,
        now=now,
    )


def _units(person: Person) -> QuerySet[Unit]:
    """Where they review, and the places right below."""
    held = scope(person, Permission.TASK_REVIEW).paths
    below = Q(parent__path__in=held, kind__in=PLACES)
    units = Unit.objects.valid(on=timezone.localdate())
    return units.filter(Q(path__in=held) | below).order_by("path")


def _name(made: Contents) -> str:
    """That of a file: by it several are told apart in a folder."""
    return f"{made.title} {_days(made.period)}"


def _report_name(expected: ExpectedReport) -> str:
    duty = expected.duty.text[:20].rstrip(ENDS)
    return f"{expected.unit} {duty} {_days(expected.period)}"


def _days(period: Period) -> str:
    return f"{period.first:%Y%m%d}-{period.last:%m%d}"


def word_file(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(
        as_attachment=True, filename=f"{name}.docx"
    )
    headers = {"Content-Disposition": str(disposition)}
    return HttpResponse(content, content_type=WORD, headers=headers)
