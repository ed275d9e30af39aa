"""The story of an incident: with its signs marked for those who work on it, masked for
everybody else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wuzha.detection.texts.verdicts import Reason
from wuzha.incidents.models import Incident
from wuzha.lib.narratives import Masked, masked
from wuzha.organisation.models import Unit


@dataclass(frozen=True)
class Piece:
    text: str
    is_marked: bool


def told_outside(incident: Incident) -> Masked:
    """What the incident itself knows of goes wherever it stands in the story."""
    names, places = known_names(incident), unit_names(incident)
    return masked(incident.story, names=names, places=places)


def known_names(incident: Incident) -> list[str]:
    """The victim's, and those of the accounts that the money went to."""
    return [
        incident.victim_name,
        *(one.payee_name for one in incident.payments.all()),
        *(one.account_name for one in incident.orders.all()),
    ]


def unit_names(incident: Incident) -> list[str]:
    """Of where the victim lives and who works on it, up to the county."""
    units = [one for one in (incident.place, incident.unit) if one is not None]
    keys = {key for one in units for key in (one.pk, *one.ancestor_ids)}
    return list(Unit.objects.filter(pk__in=keys).values_list("name", flat=True))


def pieces(story: str, reasons: Sequence[Reason]) -> Iterator[Piece]:
    """The story cut where a marked place begins or ends."""
    cuts = {0, len(story), *(cut for one in reasons for cut in (one.start, one.end))}
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        marked = any(one.start <= start and end <= one.end for one in reasons)
        yield Piece(story[start:end], marked)
