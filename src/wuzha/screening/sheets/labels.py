"""A file of texts that the county has labelled already, brought in to learn from."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.importkinds import Applied, Fault, ImportKind, Plan
from wuzha.documents.models import ImportRun
from wuzha.documents.states import Outcome, Planned
from wuzha.lib.refused import Refused
from wuzha.lib.taxonomy import taxonomy
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import Permission
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person
from wuzha.screening.actions.labels import Said, bring_in_labels, take_out_label
from wuzha.screening.models import Verdict
from wuzha.screening.models.verdicts import VerdictQuerySet
from wuzha.screening.sheets.texts import TEXT
from wuzha.screening.states import Labelling

FRAUD, HONEST = "fraud", "honest"
KNOWN_AT_A_TIME = 1000
COLUMNS = Columns(
    [
        TEXT,
        Column(
            name="label",
            title="标注",
            synonyms=("标签", "是否诈骗", "是否涉诈", "结论", "label", "fraud"),
            kind=Kind.CHOICE,
            required=True,
            choices={FRAUD: "是诈骗", HONEST: "不是诈骗"},
            also={
                **dict.fromkeys(("诈骗", "涉诈", "是", "1", "true", "scam"), FRAUD),
                **dict.fromkeys(
                    ("正常", "非诈骗", "不涉诈", "否", "0", "false", "none"), HONEST
                ),
            },
            hint="广告、验证码、正常通知都写“不是诈骗”。",
        ),
        Column(
            name="fraud_class",
            title="类别",
            synonyms=("诈骗类别", "诈骗类型", "class"),
            kind=Kind.CHOICE,
            choices={one.code: one.short for one in taxonomy().classes},
            also={one.name: one.code for one in taxonomy().classes},
            hint="是诈骗、又说得准的才写。",
        ),
        Column(
            name="source",
            title="来源",
            synonyms=("标注来源", "标注人", "source"),
            longest=200,
            hint="谁、什么时候标注的；可以不填。",
        ),
    ]
)


class Known(NamedTuple):
    """What is agreed on a text already; `is_fraud` is None where two disagree."""

    number: str
    is_fraud: bool | None
    fraud_class: str


def labels_in() -> ImportKind[Any]:
    # Texts are sealed and found by none of their words: all are opened once a run.
    known = cache(_known)

    def plans(rows: Sequence[Values]) -> list[Plan]:
        return [_plan(_said(row), known()) for row in rows]

    return ImportKind(
        name="screening.labels",
        title=N_("已标注的内容"),
        columns=COLUMNS,
        plan_row=lambda values: plans([values])[0],
        plan_rows=plans,
        apply_row=lambda values, plan, by: _apply([plan], by)[0],
        apply_rows=_apply,
        undo_row=_undo,
    )


LABELS = ImportDesk(
    area="screening",
    name="labels",
    title=N_("导入标注"),
    note=N_(
        "本地已经标注好的短信、聊天、通话，一行一条，写明是不是诈骗；导入后供训练新版本。"
        "原文加密保存，到期删除；不计入每周的提交，也不参与串并。"
    ),
    kind=labels_in,
    permission=Permission.SCREENING_TRAIN,
    home="screening:versions",
    results="screening:imported_labels",
)


def brought_in_by(run: ImportRun) -> VerdictQuerySet:
    made = run.rows.filter(outcome=Outcome.CREATED)
    return Verdict.objects.filter(pk__in=made.values("object_id"))


def _said(row: Values) -> Said:
    return Said(
        text=str(row["text"]),
        is_fraud=row["label"] == FRAUD,
        fraud_class=str(row.get("fraud_class") or ""),
        source=str(row.get("source") or ""),
    )


def _known() -> Mapping[str, Known]:
    judged = Verdict.objects.with_text().filter(
        state__in=[Labelling.SETTLED, Labelling.DISPUTED]
    )
    return {
        _key(one.text): Known(one.number, one.is_fraud, one.agreed_class)
        for one in judged.order_by("pk").iterator(chunk_size=KNOWN_AT_A_TIME)
    }


def _key(text: str) -> str:
    return " ".join(text.split())


def _plan(said: Said, known: Mapping[str, Known]) -> Plan:
    key = _key(said.text)
    before = known.get(key)
    if faults := list(_faults(said, before)):
        return Plan(Planned.ERROR, key, faults)
    return Plan(Planned.UNCHANGED if before else Planned.CREATE, key, subject=said)


def _faults(said: Said, before: Known | None) -> Iterator[Fault]:
    if said.fraud_class and not said.is_fraud:
        yield "fraud_class", Sentence(_CLASS_OF_NONE)
    elif before and before.is_fraud is None:
        yield "label", Sentence(_DISPUTED, number=before.number)
    elif before and before.is_fraud != said.is_fraud:
        yield "label", Sentence(_OTHERWISE[said.is_fraud], number=before.number)
    elif before and len({said.fraud_class, before.fraud_class} - {""}) > 1:
        name = taxonomy().fraud_class(before.fraud_class).short
        other = Sentence(_OTHER_CLASS, number=before.number, name=Sentence(name))
        yield "fraud_class", other


def _apply(plans: Sequence[Plan], by: Person) -> list[Applied]:
    verdicts = bring_in_labels(said=[plan.subject for plan in plans], by=by)
    return [Applied.to(one, after={"is_fraud": one.is_fraud}) for one in verdicts]


def _undo(applied: Applied, by: Person) -> None:
    verdict = Verdict.objects.select_related("unit").filter(pk=applied.pk).first()
    if verdict is None:
        raise Refused(N_("这一条已经不在了，无需撤销。"))
    take_out_label(verdict=verdict, by=by)


_CLASS_OF_NONE = N_("不是诈骗的不写类别。请删去类别，或改标注。")
_DISPUTED = N_("{number} 是同一段内容，两人标注不一致，还没有裁定。请先裁定再导入。")
# What the file says → what stands.
_OTHERWISE = {
    True: N_(
        "{number} 是同一段内容，已标注为不是诈骗。请核对：文件错了就改文件；"
        "原标注错了，请在那一条上改判。"
    ),
    False: N_(
        "{number} 是同一段内容，已标注为是诈骗。请核对：文件错了就改文件；"
        "原标注错了，请在那一条上改判。"
    ),
}
_OTHER_CLASS = N_("{number} 是同一段内容，类别已标注为{name}。请核对后改这一行的类别。")
