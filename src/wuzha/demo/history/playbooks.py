"""A playbook of the county, started a few minutes ago in its newest incident."""

from dataclasses import dataclass
from datetime import timedelta

from wuzha.clocks import engine
from wuzha.demo.history.world import World
from wuzha.incidents.models import Incident
from wuzha.incidents.states import IncidentState
from wuzha.lib.datafiles import DATA, load
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person
from wuzha.workplans import playing
from wuzha.workplans.models import (
    Playbook,
    PlaybookRole,
    PlaybookRun,
    PlaybookStep,
)
from wuzha.workplans.states import ClockKind, PlaybookState, PlayedState

WRITTEN, STARTED, TICKED = (
    timedelta(days=45),
    timedelta(minutes=4),
    timedelta(minutes=3),
)


@dataclass(frozen=True)
class Part:
    name: str
    office: str


@dataclass(frozen=True)
class Line:
    role: str
    text: str
    minutes: int | None = None


@dataclass(frozen=True)
class Written:
    title: str
    situation: str
    roles: tuple[Part, ...]
    steps: tuple[Line, ...]


def with_playbook(world: World) -> None:
    """Does nothing in a county without an open incident."""
    officer = world.county.holding(Role.DUTY_OFFICER)[0]
    playbook = _playbook(world, officer)
    open_ones = Incident.objects.filter(
        state=IncidentState.OPEN, reported_at__lt=world.now - STARTED
    )
    if incident := open_ones.select_related("unit").order_by("-reported_at").first():
        _begun(world, playbook, incident, officer)


def _playbook(world: World, by: Person) -> Playbook:
    written = load(Written, DATA / "demo" / "playbook.toml")
    at = world.now - WRITTEN
    playbook = Playbook.objects.create(
        unit=world.county.root,
        title=written.title,
        situation=written.situation,
        state=PlaybookState.IN_FORCE,
        made_by=by,
        made_at=at,
        confirmed_by=world.county.holding(Role.COUNTY_LEADER)[0],
        confirmed_at=at,
    )
    roles = {
        part.name: PlaybookRole.objects.create(
            playbook=playbook, name=part.name, office=part.office
        )
        for part in written.roles
    }
    PlaybookStep.objects.bulk_create(
        PlaybookStep(
            playbook=playbook,
            order=order,
            role=roles[line.role],
            text=line.text,
            minutes=line.minutes,
        )
        for order, line in enumerate(written.steps, 1)
    )
    return playbook


def _begun(
    world: World, playbook: Playbook, incident: Incident, by: Person
) -> PlaybookRun:
    """The first step is done a minute later; the others wait."""
    run = playing.begin(
        playbook=playbook,
        unit=incident.unit,
        subject=incident,
        name=incident.number,
        url=incident.get_absolute_url(),
        at=world.now - STARTED,
        by=by,
    )
    first = run.steps.all()[0]
    first.state, first.done_by = PlayedState.DONE, by
    first.done_at = world.now - TICKED
    first.note = "已接通，答应先不转了。"
    first.save(update_fields=["state", "done_by", "done_at", "note"])
    engine.stop(subject=first, kind=ClockKind.STEP, at=first.done_at)
    settle(subject=first)
    return run
