"""A file of texts in, a table of verdicts out.

A text that was in an earlier file is not judged again; its verdict then stands in the
results of both. Which verdict is of which row is told by the rows of the import.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.importkinds import Applied, ImportKind, Plan
from wuzha.documents.models import ImportRow, ImportRun
from wuzha.documents.sheets import Record
from wuzha.documents.states import Outcome, Planned
from wuzha.lib.words import N_
from wuzha.organisation.access import Permission
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person
from wuzha.privacy.fields import blind_index
from wuzha.screening.actions.verdicts import screen_texts, take_back_text
from wuzha.screening.asking import LONGEST, asking_units
from wuzha.screening.models import Verdict
from wuzha.screening.showing import class_name, said_of

KIND = "screening.texts"
TEXT = Column(
    name="text",
    title="内容",
    synonyms=("短信", "短信内容", "聊天内容", "通话内容", "文本", "text"),
    required=True,
    longest=LONGEST,
    width=60,
    hint="一行一条短信、一段聊天或一次通话。",
)
IN = Columns(
    [
        Column(
            name="number",
            title="编号",
            synonyms=("序号", "id"),
            longest=80,
            hint="自己的编号，结果里照样列出；可以不填。",
        ),
        TEXT,
    ]
)
OUT = Columns(
    [
        Column(name="row", title="行", kind=Kind.INTEGER),
        Column(name="number", title="编号"),
        Column(name="excerpt", title="内容（遮盖后）", width=60),
        Column(name="verdict", title="结论", width=20),
        Column(name="percent", title="可能性（%）", kind=Kind.INTEGER),
        Column(name="fraud_class", title="类别", width=20),
        Column(name="reasons", title="依据", width=60),
    ]
)


def texts_in() -> ImportKind[Any]:
    return ImportKind(
        name=KIND,
        title=N_("待判断的内容"),
        columns=IN,
        plan_row=lambda values: _plans([values])[0],
        plan_rows=_plans,
        apply_row=lambda values, plan, by: _apply([plan], by)[0],
        apply_rows=_apply,
        undo_row=_undo,
    )


TEXTS = ImportDesk(
    area="screening",
    name="texts",
    title=N_("批量识诈"),
    note=N_(
        "一行一条内容，最多两万行；判断后可按结论筛选、下载。原文加密保存，到期删除。"
    ),
    kind=texts_in,
    permission=Permission.SCREENING_ASK,
    home="screening:verdicts",
    results="screening:results",
)


def verdicts_of(run: ImportRun) -> QuerySet[Verdict]:
    made = _made().filter(key__in=run.rows.values("key"))
    return Verdict.objects.filter(pk__in=made.values("object_id"))


def rows_of(run: ImportRun, verdicts: Iterable[Verdict]) -> dict[int, ImportRow]:
    """The row of this file by the key of its verdict."""
    made = _made().filter(object_id__in=[one.pk for one in verdicts])
    rows = run.rows.exclude(planned=Planned.ERROR).filter(key__in=made.values("key"))
    by_key = {row.key: row for row in rows}
    return {one.object_id or 0: by_key[one.key] for one in made if one.key in by_key}


def exported(run: ImportRun, verdicts: Sequence[Verdict]) -> Iterator[Record]:
    rows = rows_of(run, verdicts)
    for one in verdicts:
        yield {
            "row": rows[one.pk].number,
            "number": rows[one.pk].payload.get("number"),
            "excerpt": one.excerpt,
            "verdict": str(one.get_verdict_display()),
            "percent": round(100 * one.score),
            "fraud_class": class_name(one.fraud_class),
            "reasons": said_of(one),
        }


def _made() -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(run__kind=KIND, outcome=Outcome.CREATED)


def _plans(rows: Sequence[Values]) -> list[Plan]:
    keys = [f"{row.get('number') or ''}\n{row['text']}" for row in rows]
    hidden = {key: blind_index(KIND, key) for key in keys}
    known = set(_made().filter(key__in=hidden.values()).values_list("key", flat=True))
    return [
        Plan(
            Planned.UNCHANGED if hidden[key] in known else Planned.CREATE,
            key,
            subject=str(row["text"]),
        )
        for key, row in zip(keys, rows, strict=True)
    ]


def _apply(plans: Sequence[Plan], by: Person) -> list[Applied]:
    unit = asking_units(by)[0]
    verdicts = screen_texts(texts=[plan.subject for plan in plans], unit=unit, by=by)
    return [Applied.to(one, after={"verdict": one.verdict}) for one in verdicts]


def _undo(applied: Applied, by: Person) -> None:
    verdict = Verdict.objects.select_related("unit").filter(pk=applied.pk).first()
    if verdict:
        take_back_text(verdict=verdict, by=by)
