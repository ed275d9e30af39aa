"""The story of an incident: sorted into its class, taken along without names."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.detection.texts.stories import sorted_story
from wuzha.incidents.inputs import class_columns
from wuzha.incidents.models import Incident, Sorting
from wuzha.incidents.telling import told_outside
from wuzha.lib.narratives import Masked
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person


@transaction.atomic
def sort_incident(
    *,
    incident: Incident,
    kind: str,
    at: datetime | None = None,
    by: Person,
) -> Sorting:
    """`kind` is a class or sub-type. What was proposed is asked again and kept beside
    what the officer chose."""
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    incident = Incident.objects.locked(incident)
    incident.refuse_unless_editable()
    proposal = sorted_story(incident.story)
    columns = class_columns(kind.partition("-")[0], kind if "-" in kind else "")
    for column, value in columns.items():
        setattr(incident, column, value)
    incident.save(update_fields=[*columns])
    sorting = Sorting.objects.create(
        incident=incident,
        proposed=proposal.subtype or proposal.fraud_class,
        chosen=kind,
        signs=[reason.id for reason in proposal.reasons],
        version=proposal.version,
        sorted_at=at or timezone.now(),
        sorted_by=by,
    )
    record(
        "incident.sorted",
        by=by,
        subject=incident,
        unit=incident.unit,
        proposed=sorting.proposed,
        chosen=sorting.chosen,
        version=sorting.version,
    )
    return sorting


@transaction.atomic
def take_story(*, incident: Incident, by: Person) -> Masked:
    """For publicity: the story without those whom it could lead to."""
    require(by, Permission.INCIDENT_VIEW, incident.unit)
    masked = told_outside(incident)
    record(
        "incident.story_taken",
        by=by,
        subject=incident,
        unit=incident.unit,
        outcome=Outcome.READ,
        hidden=sum(masked.hidden.values()),
    )
    return masked
