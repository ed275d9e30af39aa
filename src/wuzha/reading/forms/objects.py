"""The reading as plain objects: lists of items, each with `source: [start, end]`.

Offsets count characters of the source's text. The whole file has all items; when it
holds several plans, `plans` has each of them by itself as well.
"""

from collections.abc import Iterable
from typing import Any

from wuzha.reading.forms.reading import Reading
from wuzha.reading.plan import (
    Duty,
    Group,
    OutlineItem,
    Phase,
    Plan,
    Span,
    Target,
    Task,
)

Object = dict[str, Any]


def as_object(reading: Reading) -> Object:
    plans = [_plan(plan, reading) for plan in reading.plans]
    whole: Object = {
        "file": reading.name,
        "media": reading.source.media,
        "encoding": reading.source.encoding or None,
        "title": plans[0]["title"] if plans else "",
        "year": plans[0]["year"] if plans else None,
    }
    for kind in _LISTS:
        whole[kind] = [item for plan in plans for item in plan[kind]]
    if len(plans) > 1:
        whole["plans"] = plans
    return whole


_LISTS = (
    "phases",
    "tasks",
    "duties",
    "targets",
    "outline",
    "organisation",
    "attachments",
    "numbers",
    "noise",
    "unread",
)


def _plan(plan: Plan, reading: Reading) -> Object:
    text = reading.source.text
    with_people = reading.with_people
    return {
        "source": list(plan.source),
        "title": plan.title,
        "year": plan.year,
        "phases": [_phase(phase) for phase in plan.phases],
        "tasks": [_task(task) for task in plan.tasks],
        "duties": [_duty(duty) for duty in plan.duties],
        "targets": [_target(target) for target in plan.targets],
        "outline": [_heading(heading) for heading in plan.outline],
        "organisation": [
            _group(group, with_people=with_people) for group in plan.groups
        ],
        "attachments": [
            {"source": list(one.source), "number": one.number, "title": one.title}
            for one in plan.attachments
        ],
        "numbers": [
            {"source": list(one.source), "number": one.number, "own": one.own}
            for one in plan.document_numbers
        ],
        "noise": _rest(((one.source, one.reason) for one in plan.noise), text),
        "unread": _rest(((one.source, one.reason) for one in plan.unread), text),
    }


def _rest(spans: Iterable[tuple[Span, str | None]], text: str) -> list[Object]:
    return [
        {"source": list(span), "text": span.of(text), "reason": reason}
        for span, reason in spans
    ]


def _phase(phase: Phase) -> Object:
    return {
        "source": list(phase.source),
        "name": phase.name,
        "start": phase.start,
        "end": phase.end,
        "rules": list(phase.rules),
    }


def _task(task: Task) -> Object:
    return {
        "source": list(task.source),
        "text": task.text,
        "lead": list(task.lead),
        "units": list(task.units),
        "due": task.due,
        "rules": list(task.rules),
    }


def _duty(duty: Duty) -> Object:
    return {
        "source": list(duty.source),
        "text": duty.text,
        "kind": duty.kind,
        "per": duty.per,
        "at_least": duty.at_least,
        "weekday": list(duty.weekday) or None,
        "monthday": list(duty.monthday) or None,
        "yearday": list(duty.yearday) or None,
        "time": duty.time,
        "to": duty.to,
        "units": list(duty.units),
        "rules": list(duty.rules),
    }


def _target(target: Target) -> Object:
    return {
        "source": list(target.source),
        "text": target.text,
        "metric": target.metric,
        "op": target.op,
        "value": _number(target.value),
        "unit": target.unit,
        "due": target.due,
        "rules": list(target.rules),
    }


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _heading(heading: OutlineItem) -> Object:
    return {
        "source": list(heading.source),
        "scope": list(heading.scope),
        "level": heading.level,
        "mark": heading.mark,
        "number": heading.number,
        "title": heading.title,
    }


def _group(group: Group, *, with_people: bool) -> Object:
    return {
        "source": list(group.source),
        "name": group.name,
        "seat": group.seat,
        "posts": [
            {
                "source": list(post.source),
                "role": post.role,
                "holders": list(post.holders),
            }
            | ({"people": list(post.people)} if with_people else {})
            for post in group.posts
        ],
    }
