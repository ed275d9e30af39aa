"""One case: who, how urgent, what was done, what comes next."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wuzha.earlywarnings import actions
from wuzha.earlywarnings.guidance import measures
from wuzha.earlywarnings.history import history
from wuzha.earlywarnings.models import Dissuasion, Meeting, MeetingPhoto
from wuzha.earlywarnings.states import BEFORE_MEETING, OPEN, State
from wuzha.earlywarnings.views.answers import saved
from wuzha.earlywarnings.views.clocks import clocks_of
from wuzha.earlywarnings.views.deeds import deeds_for
from wuzha.earlywarnings.views.rows import opening, seen_by, workable_by
from wuzha.lib.scripts import common, script_for
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Person, Unit
from wuzha.security.reveal import reveal_view

EARLIER = 5
REVEALED = {
    "name": Permission.CONTACT_REVEAL,
    "phone": Permission.CONTACT_REVEAL,
    "address": Permission.CONTACT_REVEAL,
    "identity": Permission.IDENTITY_REVEAL,
}


@require_safe
def case(request: PersonRequest, pk: int) -> HttpResponse:
    """Whoever only works on it is led to the visit page."""
    found = seen_by(request.user).select_related("incident", "duplicate_of")
    row = found.filter(pk=pk).first()
    if row is None:
        row = get_object_or_404(workable_by(request.user), pk=pk)
        return redirect("earlywarnings:visit", pk=row.pk)
    script = script_for(row.fraud_class)
    person = request.user
    context = {
        "case": row,
        "clocks": clocks_of(row),
        "warnings": row.warnings.select_related("received_by").order_by("-received_at"),
        "meeting": _meeting(row),
        "revisits": row.revisits.filter(cancelled_at=None).select_related("by"),
        "earlier": _earlier(person, row),
        "history": history(row),
        "script": script,
        "opening": opening(script, person),
        "common": common(),
        "reveals": _reveals(person, row),
        **_next(person, row),
    }
    return render(request, "earlywarnings/case.html", context)


@require_POST
@found_with(Permission.INCIDENT_OPEN)
def open_case(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(seen_by(request.user), pk=pk)
    incident = actions.open_case(dissuasion=row, by=request.user)
    said = _("已转为案件 %(number)s，请核对付款并申请止付。")
    return saved(
        request, incident.get_absolute_url(), said % {"number": incident.number}
    )


@require_safe
@never_cache
def photo(request: PersonRequest, pk: int) -> HttpResponse:
    """Each look is recorded, as every reading of somebody's data is."""
    seen = seen_by(request.user).values("pk")
    shown = get_object_or_404(
        MeetingPhoto.objects.filter(
            meeting__dissuasion__in=seen, meeting__taken_back_at=None
        ).select_related("meeting__dissuasion__unit"),
        pk=pk,
    )
    picture = actions.look_at_photo(photo=shown, by=request.user)
    return HttpResponse(
        picture, content_type="image/jpeg", headers={"Content-Disposition": "inline"}
    )


def _opened(request: PersonRequest, pk: int) -> tuple[Dissuasion, Unit]:
    row = get_object_or_404(seen_by(request.user), pk=pk)
    return row, row.unit


reveal = reveal_view(door=_opened, fields=REVEALED)


def _next(person: Person, row: Dissuasion) -> dict[str, Any]:
    """The one next step, and what else is possible."""
    deeds = dict(deeds_for(person, row))
    if row.incident:
        deeds.pop("join", None)
    may_work = row.is_open and may(person, Permission.WARNING_WORK, row.unit)
    primary = ""
    if row.state == State.TRIAGE:
        primary = "dispatch"
    elif row.state == State.FED_BACK:
        primary = "close"
    lost = row.defrauded_at is not None and row.incident is None
    return {
        "deeds": deeds,
        "primary": primary if primary in deeds else "",
        "may_sign": may_work and row.state == State.DISPATCHED,
        "may_visit": may_work and row.state in (*BEFORE_MEETING[1:], State.MET),
        "is_lost": lost,
        "may_open_case": row.incident is None and may(person, Permission.INCIDENT_OPEN),
        "may_resume": row.is_open
        and may(person, Permission.WARNING_DISPATCH, row.unit),
    }


def _reveals(person: Person, row: Dissuasion) -> set[str]:
    if row.deidentified_at or (row.state not in OPEN and not row.incident):
        return set()
    return {
        field
        for field, permission in REVEALED.items()
        if may(person, permission, row.unit)
    }


def _meeting(row: Dissuasion) -> dict[str, Any] | None:
    standing = row.meetings.filter(taken_back_at=None).select_related("by")
    met: Meeting | None = standing.first()
    if met is None:
        return None
    labels = measures()
    return {
        "met": met,
        "photos": list(met.photos.only("pk")),
        "measures": [_(labels[code].label) for code in met.measures if code in labels],
    }


def _earlier(person: Person, row: Dissuasion) -> list[Dissuasion]:
    """Of the same person, and seen by this one."""
    same = Q(pk__in=[])
    for column in ("phone_key", "identity_key"):
        if key := getattr(row, column):
            same |= Q(**{column: key})
    others = seen_by(person).filter(same).exclude(pk=row.pk)
    return list(others.order_by("-received_at")[:EARLIER])
