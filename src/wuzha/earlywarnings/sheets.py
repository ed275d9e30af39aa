"""Columns of this area's tables: the list as it goes out, warnings as they come in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.importkinds import Applied, Fault, ImportKind, Plan
from wuzha.documents.sheets import Record
from wuzha.documents.states import Planned
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.intake import WarningIn, said_errors
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import Door, Grade, Signal, Source, Stream
from wuzha.incidents.models import AgeBand, Sex
from wuzha.lib import codes
from wuzha.lib.codes import Checked
from wuzha.lib.taxonomy import taxonomy
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import Permission
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person

LIST = Columns(
    [
        Column(name="number", title="编号"),
        Column(name="received_at", title="收到时间", kind=Kind.DATETIME),
        Column(name="stream", title="类型"),
        Column(name="grade", title="等级"),
        Column(name="fraud_class", title="诈骗类别", width=24),
        Column(name="name", title="姓名"),
        Column(name="phone", title="电话", kind=Kind.DIGITS),
        Column(name="place", title="所在地", width=24),
        Column(name="unit", title="承办单位", width=24),
        Column(name="person", title="承办人"),
        Column(name="state", title="状态"),
        Column(name="signed_at", title="签收时间", kind=Kind.DATETIME),
        Column(name="called_at", title="首次联系", kind=Kind.DATETIME),
        Column(name="met_at", title="见面时间", kind=Kind.DATETIME),
        Column(name="met_in_time", title="按时见面", kind=Kind.BOOLEAN),
        Column(name="fed_back_at", title="反馈时间", kind=Kind.DATETIME),
        Column(name="outcome", title="结果"),
        Column(name="defrauded", title="预警后被骗", kind=Kind.BOOLEAN),
    ]
)


def listed(cases: Iterable[Dissuasion]) -> Iterator[Record]:
    """Masked: whoever needs a number in full asks for it, one at a time."""
    for case in cases:
        yield {
            "number": case.number,
            "received_at": case.received_at,
            "stream": case.get_stream_display(),
            "grade": case.get_grade_display(),
            "fraud_class": taxonomy().fraud_class(case.fraud_class).name,
            "name": case.masked_name,
            "phone": case.masked_phone,
            "place": case.place.name,
            "unit": case.unit.name,
            "person": case.person.name if case.person else _("未签收"),
            "state": case.state_label,
            "signed_at": case.signed_at,
            "called_at": case.called_at,
            "met_at": case.met_at,
            "met_in_time": case.met_in_time,
            "fed_back_at": case.fed_back_at,
            "outcome": case.get_outcome_display(),
            "defrauded": case.defrauded_at is not None,
        }


def _identity(typed: str) -> Checked:
    return codes.identity_number(typed, on=timezone.localdate())


def _classes() -> dict[str, str]:
    return dict(taxonomy().choices)


def _class_words() -> dict[str, str]:
    """Short and official names, and names of sub-types, as people write them."""
    words: dict[str, str] = {}
    for one in taxonomy().classes:
        for word in (one.code, one.short, one.name.removesuffix("类")):
            words.setdefault(word, one.code)
    return words


def _labels(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {value: str(label) for value, label in choices}


INTAKE = Columns(
    [
        Column(
            name="source_number",
            title="预警编号",
            kind=Kind.DIGITS,
            synonyms=("编号", "指令编号", "预警指令编号", "工单号", "序列号"),
            required=True,
            longest=64,
            sample="YJ20260101000123",
            hint="上级或来源单位给的编号，同一编号只收一次。",
        ),
        Column(
            name="grade",
            title="等级",
            kind=Kind.CHOICE,
            synonyms=("预警等级", "风险等级", "危险等级", "预警级别"),
            required=True,
            choices=_labels(Grade.choices),
            also={
                "紧急": Grade.CRITICAL,
                "特急": Grade.CRITICAL,
                "极高": Grade.CRITICAL,
                "高": Grade.HIGH,
                "高风险": Grade.HIGH,
                "中": Grade.MEDIUM,
                "中风险": Grade.MEDIUM,
                "低": Grade.LOW,
                "低风险": Grade.LOW,
            },
            sample="高危",
        ),
        Column(
            name="stream",
            title="预警类别",
            kind=Kind.CHOICE,
            synonyms=("资金或触网", "预警来源类别", "类别"),
            choices=_labels(Stream.choices),
            also={
                "资金": Stream.FUND,
                "资金流": Stream.FUND,
                "触网": Stream.CONTACT,
                "接触": Stream.CONTACT,
            },
            sample="触网预警",
            hint="不填按触网预警处理。",
        ),
        Column(
            name="signal",
            title="预警类型",
            kind=Kind.CHOICE,
            synonyms=("类型", "信号", "预警模型"),
            choices=_labels(Signal.choices),
            also={
                "电话": Signal.CALL,
                "短信": Signal.MESSAGE,
                "网址": Signal.SITE,
                "涉诈网址": Signal.SITE,
                "APP": Signal.APP,
                "涉诈APP": Signal.APP,
                "屏幕共享": Signal.SCREEN,
                "转账": Signal.TRANSFER,
                "取现": Signal.WITHDRAWAL,
            },
        ),
        Column(
            name="fraud_class",
            title="诈骗类别",
            kind=Kind.CHOICE,
            synonyms=("诈骗类型", "案件类别", "涉诈类型", "手法"),
            choices=_classes(),
            also=_class_words(),
        ),
        Column(
            name="name",
            title="姓名",
            synonyms=("潜在受害人", "被预警人", "机主姓名", "受害人姓名"),
            longest=40,
            sample="司徒明",
        ),
        Column(
            name="phone",
            title="电话",
            kind=Kind.DIGITS,
            synonyms=("手机号", "手机号码", "联系电话", "联系方式", "电话号码", "号码"),
            check=codes.phone,
            sample="13900001234",
        ),
        Column(
            name="identity",
            title="身份证号",
            kind=Kind.DIGITS,
            synonyms=("身份证", "身份证号码", "公民身份号码", "证件号码"),
            check=_identity,
        ),
        Column(
            name="sex",
            title="性别",
            kind=Kind.CHOICE,
            choices=_labels(Sex.choices),
        ),
        Column(
            name="age_band",
            title="年龄段",
            kind=Kind.CHOICE,
            synonyms=("年龄",),
            choices=_labels(AgeBand.choices),
        ),
        Column(name="occupation", title="职业", longest=40),
        Column(
            name="address",
            title="住址",
            synonyms=("地址", "现住址", "居住地址", "家庭住址", "户籍地址", "详细地址"),
            longest=200,
            sample="河口镇柳湾村3组12号",
            hint="写到村、社区，就能自动分派。",
        ),
        Column(
            name="place_code",
            title="网格编码",
            kind=Kind.DIGITS,
            synonyms=("区划代码", "行政区划代码", "社区代码", "网格代码"),
            longest=24,
        ),
        Column(
            name="clue",
            title="线索摘要",
            synonyms=("线索", "预警内容", "预警详情", "简要情况", "备注"),
            longest=2000,
        ),
        Column(
            name="source",
            title="来源",
            kind=Kind.CHOICE,
            synonyms=("预警来源", "数据来源", "来源单位"),
            choices=_labels(Source.choices),
            also={
                "银行": Source.BANK,
                "运营商": Source.CARRIER,
                "96110": Source.HOTLINE,
            },
            hint="不填按上级平台处理。",
        ),
        Column(
            name="issued_at",
            title="下发时间",
            kind=Kind.DATETIME,
            synonyms=("预警时间", "推送时间", "指令时间"),
        ),
        Column(
            name="limit_at",
            title="要求见面时间",
            kind=Kind.DATETIME,
            synonyms=("处置时限", "截止时间", "反馈时限", "办结时限"),
        ),
    ]
)
# A file is applied for minutes: who is on duty is asked anew from time to time.
DESK_KEPT = timedelta(seconds=30)


@dataclass
class _Intake:
    """One import under way; keeps the desk for some seconds."""

    desks: list[Desk] = field(default_factory=list)

    def plan(self, values: Values) -> Plan:
        (plan,) = self.plans([values])
        return plan

    def plans(self, rows: Sequence[Values]) -> list[Plan]:
        """One look at the database for all of them."""
        numbers = [str(values["source_number"]) for values in rows]
        known = {
            (row.source, row.source_number): row.content_key
            for row in EarlyWarning.objects.filter(
                source__in=Source.values, source_number__in=numbers
            ).only("source", "source_number", "content_key")
        }
        return [_plan(values, known) for values in rows]

    def apply(self, values: Values, plan: Plan, by: Person) -> Applied:
        (applied,) = self.apply_many([plan], by)
        return applied

    def apply_many(self, plans: Sequence[Plan], by: Person) -> list[Applied]:
        received = actions.receive_warnings(
            warnings=[plan.subject for plan in plans],
            door=Door.SHEET,
            desk=self._desk(),
            by=by,
        )
        return [
            Applied.to(one.warning, after={"version": one.dissuasion.version})
            for one in received
        ]

    def undo(self, applied: Applied, by: Person) -> None:
        warning = EarlyWarning.objects.select_related("dissuasion").get(pk=applied.pk)
        actions.withdraw_warning(
            warning=warning, version=applied.after["version"], by=by
        )

    def _desk(self) -> Desk:
        if not self.desks or timezone.now() - self.desks[0].at > DESK_KEPT:
            self.desks[:] = [Desk.for_many()]
        return self.desks[0]


def warnings_in() -> ImportKind[Any]:
    """For one run: it remembers who is on duty for a moment."""
    intake = _Intake()
    return ImportKind(
        name="earlywarnings.warnings",
        title=N_("预警"),
        columns=INTAKE,
        plan_row=intake.plan,
        apply_row=intake.apply,
        undo_row=intake.undo,
        plan_rows=intake.plans,
        apply_rows=intake.apply_many,
        faults=_faults,
    )


def _plan(values: Values, known: Mapping[tuple[str, str], str]) -> Plan:
    number = (
        str(values.get("source") or Source.PLATFORM),
        str(values["source_number"]),
    )
    key = "/".join(number)
    try:
        warning = warning_of(values)
    except ValidationError as wrong:
        return Plan(Planned.ERROR, key, _said(wrong))
    if number not in known:
        return Plan(Planned.CREATE, key, subject=warning)
    if known[number] == warning.content_key():
        return Plan(Planned.UNCHANGED, key)
    other = Sentence(N_("这个编号已经收过另一条内容不同的预警，请核对编号。"))
    return Plan(Planned.ERROR, key, [("source_number", other)])


def _faults(values: Values) -> list[Fault]:
    try:
        warning_of(values)
    except ValidationError as wrong:
        return _said(wrong)
    return []


def _said(wrong: ValidationError) -> list[Fault]:
    return [(name, Sentence(text)) for name, text in said_errors(wrong)]


WARNINGS = ImportDesk(
    area="earlywarnings",
    name="warnings",
    title=N_("导入预警"),
    note=N_("按地址自动分派；同一编号只收一次，同一个人的并为一次走访。"),
    kind=warnings_in,
    permission=Permission.WARNING_CREATE,
    home="earlywarnings:list",
)


def warning_of(values: Values) -> WarningIn:
    """Raises ValidationError."""
    given = {name: value for name, value in values.items() if value not in ("", None)}
    given.setdefault("stream", Stream.CONTACT)
    return WarningIn.model_validate(given)
