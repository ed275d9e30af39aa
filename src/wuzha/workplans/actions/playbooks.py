"""A playbook is written, changed while it is a draft, confirmed, revised, withdrawn."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.reading.playbooks import Playbook as Read
from wuzha.reading.playbooks import lined, read_playbooks
from wuzha.workplans.models import Playbook, PlaybookRole, PlaybookStep, WorkPlan
from wuzha.workplans.readiness import why_not_start
from wuzha.workplans.states import PLAYBOOK, PlaybookState

MOST_STEPS = 60
# A day; what lasts longer is no step of an emergency.
LONGEST_LIMIT = 24 * 60


@transaction.atomic
def make_playbook(
    *,
    unit: Unit,
    title: str,
    situation: str,
    by: Person,
) -> Playbook:
    """Empty: roles and steps are written next."""
    require(by, Permission.PLAN_EDIT, unit)
    playbook = Playbook.objects.create(
        unit=unit,
        title=title,
        situation=situation,
        made_by=by,
        made_at=timezone.now(),
    )
    record("playbook.made", by=by, subject=playbook, unit=unit)
    return playbook


@transaction.atomic
def read_playbooks_of(*, plan: WorkPlan, by: Person) -> list[Playbook]:
    """A draft for each situation that the plan's text tells of, to be looked over: who
    plays the roles is for a person to say."""
    require(by, Permission.PLAN_EDIT, plan.unit)
    plan = WorkPlan.objects.locked(plan)
    if plan.playbooks.exclude(state=PlaybookState.WITHDRAWN).exists():
        raise Conflict(_("已从这份方案生成过预案，请直接修改，或先停用再生成。"))
    found = read_playbooks(lined(plan.text), plan.title)
    if not found:
        raise Refused(
            _(
                "没有从这份方案里读出处置步骤。请确认它是应急预案；"
                "也可以新建预案，自己写步骤。"
            )
        )
    made = [_kept(plan, one, by) for one in found]
    for playbook in made:
        record("playbook.made", by=by, subject=playbook, unit=plan.unit)
    return made


@transaction.atomic
def describe_playbook(
    *,
    playbook: Playbook,
    title: str,
    situation: str,
    seen: int | None = None,
    by: Person,
) -> Playbook:
    require(by, Permission.PLAN_EDIT, playbook.unit)
    playbook = _draft(playbook, seen)
    playbook.title, playbook.situation = title, situation
    playbook.save(update_fields=["title", "situation"])
    _touch(playbook)
    record("playbook.changed", by=by, subject=playbook, unit=playbook.unit)
    return playbook


@transaction.atomic
def cast_role(  # noqa: PLR0913 (one of three ways to cast it)
    *,
    playbook: Playbook,
    role: PlaybookRole | None = None,
    name: str,
    person: Person | None = None,
    unit: Unit | None = None,
    office: str = "",
    seen: int | None = None,
    by: Person,
) -> PlaybookRole:
    """A new role, or another cast for one: a person, or those at a unit, or who holds
    an office (at a unit, else at the place of the event or above)."""
    require(by, Permission.PLAN_EDIT, playbook.unit)
    playbook = _draft(playbook, seen)
    if person and (unit or office):
        raise Refused(_("指定了人员，就不用再选单位或岗位。请只留一种。"))
    same = playbook.roles.filter(name=name).first()
    if same is not None and same != role:
        raise Conflict(_("预案里已有“%(name)s”这个角色。") % {"name": name})
    role = role or PlaybookRole(playbook=playbook)
    role.name, role.person, role.unit, role.office = name, person, unit, office
    role.save()
    _touch(playbook)
    record("playbook.changed", by=by, subject=playbook, unit=playbook.unit)
    return role


@transaction.atomic
def remove_role(*, role: PlaybookRole, by: Person) -> Playbook:
    require(by, Permission.PLAN_EDIT, role.playbook.unit)
    playbook = _draft(role.playbook)
    if role.steps.exists():
        raise Refused(
            _("“%(name)s”还有步骤，不能删除。请先把步骤交给别的角色。")
            % {"name": role.name}
        )
    role.delete()
    _touch(playbook)
    record("playbook.changed", by=by, subject=playbook, unit=playbook.unit)
    return playbook


@transaction.atomic
def write_step(  # noqa: PLR0913 (a row of the list)
    *,
    playbook: Playbook,
    step: PlaybookStep | None = None,
    text: str,
    role: PlaybookRole | None = None,
    minutes: int | None = None,
    from_previous: bool = False,
    calls: Sequence[str] = (),
    seen: int | None = None,
    by: Person,
) -> PlaybookStep:
    """A new step at the end, or other words, role, limit or calls for one."""
    require(by, Permission.PLAN_EDIT, playbook.unit)
    playbook = _draft(playbook, seen)
    count = playbook.steps.count()
    if step is None and count >= MOST_STEPS:
        raise Refused(_("一个预案最多 %(n)d 步，请分成几个预案。") % {"n": MOST_STEPS})
    step = step or PlaybookStep(playbook=playbook, order=count + 1)
    step.text, step.role, step.minutes = text, role, minutes
    step.from_previous, step.calls = from_previous, list(calls)
    step.save()
    _touch(playbook)
    record("playbook.changed", by=by, subject=playbook, unit=playbook.unit)
    return step


@transaction.atomic
def move_step(*, step: PlaybookStep, up: bool, by: Person) -> Playbook:
    """One place on; at the end of the list it stays."""
    require(by, Permission.PLAN_EDIT, step.playbook.unit)
    playbook = _draft(step.playbook)
    steps = list(playbook.steps.all())
    here = next(n for n, one in enumerate(steps) if one.pk == step.pk)
    there = min(max(here + (-1 if up else 1), 0), len(steps) - 1)
    steps.insert(there, steps.pop(here))
    _number(steps)
    _touch(playbook)
    record("playbook.changed", by=by, subject=playbook, unit=playbook.unit)
    return playbook


@transaction.atomic
def remove_step(*, step: PlaybookStep, by: Person) -> Playbook:
    require(by, Permission.PLAN_EDIT, step.playbook.unit)
    playbook = _draft(step.playbook)
    step.delete()
    _number(list(playbook.steps.all()))
    _touch(playbook)
    record("playbook.changed", by=by, subject=playbook, unit=playbook.unit)
    return playbook


@transaction.atomic
def confirm_playbook(
    *, playbook: Playbook, seen: int | None = None, by: Person
) -> Playbook:
    """From now on it can be started at its unit and below."""
    require(by, Permission.PLAN_CONFIRM, playbook.unit)
    playbook = _draft(playbook, seen)
    if why := why_not_start(playbook):
        raise Refused(why)
    move(playbook, PlaybookState.IN_FORCE, PLAYBOOK)
    playbook.confirmed_by, playbook.confirmed_at = by, timezone.now()
    playbook.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    record("playbook.confirmed", by=by, subject=playbook, unit=playbook.unit)
    return playbook


@transaction.atomic
def revise_playbook(*, playbook: Playbook, by: Person) -> Playbook:
    """A draft again: nobody starts it until it is confirmed anew."""
    require(by, Permission.PLAN_EDIT, playbook.unit)
    playbook = Playbook.objects.locked(playbook)
    move(playbook, PlaybookState.DRAFT, PLAYBOOK)
    playbook.save(update_fields=["state"])
    _touch(playbook)
    record("playbook.revised", by=by, subject=playbook, unit=playbook.unit)
    return playbook


@transaction.atomic
def withdraw_playbook(*, playbook: Playbook, by: Person) -> Playbook:
    """What runs goes on to its end."""
    require(by, Permission.PLAN_CONFIRM, playbook.unit)
    playbook = Playbook.objects.locked(playbook)
    move(playbook, PlaybookState.WITHDRAWN, PLAYBOOK)
    playbook.save(update_fields=["state"])
    record("playbook.withdrawn", by=by, subject=playbook, unit=playbook.unit)
    return playbook


def _kept(plan: WorkPlan, read: Read, by: Person) -> Playbook:
    playbook = Playbook.objects.create(
        unit=plan.unit,
        plan=plan,
        title=read.title[:120],
        situation=read.situation,
        made_by=by,
        made_at=timezone.now(),
    )
    made = PlaybookRole.objects.bulk_create(
        PlaybookRole(playbook=playbook, name=name[:60]) for name in read.roles
    )
    roles = dict(zip(read.roles, made, strict=True))
    PlaybookStep.objects.bulk_create(
        PlaybookStep(
            playbook=playbook,
            order=order,
            role=roles.get(step.role),
            text=step.text[:300],
            minutes=step.minutes and min(step.minutes, LONGEST_LIMIT),
            from_previous=step.from_previous,
            calls=list(step.calls),
            start=step.source.start,
            end=step.source.end,
        )
        for order, step in enumerate(read.steps[:MOST_STEPS], 1)
    )
    return playbook


def _draft(playbook: Playbook, seen: int | None = None) -> Playbook:
    """Nobody else changes it until the action ends. `seen` is the version that the page
    showed."""
    playbook = Playbook.objects.locked(playbook)
    if not playbook.is_draft:
        raise Refused(
            _("预案现在是“%(state)s”，不能改。要改请先点“修订”。")
            % {"state": playbook.state_label}
        )
    if seen is not None and seen != playbook.version:
        raise Conflict(_("预案刚被别人改过，您的改动没有保存。请看过最新内容再改。"))
    return playbook


def _touch(playbook: Playbook) -> None:
    playbook.version += 1
    playbook.save(update_fields=["version"])


def _number(steps: list[PlaybookStep]) -> None:
    for order, step in enumerate(steps, 1):
        step.order = order
    PlaybookStep.objects.bulk_update(steps, ["order"])
