"""What has happened to a task, from its own rows, the latest first."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from wuzha.ui.timeline import Event
from wuzha.workplans.models import Extension, Task
from wuzha.workplans.states import TaskState


def history_of(task: Task, extensions: Iterable[Extension]) -> list[Event]:
    events = [*_of_task(task), *(event for one in extensions for event in _of(one))]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of_task(task: Task) -> Iterator[Event]:
    yield Event(task.made_at, _("分派"), str(task.unit), task.plan.title)
    if task.started_at:
        yield Event(task.started_at, _("开始办理"))
    if task.blocked_at:
        yield Event(task.blocked_at, _("受阻"), "", task.blocked_reason, "soon")
    if task.urged_at:
        yield Event(task.urged_at, _("催办"), str(task.above), tone="soon")
    if task.reported_at:
        detail = f"{task.report}\n{task.evidence}".strip()
        yield Event(task.reported_at, _("报完成"), task.reported_by or "", detail)
    if task.reviewed_at:
        passed = task.state == TaskState.DONE
        what, tone = (_("审核通过"), "done") if passed else (_("退回补正"), "danger")
        who = task.reviewed_by or ""
        yield Event(task.reviewed_at, what, who, task.review_note, tone)
    if task.state == TaskState.CANCELLED and task.ended_at:
        yield Event(task.ended_at, _("取消"), "", task.end_reason)


def _of(extension: Extension) -> Iterator[Event]:
    until = _("延到%(year)d年%(month)d月%(day)d日") % {
        "year": extension.until.year,
        "month": extension.until.month,
        "day": extension.until.day,
    }
    detail = f"{until}。{extension.reason}"
    yield Event(extension.asked_at, _("申请延期"), extension.asked_by, detail)
    if extension.decided_at:
        who = extension.decided_by or ""
        yield Event(extension.decided_at, extension.state_label, who, until)
