"""A document becomes plans with their items."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.jobs.queue import enqueue
from wuzha.lib.refused import Conflict
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.reading.forms.objects import as_object
from wuzha.reading.forms.reading import Reading
from wuzha.reading.plan import Plan, Span, Unread
from wuzha.reading.source import Source
from wuzha.workplans.actions.matches import _match
from wuzha.workplans.intake import Document
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import PlanFile, PlanItem, WorkPlan
from wuzha.workplans.states import PLAN, PlanState

READ_JOB = "workplans.read"
LISTS = {
    "phases": ItemKind.PHASE,
    "tasks": ItemKind.TASK,
    "duties": ItemKind.DUTY,
    "targets": ItemKind.TARGET,
}
# What an item's JSON holds besides its facts.
BESIDE = ("source", "rules")


@transaction.atomic
def upload_plan(*, unit: Unit, document: Document, by: Person) -> WorkPlan:
    """The first plan of the document; what is long is read by a job of the uploader. A
    document whose plan is under review or runs is not taken twice."""
    require(by, Permission.PLAN_EDIT, unit)
    _refuse_twice(unit, document)
    plan = WorkPlan.objects.create(
        unit=unit,
        title=document.name[:200],
        file_name=document.name[-200:],
        digest=document.digest,
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )
    content = b64encode(document.content).decode()
    PlanFile.objects.create(plan=plan, content=content)
    if document.plans is None:
        enqueue(READ_JOB, {"plan": plan.pk}, key=f"{READ_JOB}:{plan.pk}", by=by)
    else:
        keep_reading(plan=plan, document=document, by=by)
    size = len(document.content)
    record("plan.uploaded", by=by, subject=plan, unit=unit, size=size)
    return plan


@transaction.atomic
def keep_reading(*, plan: WorkPlan, document: Document, by: Person) -> list[WorkPlan]:
    """A row for each plan that the document holds; the first is `plan` itself."""
    require(by, Permission.PLAN_EDIT, plan.unit)
    plan = WorkPlan.objects.locked(plan)
    found = tuple(document.plans or ()) or (_nothing_found(document.source),)
    rows = [plan, *(_beside(plan) for _other in found[1:])]
    for row, read in zip(rows, found, strict=True):
        _keep(row, document.source, read)
        record("plan.read", by=by, subject=row, unit=row.unit, count=row.items.count())
    return rows


def _refuse_twice(unit: Unit, document: Document) -> None:
    """Two people, or two clicks, wait for one another here."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    same = WorkPlan.objects.filter(unit=unit, digest=document.digest)
    before = same.listed().filter(state__in=PLAN.open).order_by("pk").first()
    if before is not None:
        raise Conflict(
            _(
                "这份文件已由%(who)s上传过，方案“%(title)s”现在是“%(state)s”。"
                "请从方案列表打开它；要重新上传，请负责人先撤回它。"
            )
            % {
                "who": before.uploaded_by,
                "title": before.title,
                "state": before.state_label,
            }
        )


def _keep(row: WorkPlan, source: Source, read: Plan) -> None:
    start, end = read.source
    words = as_object(Reading(row.file_name, source, (read,)))
    own = (one.number for one in read.document_numbers if one.own)
    row.title, row.year = (read.title or row.file_name)[:200], read.year
    row.number, row.media = next(own, "")[:60], source.media[:80]
    row.text = source.text[start:end]
    row.outline = [_heading(one, start) for one in words["outline"]]
    row.organisation = [_group(one) for one in words["organisation"]]
    row.unread = _spans(words["unread"], start)
    row.noise = _spans(words["noise"], start)
    move(row, PlanState.READ, PLAN)
    row.save(
        update_fields=[
            *("title", "year", "number", "media", "text", "outline"),
            *("organisation", "unread", "noise", "state"),
        ]
    )
    PlanItem.objects.bulk_create(_items(row, words, start))
    _match(row, row.items.all())


def _items(row: WorkPlan, words: dict[str, Any], offset: int) -> list[PlanItem]:
    pairs = [(kind, facts) for name, kind in LISTS.items() for facts in words[name]]
    ordered = sorted(pairs, key=lambda pair: pair[1]["source"])
    return [
        PlanItem(
            plan=row,
            kind=kind,
            start=facts["source"][0] - offset,
            end=facts["source"][1] - offset,
            position=position,
            rules=facts["rules"],
            facts={key: facts[key] for key in facts if key not in BESIDE},
        )
        for position, (kind, facts) in enumerate(ordered, start=1)
    ]


def _heading(one: dict[str, Any], offset: int) -> dict[str, Any]:
    return {
        "start": one["source"][0] - offset,
        "end": one["source"][1] - offset,
        "scope": one["scope"][1] - offset,
        "level": one["level"],
        "mark": one["mark"],
        "title": one["title"],
    }


def _group(one: dict[str, Any]) -> dict[str, Any]:
    holders = [name for post in one["posts"] for name in post["holders"]]
    return {"name": one["name"], "seat": one["seat"], "holders": holders}


def _spans(ones: Iterable[dict[str, Any]], offset: int) -> list[list[Any]]:
    return [
        [one["source"][0] - offset, one["source"][1] - offset, one["reason"]]
        for one in ones
    ]


def _beside(plan: WorkPlan) -> WorkPlan:
    """Another plan of the same document."""
    return WorkPlan.objects.create(
        unit=plan.unit,
        title=plan.file_name,
        file_name=plan.file_name,
        digest=plan.digest,
        uploaded_by=plan.uploaded_by,
        uploaded_at=plan.uploaded_at,
    )


def _nothing_found(source: Source) -> Plan:
    """A document in which no plan was found is shown all the same, whole and unread."""
    whole = Span(0, len(source.text))
    unread = (Unread(whole, None),)
    return Plan(whole, "", None, *((),) * 9, unread)
