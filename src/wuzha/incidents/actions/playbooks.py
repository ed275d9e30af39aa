"""A playbook is started in an incident; from then on it runs in `workplans`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.incidents.models import Incident
from wuzha.incidents.states import IncidentState
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.workplans import playing
from wuzha.workplans.models import Playbook, PlaybookRun


@transaction.atomic
def start_playbook(
    *, incident: Incident, playbook: Playbook, by: Person
) -> PlaybookRun:
    """While the incident is open, by who works on it."""
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    rows = Incident.objects.select_for_update(no_key=True, of=("self",))
    incident = rows.select_related("unit").get(pk=incident.pk)
    if incident.state not in (IncidentState.REPORTED, IncidentState.OPEN):
        raise Refused(
            _("案件现在是“%(state)s”，不能启动预案。") % {"state": incident.state_label}
        )
    if not Playbook.objects.for_use_at(incident.unit).filter(pk=playbook.pk).exists():
        raise Refused(_("这个预案在本单位不能启动。请刷新页面，重新选择。"))
    run = playing.begin(
        playbook=playbook,
        unit=incident.unit,
        subject=incident,
        name=incident.number,
        url=incident.get_absolute_url(),
        at=timezone.now(),
        by=by,
    )
    record(
        "playbook.started",
        by=by,
        subject=incident,
        unit=incident.unit,
        title=run.title,
    )
    return run
