"""The phone at the door: what is mine, whom to call, what came of it."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wuzha.earlywarnings import actions
from wuzha.earlywarnings.forms.visits import (
    AttemptForm,
    EntryForm,
    FeedbackForm,
    MeetingForm,
    PhotoForm,
    RevisitForm,
)
from wuzha.earlywarnings.guidance import ContactResult, contact_results
from wuzha.earlywarnings.models import Dissuasion, Meeting, Revisit
from wuzha.earlywarnings.photos import LARGEST
from wuzha.earlywarnings.states import Belief, Outcome, State
from wuzha.earlywarnings.views.answers import (
    Rows,
    conflict,
    entry_key,
    invalid,
    saved,
    wants_json,
)
from wuzha.earlywarnings.views.clocks import clocks_of
from wuzha.earlywarnings.views.rows import (
    attach_clocks,
    by_clock,
    opening,
    own_work,
    workable_by,
)
from wuzha.lib.scripts import common, script_for
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.security.actions import reveal_field

PAGE = 50
# A revisit stands in the list from so long before it is due.
REVISIT_AHEAD = timedelta(hours=12)
CONTACT_STATES = (State.DISPATCHED, State.SIGNED, State.CONTACTED)
worker_page = found_with(Permission.WARNING_WORK)


@worker_page
@require_safe
def visits(request: PersonRequest) -> HttpResponse:
    """What is mine, by clock; then the revisits of the next hours."""
    mine = own_work(request.user)
    rows = by_clock(mine.exclude(state=State.FED_BACK))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    attach_clocks(page.object_list)
    soon = timezone.now() + REVISIT_AHEAD
    revisits = Revisit.objects.waiting().filter(
        dissuasion__in=mine.values("pk"), due_at__lte=soon
    )
    context = {
        "page": page,
        "revisits": revisits.select_related("dissuasion__place")[:PAGE],
    }
    return render(request, "earlywarnings/visits.html", context)


@worker_page
@require_safe
@never_cache
def visit(request: PersonRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(workable_by(request.user), pk=pk)
    actions.open_visit(dissuasion=case, by=request.user)
    return _page(request, case)


@worker_page
@require_POST
def sign(request: PersonRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(workable_by(request.user), pk=pk)
    actions.sign(dissuasion=case, by=request.user)
    back = "visit" if request.POST.get("back") == "visit" else "case"
    return saved(request, reverse(f"earlywarnings:{back}", args=(pk,)), _("已签收。"))


@worker_page
@require_POST
@never_cache
def dial(request: PersonRequest, pk: int) -> HttpResponse:
    """The number, once, for the call: one tap."""
    case = get_object_or_404(workable_by(request.user), pk=pk)
    phone = reveal_field(
        subject=case,
        field="phone",
        reason=_("劝阻联系"),
        permission=Permission.CONTACT_REVEAL,
        unit=case.unit,
        by=request.user,
    )
    if wants_json(request):
        return JsonResponse({"phone": phone})
    context = {"case": case, "phone": phone}
    return render(request, "earlywarnings/dialled.html", context)


@worker_page
@require_POST
def attempt(request: PersonRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(workable_by(request.user), pk=pk)
    form = AttemptForm(request.POST, auto_id="attempt_%s")
    if not form.is_valid():
        return _again(request, case, form, "attempt_form")
    kept = form.cleaned_data
    made = actions.record_attempt(
        dissuasion=case,
        key=entry_key(request, form),
        way=kept["way"],
        result=kept["result"],
        note=kept["note"],
        made_at=kept["made_at"],
        by=request.user,
    )
    result = contact_results()[made.result]
    undo = reverse("earlywarnings:take_back_attempt", args=(made.pk,))
    facts = {"result": _(result.label), "advice": _(result.advice)}
    said = _("%(result)s。%(advice)s") % facts
    return saved(request, _here(case), said, undo)


@worker_page
@require_POST
def meeting(request: PersonRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(workable_by(request.user), pk=pk)
    form = MeetingForm(request.POST, auto_id="meeting_%s")
    if not form.is_valid():
        return _again(request, case, form, "meeting_form")
    key, seen = entry_key(request, form), form.cleaned_data["version"]
    other = case.meetings.filter(taken_back_at=None).exclude(key=key).first()
    if other and seen != case.version and wants_json(request):
        return conflict(case, _both(form, other), _here(case))
    met = actions.record_meeting(
        dissuasion=case,
        key=key,
        meeting=form.meeting,
        seen=seen,
        made_at=form.cleaned_data["made_at"],
        by=request.user,
    )
    undo = reverse("earlywarnings:take_back_meeting", args=(met.pk,))
    return saved(request, _here(case), _("见面已记录，请写反馈。"), undo)


@worker_page
@require_POST
def add_photo(request: PersonRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(workable_by(request.user), pk=pk)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["photo"].read(LARGEST + 1)
        actions.add_photo(dissuasion=case, content=content, by=request.user)
        return saved(request, _here(case), _("照片已保存。"))
    return _page(request, case, status=422, photo_form=form)


@worker_page
@require_POST
def feed_back(request: PersonRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(workable_by(request.user), pk=pk)
    form = FeedbackForm(request.POST, auto_id="feedback_%s")
    if not form.is_valid():
        return _again(request, case, form, "feedback_form")
    actions.feed_back(
        dissuasion=case,
        outcome=form.cleaned_data["outcome"],
        opinion=form.cleaned_data["opinion"],
        by=request.user,
    )
    url = reverse("earlywarnings:visits")
    return saved(request, url, _("%(number)s 已反馈，等待复核。") % {"number": case})


@worker_page
@require_POST
def revisit(request: PersonRequest, pk: int) -> HttpResponse:
    planned = get_object_or_404(
        Revisit.objects.filter(dissuasion__in=workable_by(request.user).values("pk")),
        pk=pk,
    )
    case = get_object_or_404(workable_by(request.user), pk=planned.dissuasion_id)
    form = RevisitForm(request.POST, auto_id="revisit_%s")
    if not form.is_valid():
        return _again(request, case, form, "revisit_form")
    actions.record_revisit(
        revisit=planned,
        key=entry_key(request, form),
        way=form.cleaned_data["way"],
        result=form.cleaned_data["result"],
        note=form.cleaned_data["note"],
        by=request.user,
    )
    return saved(request, reverse("earlywarnings:visits"), _("回访已记录。"))


@worker_page
@require_POST
def take_back_attempt(request: PersonRequest, pk: int) -> HttpResponse:
    mine = request.user.attempts_made.filter(
        dissuasion__in=workable_by(request.user).values("pk")
    )
    made = get_object_or_404(mine, pk=pk)
    actions.take_back_attempt(attempt=made, by=request.user)
    return saved(request, _here(made.dissuasion), _("已撤回。"))


@worker_page
@require_POST
def take_back_meeting(request: PersonRequest, pk: int) -> HttpResponse:
    mine = request.user.meetings_held.filter(
        dissuasion__in=workable_by(request.user).values("pk")
    )
    met = get_object_or_404(mine, pk=pk)
    actions.take_back_meeting(meeting=met, by=request.user)
    return saved(request, _here(met.dissuasion), _("已撤回。"))


def _here(case: Dissuasion) -> str:
    return reverse("earlywarnings:visit", args=(case.pk,))


def _again(
    request: PersonRequest, case: Dissuasion, form: EntryForm, name: str
) -> HttpResponse:
    if wants_json(request):
        return invalid(form)
    return _page(request, case, status=422, **{name: form})


def _page(
    request: PersonRequest, case: Dissuasion, status: int = 200, **bound: Form
) -> HttpResponse:
    script = script_for(case.fraud_class)
    planned = case.revisits.waiting().first()
    forms: dict[str, Any] = {}
    if case.state in CONTACT_STATES:
        forms["attempt_form"] = AttemptForm(auto_id="attempt_%s")
        forms["meeting_form"] = _meeting_form(case)
        forms["results"] = _results()
    if case.state in (State.CONTACTED, State.MET):
        forms["feedback_form"] = _feedback_form(case)
    if case.state == State.MET:
        forms["photo_form"] = PhotoForm()
    if planned:
        forms["revisit_form"] = RevisitForm(auto_id="revisit_%s")
    context = {
        "case": case,
        "clocks": clocks_of(case)[:1],
        "script": script,
        "opening": opening(script, request.user),
        "common": common(),
        "attempts": _attempts(case),
        "planned": planned,
        "may_call": bool(case.phone) and case.is_open,
        **forms,
        **bound,
    }
    return render(request, "earlywarnings/visit.html", context, status=status)


def _results() -> list[tuple[str, list[ContactResult]]]:
    """Not reached, reached: what is pressed is sent."""
    usable = [one for one in contact_results().values() if not one.retired]
    return [
        (_("没有联系上"), [one for one in usable if not one.reached]),
        (_("联系上了"), [one for one in usable if one.reached]),
    ]


def _attempts(case: Dissuasion) -> list[dict[str, Any]]:
    labels = contact_results()
    made = case.attempts.filter(taken_back_at=None).select_related("by")
    return [
        {
            "at": one.at,
            "what": _("%(way)s：%(result)s")
            % {"way": one.get_way_display(), "result": _(labels[one.result].label)},
            "who": one.by,
            "detail": one.note,
        }
        for one in reversed(made)
    ]


def _meeting_form(case: Dissuasion) -> MeetingForm:
    initial = {"fraud_class": case.fraud_class, "version": case.version}
    return MeetingForm(initial=initial, auto_id="meeting_%s")


def _feedback_form(case: Dissuasion) -> FeedbackForm:
    """With the result that the last entry suggests."""
    last = case.attempts.filter(taken_back_at=None).last()
    suggested = contact_results()[last.result].outcome if last else ""
    met = case.meetings.filter(taken_back_at=None).first()
    if met:
        suggested = Outcome.DEFRAUDED if met.money_moved else Outcome.DISSUADED
    return FeedbackForm(initial={"outcome": suggested}, auto_id="feedback_%s")


def _both(form: MeetingForm, other: Meeting) -> Rows:
    """What is typed here and what a colleague has recorded."""
    mine = form.meeting
    moved = {True: _("已经转出"), False: _("没有"), None: _("没有说")}
    return [
        {"label": _("谁记的"), "mine": _("我"), "theirs": other.by.name},
        {
            "label": _("劝住了吗"),
            "mine": str(Belief(mine.belief).label),
            "theirs": other.get_belief_display(),
        },
        {
            "label": _("钱转出了吗"),
            "mine": moved[mine.money_moved],
            "theirs": moved[other.money_moved],
        },
        {"label": _("经过"), "mine": mine.story, "theirs": other.story},
    ]
