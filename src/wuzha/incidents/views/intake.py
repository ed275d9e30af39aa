"""A report comes in: on one page, in the order in which the caller tells it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.incidents import actions
from wuzha.incidents.forms.intake import (
    BriefReportForm,
    PaymentRows,
    PersonForm,
    ReportForm,
    StoryForm,
    typed_in,
)
from wuzha.incidents.inputs import VictimIn
from wuzha.incidents.jurisdiction import handlers, handling_unit, homes
from wuzha.incidents.models import ReportChannel
from wuzha.incidents.views.rows import reported_by
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Unit, UnitKind

CHANNELS = {
    UnitKind.BANK_BRANCH: ReportChannel.BANK,
    UnitKind.SCHOOL: ReportChannel.UNIT,
    UnitKind.FIRM: ReportChannel.UNIT,
}
LATEST = 20


class Intake:
    """The parts of the page. With `more` another row of payments is wanted: what was
    typed stays, and nothing is judged yet."""

    def __init__(self, request: PersonRequest) -> None:
        data = posted(request)
        self.more = "more" in request.POST
        bound = None if self.more else data
        held = scope(request.user, Permission.INCIDENT_OPEN)
        today = timezone.localdate()
        self.units = handlers(held, today)
        self.payments = PaymentRows(data, more=self.more)
        self.person = PersonForm(
            bound, prefix="who", initial=typed_in(data, "who", PersonForm)
        )
        self.story = StoryForm(
            bound, prefix="how", initial=typed_in(data, "how", StoryForm)
        )
        beginning = {"reported_at": timezone.localtime()}
        self.report = ReportForm(
            bound,
            prefix="at",
            initial=typed_in(data, "at", ReportForm) or beginning,
            places=homes(held, today),
            units=self.units,
        )
        self.parts = (self.person, self.story, self.report)

    @property
    def is_asked(self) -> bool:
        return self.person.is_bound

    def is_valid(self) -> bool:
        valid = [part.is_valid() for part in (self.payments, *self.parts)]
        return all(valid)

    def unit(self) -> Unit:
        """As chosen; else the station of where the victim lives; else one's own."""
        asked = self.report.cleaned_data
        if asked["unit"]:
            chosen: Unit = asked["unit"]
            return chosen
        own = self.units[0]
        if not asked["place"] or own.kind == UnitKind.STATION:
            return own
        return handling_unit(asked["place"], timezone.localdate())

    def facts(self) -> dict[str, Any]:
        asked = self.report.cleaned_data
        return {
            "unit": self.unit(),
            **self.story.classified(),
            "victim": self.person.victim(),
            "story": self.story.cleaned_data["story"],
            "payments": self.payments.payments(),
            "identifiers": self.story.identifiers(),
            "warning_ref": asked["warning_ref"],
            "reported_at": asked["reported_at"],
            "channel": asked["channel"],
            "place": asked["place"],
            "other_loss_cents": asked["other_loss_cents"] or 0,
            "money_out_form": asked["money_out_form"] or "bank_transfer",
        }


@found_with(Permission.INCIDENT_OPEN)
def take_report(request: PersonRequest) -> HttpResponse:
    intake = Intake(request)
    if intake.is_asked and intake.is_valid():
        incident = actions.open_incident(by=request.user, **intake.facts())
        said = _("%(number)s已登记。") % {"number": incident.number}
        messages.success(request, said)
        return redirect(incident)
    return render(request, "incidents/intake.html", {"intake": intake})


@found_with(Permission.INCIDENT_REPORT)
def report(request: PersonRequest) -> HttpResponse:
    """From a bank, a school, a firm or a grid: the police take it up."""
    unit = _own_unit(request)
    form = BriefReportForm(posted(request))
    rows = PaymentRows(posted(request), more="more" in request.POST)
    if "more" in request.POST:
        form = BriefReportForm(initial=request.POST.dict())
    if form.is_bound and form.is_valid() and rows.is_valid():
        told, kind = form.cleaned_data, form.classified()
        incident = actions.report_incident(
            reporting_unit=unit,
            unit=handling_unit(unit, timezone.localdate()),
            channel=CHANNELS.get(UnitKind(unit.kind), ReportChannel.GRID),
            victim=VictimIn(name=told["name"], phone=told["phone"]),
            story=told["story"],
            payments=rows.payments(),
            reported_at=told["reported_at"],
            fraud_class=kind["fraud_class"],
            sub_type=kind["sub_type"],
            by=request.user,
        )
        sent = _("%(number)s已上报，由%(unit)s受理。")
        facts = {"number": incident.number, "unit": incident.unit.name}
        messages.success(request, sent % facts)
        return redirect("incident_reports")
    context = {
        "form": form,
        "rows": rows,
        "unit": unit,
        "to": handling_unit(unit, timezone.localdate()),
        "verb": _("上报"),
    }
    return render(request, "incidents/report.html", context)


@require_safe
@found_with(Permission.INCIDENT_REPORT)
def reports(request: PersonRequest) -> HttpResponse:
    """What one's own unit has reported, and how it stands: nothing more of it."""
    rows = reported_by(request.user).select_related("unit", "reporting_unit")
    return render(request, "incidents/reports.html", {"reports": rows[:LATEST]})


def _own_unit(request: PersonRequest) -> Unit:
    """The first unit that the person may report from, institutions before places."""
    held = scope(request.user, Permission.INCIDENT_REPORT)
    own = list(Unit.objects.filter(path__in=held.paths).order_by("-path"))
    if not own:
        raise Http404
    return next((unit for unit in own if unit.kind in CHANNELS), own[0])
