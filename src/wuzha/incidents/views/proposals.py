"""The class that an incident's story speaks for, as its page shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wuzha.detection.texts.stories import sorted_story
from wuzha.detection.texts.verdicts import Reason
from wuzha.incidents.forms.classes import SortingForm
from wuzha.incidents.models import Incident, Sorting
from wuzha.incidents.telling import Piece, pieces
from wuzha.lib.taxonomy import taxonomy

MOST_REASONS = 6


@dataclass(frozen=True)
class Proposal:
    """`differs`: another class than the incident is entered under. `last` is what an
    officer said before, `form` there only for who may say it now."""

    name: str
    differs: bool
    reasons: tuple[Reason, ...]
    story: tuple[Piece, ...]
    last: Sorting | None
    form: SortingForm


def proposal_for(incident: Incident) -> Proposal:
    found = sorted_story(incident.story)
    code = found.subtype or found.fraud_class
    registered = incident.fraud_subtype or incident.fraud_class
    # What the officer entered may be finer than what the story tells.
    agrees = not code or (code == incident.fraud_class and not found.subtype)
    reasons = found.reasons[:MOST_REASONS]
    last = incident.sortings.select_related("sorted_by").first()
    return Proposal(
        name=class_name(code),
        differs=bool(code) and found.fraud_class != incident.fraud_class,
        reasons=reasons,
        story=tuple(pieces(incident.story, reasons)),
        last=last,
        form=SortingForm(initial={"kind": registered if agrees else code}),
    )


def class_name(code: str) -> str:
    """Of a class or sub-type; empty for none."""
    if not code:
        return ""
    kinds = taxonomy()
    name = _(kinds.fraud_class(code).short)
    return f"{name} · {_(kinds.subtype(code).name)}" if "-" in code else name
