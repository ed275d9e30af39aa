"""What happens to a task: begun, blocked, reported, reviewed, urged, passed on."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.workplans.kinds import Part
from wuzha.workplans.models import Extension, Task
from wuzha.workplans.notifying import settle, tell_above, tell_doers
from wuzha.workplans.states import EXTENSION, TASK, ClockKind, ExtensionState, TaskState
from wuzha.workplans.timing import time_tasks


@transaction.atomic
def start_task(*, task: Task, by: Person) -> Task:
    """Also again, after it was blocked."""
    require(by, Permission.TASK_WORK, task.unit)
    task = _alone(task)
    move(task, TaskState.DOING, TASK)
    task.started_at = task.started_at or timezone.now()
    _keep(task, "state", "started_at")
    record("task.started", by=by, subject=task, unit=task.unit)
    return task


@transaction.atomic
def block_task(*, task: Task, reason: str, seen: int | None = None, by: Person) -> Task:
    """It cannot go on by itself; the level above is told why."""
    require(by, Permission.TASK_WORK, task.unit)
    task = _alone(task, seen)
    move(task, TaskState.BLOCKED, TASK)
    task.blocked_at, task.blocked_reason = timezone.now(), reason
    _keep(task, "state", "blocked_at", "blocked_reason")
    tell_above(task, task.above, kept("受阻，请协调"), at=task.blocked_at)
    record("task.blocked", by=by, subject=task, unit=task.unit)
    return task


@transaction.atomic
def report_done(
    *, task: Task, report: str, evidence: str = "", seen: int | None = None, by: Person
) -> Task:
    """The clock stops; whoever reviews at the level above is told."""
    require(by, Permission.TASK_WORK, task.unit)
    task = _alone(task, seen)
    if task.evidence_asked and not evidence.strip():
        raise Refused(_("方案要求这项任务提供佐证。请写明材料名称、文号或存放处。"))
    now = timezone.now()
    move(task, TaskState.DONE_REPORTED, TASK)
    task.report, task.evidence = report, evidence
    task.reported_by, task.reported_at = by, now
    _keep(task, "state", "report", "evidence", "reported_by", "reported_at")
    engine.stop(subject=task, kind=ClockKind.TASK, at=now)
    settle(subject=task)
    tell_above(task, task.above, kept("已报完成，请审核"), at=now)
    record("task.reported", by=by, subject=task, unit=task.unit)
    return task


@transaction.atomic
def accept_task(
    *, task: Task, note: str = "", seen: int | None = None, by: Person
) -> Task:
    require(by, Permission.TASK_REVIEW, task.above)
    task = _alone(task, seen)
    _refuse_own(task, by)
    now = timezone.now()
    move(task, TaskState.DONE, TASK)
    task.reviewed_by, task.reviewed_at, task.review_note = by, now, note
    task.ended_at = now
    _keep(task, "state", "reviewed_by", "reviewed_at", "review_note", "ended_at")
    settle(subject=task)
    record("task.accepted", by=by, subject=task, unit=task.unit)
    return task


@transaction.atomic
def return_task(*, task: Task, note: str, seen: int | None = None, by: Person) -> Task:
    """Not done yet, with the reason; the clock runs again while there is time."""
    require(by, Permission.TASK_REVIEW, task.above)
    task = _alone(task, seen)
    _refuse_own(task, by)
    now = timezone.now()
    move(task, TaskState.DOING, TASK)
    task.reviewed_by, task.reviewed_at, task.review_note = by, now, note
    _keep(task, "state", "reviewed_by", "reviewed_at", "review_note")
    time_tasks([task], now)
    tell_doers(task, kept("审核未通过，请补正"), at=now)
    record("task.returned", by=by, subject=task, unit=task.unit)
    return task


@transaction.atomic
def urge_task(*, task: Task, by: Person) -> int:
    """Tells those who work at the unit, at once; answers how many."""
    require(by, Permission.TASK_REVIEW, task.above)
    task = _alone(task)
    if task.state not in (TaskState.WAITING, TaskState.DOING, TaskState.BLOCKED):
        raise Refused(
            _("任务现在是“%(state)s”，不用再催办。") % {"state": task.state_label}
        )
    task.urged_at = timezone.now()
    _keep(task, "urged_at")
    told = tell_doers(task, kept("催办，请尽快办理"), at=task.urged_at, urgent=True)
    record("task.urged", by=by, subject=task, unit=task.unit, count=told)
    return told


@transaction.atomic
def ask_extension(*, task: Task, until: date, reason: str, by: Person) -> Extension:
    require(by, Permission.TASK_WORK, task.unit)
    task = _alone(task)
    _refuse_closed(task)
    if task.due is None:
        raise Refused(_("这项任务没有期限，不用申请延期。"))
    if until <= task.due:
        raise Refused(_("延到的日子要晚于现在的期限，请重新选择。"))
    if task.extensions.filter(state=ExtensionState.ASKED).exists():
        raise Conflict(_("已有一份延期申请在等批复，不能重复申请。"))
    now = timezone.now()
    asked = Extension.objects.create(
        task=task, until=until, reason=reason, asked_by=by, asked_at=now
    )
    tell_above(task, task.above, kept("申请延期，请批复"), at=now)
    record("task.extension_asked", by=by, subject=task, unit=task.unit)
    return asked


@transaction.atomic
def decide_extension(*, extension: Extension, grant: bool, by: Person) -> Extension:
    """Granted, the task is due then, with all its alarms anew."""
    require(by, Permission.TASK_REVIEW, extension.task.above)
    task = _alone(extension.task)
    extension = Extension.objects.get(pk=extension.pk)
    if extension.asked_by_id == by.pk:
        raise Refused(_("延期是您自己申请的，要由另一个人批复。"))
    now = timezone.now()
    state = ExtensionState.GRANTED if grant else ExtensionState.REFUSED
    move(extension, state, EXTENSION)
    extension.decided_by, extension.decided_at = by, now
    extension.save(update_fields=["state", "decided_by", "decided_at"])
    if grant:
        _refuse_closed(task)
        task.due = extension.until
        _keep(task, "due")
        engine.cancel(subject=task, kinds=[ClockKind.TASK], at=now)
        time_tasks([task], now)
    said = kept("延期已同意") if grant else kept("延期未同意，按原期限办理")
    tell_doers(task, said, at=now)
    record(
        "task.extension_decided", by=by, subject=task, unit=task.unit, decision=state
    )
    return extension


@transaction.atomic
def pass_on_task(*, task: Task, units: Sequence[Unit], by: Person) -> list[Task]:
    """To units below: a task each, which this one sums up."""
    require(by, Permission.TASK_WORK, task.unit)
    task = _alone(task)
    _refuse_closed(task)
    below = [unit for unit in units if unit.path.startswith(task.unit.path)]
    has = set(Task.objects.filter(item=task.item_id).values_list("unit_id", flat=True))
    new = [unit for unit in below if unit.pk not in has]
    if not new:
        raise Refused(_("所选单位都已有这项任务，或不是您的下级。请重新选择。"))
    now = timezone.now()
    made = Task.objects.bulk_create(
        Task(
            plan=task.plan,
            item_id=task.item_id,
            parent=task,
            unit=unit,
            part=Part.CO,
            text=task.text,
            standard=task.standard,
            evidence_asked=task.evidence_asked,
            due=task.due,
            made_at=now,
        )
        for unit in new
    )
    time_tasks(made, now)
    for one in made:
        tell_doers(one, kept("新任务"), at=now)
    record("task.passed_on", by=by, subject=task, unit=task.unit, count=len(made))
    return made


def _alone(task: Task, seen: int | None = None) -> Task:
    """Nobody else changes it until the action ends. `seen` is the version that a form
    began on."""
    task = Task.objects.locked(task)
    if seen is not None and seen != task.version:
        raise Conflict(
            _(
                "任务在您填写时已有新的处理，现在是“%(state)s”，您的内容没有保存。"
                "请对照最新情况后再提交。"
            )
            % {"state": task.state_label}
        )
    return task


def _keep(task: Task, *fields: str) -> None:
    task.version += 1
    task.save(update_fields=[*fields, "version"])


def _refuse_closed(task: Task) -> None:
    if not task.is_open:
        raise Refused(
            _("任务现在是“%(state)s”，不能再改。") % {"state": task.state_label}
        )


def _refuse_own(task: Task, by: Person) -> None:
    if task.reported_by_id == by.pk:
        raise Refused(_("完成是您自己报的，要由另一个人审核。"))
