"""Rows for the tests of this area: plain functions that anyone can read."""

from dataclasses import replace
from itertools import count
from typing import Any

from wuzha.organisation.models import Person, Unit
from wuzha.reading.plan import (
    Duty,
    Group,
    OutlineItem,
    Phase,
    Plan,
    Post,
    Span,
    Target,
    Task,
    Unread,
)
from wuzha.reading.source import Block, BlockKind, Source
from wuzha.workplans import actions
from wuzha.workplans.intake import Document
from wuzha.workplans.jobs import run_plan
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import PlanItem, UnitMatch, WorkPlan

SERIAL = count(1)
TITLE = "青石县2026年反诈宣传月实施方案"
GOAL = "一、工作目标"
AWARE = "全县群众知晓率达到95%以上。"
WORK = "二、工作任务"
POSTERS = "（一）张贴海报。各村（社区）在4月30日前张贴到位，由县民政局牵头。"
BANKS = "（二）网点提醒。各银行网点持续提醒大额转账客户。"
WEEKLY = "（三）每周一17:00前，各镇街向县反诈中心报送进展。"
SPRING = "三、第一阶段（4月1日至4月15日），动员部署。"
LAST = "大家要充分认识此项工作的意义。"
TEXT = "\n".join((TITLE, GOAL, AWARE, WORK, POSTERS, BANKS, WEEKLY, SPRING, LAST))


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def source(text: str = TEXT) -> Source:
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line), BlockKind.PARAGRAPH))
        start += len(line) + 1
    return Source(text, tuple(blocks), "text/plain", "utf-8")


def heading(words: str, level: int, until: str, text: str = TEXT) -> OutlineItem:
    place = span(words, text)
    scope = Span(place.start, span(until, text).start if until else len(text))
    return OutlineItem(place, scope, level, words[:2], "", None, words)


def posters(**changes: Any) -> Task:
    facts: dict[str, Any] = {
        "source": span(POSTERS),
        "text": "张贴海报",
        "lead": ("县民政局",),
        "units": ("各村（社区）",),
        "due": "XXXX-04-30",
        "rules": ("label",),
    }
    return Task(**(facts | changes))


def plan(**changes: Any) -> Plan:
    """A small plan with something of each kind; see the words above."""
    facts: dict[str, Any] = {
        "source": Span(0, len(TEXT)),
        "title": TITLE,
        "year": 2026,
        "phases": (
            Phase(span(SPRING), "动员部署", "XXXX-04-01", "XXXX-04-15", ("phase",)),
        ),
        "tasks": (
            posters(),
            Task(span(BANKS), "提醒大额转账客户", (), ("各银行网点",), "ongoing"),
        ),
        "duties": (
            Duty(
                span(WEEKLY), "报送进展", "report", "week", 1, (1,), (), "17:00",
                "县反诈中心", ("各镇街",), ("cadence",),
            ),
        ),
        "targets": (
            Target(
                span(AWARE), "群众知晓率达到95%以上", "awareness_rate", ">=", 95.0, "%",
                None, ("figure",),
            ),
        ),
        "outline": (
            heading(GOAL, 1, WORK), heading(WORK, 1, SPRING), heading(SPRING, 1, ""),
        ),
        "groups": (
            Group(span(WORK), "工作领导小组", (Post(span(WORK), "成员", ("民政局",)),)),
        ),
        "attachments": (),
        "document_numbers": (),
        "noise": (),
        "unread": (Unread(span(LAST), "principle"),),
    }  # fmt: skip
    return Plan(**(facts | changes))


def document(*plans: Plan, text: str = TEXT, name: str = "宣传月方案.txt") -> Document:
    return Document(name, text.encode(), source(text), plans or (plan(),))


def uploaded(unit: Unit, by: Person, *plans: Plan, **facts: Any) -> WorkPlan:
    """No two are the same file."""
    asked = document(*plans, **facts)
    asked = replace(asked, content=asked.content + b" " * next(SERIAL))
    made = actions.upload_plan(unit=unit, document=asked, by=by)
    made.refresh_from_db()
    return made


def item_of(plan: WorkPlan, words: str) -> PlanItem:
    """The item whose words begin so."""
    return next(
        item
        for item in plan.items.all()
        if (item.content.get("text") or item.content["name"]).startswith(words)
    )


def confirmed(unit: Unit, by: Person, *plans: Plan, chief: Person) -> WorkPlan:
    """Everything accepted, the one doubtful name chosen, confirmed by `chief` and set
    going."""
    plan = uploaded(unit, by, *plans)
    for kind in ItemKind:
        actions.accept_kind(plan=plan, kind=kind, by=by)
    open_names = UnitMatch.objects.open().filter(item__plan=plan)
    for name in set(open_names.values_list("name", flat=True)):
        actions.choose_units(plan=plan, name=name, units=[unit], by=by)
    actions.confirm_plan(plan=plan, by=chief)
    run_plan(plan=plan.pk, by=chief)
    plan.refresh_from_db()
    return plan
