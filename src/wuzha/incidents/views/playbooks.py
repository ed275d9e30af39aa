"""Starting a playbook in an incident, and what of it the incident's page shows."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from wuzha.incidents import actions
from wuzha.incidents.forms.playbooks import StartForm
from wuzha.incidents.models import Incident
from wuzha.incidents.views.rows import find_or_404, visible_incidents
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, posted
from wuzha.organisation.models import Person
from wuzha.workplans.kinds import Situation
from wuzha.workplans.models import Playbook, PlaybookRun, RunStep
from wuzha.workplans.views.runs import steps_of


class Shown(NamedTuple):
    run: PlaybookRun
    steps: Sequence[RunStep]

    @property
    def done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)


def runs_of(incident: Incident, person: Person) -> list[Shown]:
    """What runs comes first."""
    rows = PlaybookRun.objects.of(incident).select_related("unit", "started_by")
    found = [Shown(run, steps_of(run, person)) for run in rows]
    return sorted(found, key=lambda one: not one.run.is_open)


def playbooks_for(incident: Incident) -> QuerySet[Playbook]:
    """Those of fraud first; what runs already is left out."""
    running = PlaybookRun.objects.open().of(incident).values("playbook")
    return Playbook.objects.for_use_at(incident.unit).exclude(pk__in=running)


def start(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_incidents(request.user), pk=pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, found.unit)
    playbooks = playbooks_for(found)
    first = playbooks.filter(situation=Situation.PHONE_FRAUD).first()
    form = StartForm(posted(request), initial={"playbook": first}, playbooks=playbooks)
    if request.method == "POST" and form.is_valid():
        run = actions.start_playbook(
            incident=found, by=request.user, **form.cleaned_data
        )
        return redirect(run)
    context = {
        "form": form,
        "verb": _("启动预案"),
        "heading": _("为 %(number)s 启动预案") % {"number": found.number},
        "consequences": [
            _("各步骤马上开始计时，并通知到负责的人。"),
            _("超时的会再次提醒，并报给您和上级。"),
        ],
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "incidents/deed.html", context)
