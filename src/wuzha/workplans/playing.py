"""How a playbook is set going. Called inside an action (of an incident, or of a drill)
that has checked the right and records the deed."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.clocks.engine import Start, cancel, start_many
from wuzha.lib.refused import Conflict, Refused
from wuzha.notices.outbox import Telling, tell_many
from wuzha.organisation.access import Permission, holders, on_duty
from wuzha.organisation.models import LinkKind, Person, Unit, valid_on
from wuzha.organisation.words import kept
from wuzha.workplans.models import Playbook, PlaybookRole, PlaybookRun, RunStep
from wuzha.workplans.models.playbooks import RunStepQuerySet
from wuzha.workplans.states import ClockKind, PlaybookState
from wuzha.workplans.timing import number

LONGEST = 50


def begin(
    *,
    playbook: Playbook,
    unit: Unit,
    subject: models.Model | None = None,
    name: str = "",
    url: str = "",
    at: datetime,
    by: Person,
) -> PlaybookRun:
    """A copy of the steps, each with its people and its clock; without a subject it is
    a drill. `name` is what the subject is called, `url` its page."""
    playbook = Playbook.objects.locked(playbook)
    if playbook.state != PlaybookState.IN_FORCE:
        raise Refused(
            _("预案现在是“%(state)s”，不能启动。") % {"state": playbook.state_label}
        )
    if subject and PlaybookRun.objects.open().of(subject).filter(playbook=playbook):
        raise Conflict(_("这个预案已经启动，正在进行。请刷新页面查看。"))
    drills = PlaybookRun.objects.open().filter(playbook=playbook, is_drill=True)
    if subject is None and drills.filter(unit=unit).exists():
        raise Conflict(_("这个预案正在这个单位演练。请先结束，或到“启动记录”里查看。"))
    run = PlaybookRun.objects.create(
        playbook=playbook,
        title=playbook.title,
        unit=unit,
        is_drill=subject is None,
        subject_type=subject._meta.label if subject else "",
        subject_id=subject.pk if subject else None,
        subject_name=name,
        subject_url=url,
        started_by=by,
        started_at=at,
    )
    steps = _copied(run, playbook)
    _set_limits([step for step in steps if not step.is_counted_from_previous], at)
    tell_players(run, steps, at=at)
    return run


def time_following(step: RunStep, at: datetime) -> None:
    """A step has ended: that of the next counts from now, if it counts from there."""
    _set_limits(_following(step).filter(due_at=None), at)


def untime_following(step: RunStep, at: datetime) -> None:
    """It has not ended after all."""
    for waiting in _following(step):
        cancel(subject=waiting, kinds=[ClockKind.STEP], at=at)
        waiting.due_at = None
        waiting.save(update_fields=["due_at"])


def time_steps(steps: list[RunStep], at: datetime) -> None:
    """Those whose limit has not passed."""
    levels = number("playbook_step_levels", at).limits
    start_many(
        Start(
            kind=ClockKind.STEP,
            subject=step,
            unit=step.unit,
            begins=at,
            due_at=step.due_at,
            levels=levels,
        )
        for step in steps
        if step.due_at and step.due_at > at
    )


def tell_players(
    run: PlaybookRun, steps: list[RunStep], what: str = "", *, at: datetime
) -> None:
    """Each step to those who play its role."""
    tell_many(
        Telling(
            people=step.people.all(),
            item=_item(run, step, what),
            url=step.get_absolute_url(),
            subject=step,
            urgent=True,
            inside=run.is_drill,
        )
        for step in steps
    )


def tell_leader(run: PlaybookRun, step: RunStep, what: str, *, level: int) -> None:
    """At the end of a limit whoever started the run; above that whoever confirms plans
    at the unit of the playbook."""
    at = step.due_at or run.started_at
    above = on_duty(run.playbook.unit, Permission.PLAN_CONFIRM, at)
    tell_many(
        [
            Telling(
                people=[run.started_by] if level <= 1 else above,
                item=_item(run, step, what),
                url=step.get_absolute_url(),
                subject=step,
                urgent=True,
                inside=run.is_drill,
            )
        ]
    )


def _item(run: PlaybookRun, step: RunStep, what: str) -> str:
    words = f"{step.order}. {step.text[:LONGEST]}"
    if run.is_drill:
        words = kept("【演练】") + words
    return f"{words}：{what}" if what else words


def _following(step: RunStep) -> RunStepQuerySet:
    rows = RunStep.objects.open().filter(run=step.run_id, from_previous=True)
    return rows.filter(order=step.order + 1).select_related("unit")


def _set_limits(steps: Iterable[RunStep], at: datetime) -> None:
    at_once = number("playbook_at_once_minutes", at).whole
    limited = [step for step in steps if step.minutes is not None]
    for step in limited:
        step.due_at = at + timedelta(minutes=step.minutes or at_once)
    RunStep.objects.bulk_update(limited, ["due_at"])
    time_steps(limited, at)


def _copied(run: PlaybookRun, playbook: Playbook) -> list[RunStep]:
    at = run.started_at
    cast: dict[int | None, tuple[Unit, list[Person]]] = {}
    rows = playbook.steps.select_related("role__person", "role__unit")
    steps = []
    for step in rows:
        if step.role_id not in cast:
            cast[step.role_id] = _players(step.role, run, at)
        steps.append(
            RunStep(
                run=run,
                order=step.order,
                role=step.role.name if step.role else "",
                text=step.text,
                minutes=step.minutes,
                from_previous=step.from_previous,
                calls=step.calls,
                unit=cast[step.role_id][0],
            )
        )
    RunStep.objects.bulk_create(steps)
    people = [cast[step.role_id][1] for step in rows]
    for made, found in zip(steps, people, strict=True):
        made.people.set(found)
    return steps


def _players(
    role: PlaybookRole | None, run: PlaybookRun, at: datetime
) -> tuple[Unit, list[Person]]:
    """Whose the step is. Nobody on duty leaves it to who started the run, who sees that
    nobody was reached."""
    if role is None:
        return run.unit, [run.started_by]
    if role.person:
        return role.unit or run.unit, [role.person]
    if not role.office:
        where = role.unit or run.unit
        return where, on_duty(where, Permission.TASK_WORK, at)
    for place in _around(role.unit or run.unit, at):
        if found := holders(place, role.office, at):
            return place, found
    return role.unit or run.unit, []


def _around(place: Unit | None, at: datetime) -> Iterator[Unit]:
    """The unit, the stations that police it, and so on for each above it: a station
    hangs below the county, not below its town."""
    today = valid_on(timezone.localdate(at))
    while place is not None:
        yield place
        links = place.linked.filter(today, kind=LinkKind.POLICES)
        yield from (link.unit for link in links.select_related("unit"))
        place = place.parent
