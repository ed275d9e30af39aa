"""An authority's list of decisions in, and what became of them out."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.importkinds import Applied, Fault, ImportKind, Plan
from wuzha.documents.sheets import Record
from wuzha.documents.states import Planned
from wuzha.lib import codes
from wuzha.lib.codes import Checked
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import Permission
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.restrictions.actions.restrictions import (
    enter_restriction,
    withdraw_restriction,
)
from wuzha.restrictions.law import refuse_unfit
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.states import Ground, Level, Measure


def identity_or_credit_code(typed: str) -> Checked:
    """Of a person or of a firm, whichever it is."""
    firm = codes.social_credit_code(typed)
    if firm.ok:
        return firm
    return codes.identity_number(typed, on=timezone.localdate())


COLUMNS = Columns(
    [
        Column(
            name="ground",
            title="名单种类",
            kind=Kind.CHOICE,
            required=True,
            choices={one.value: str(one.label) for one in Ground},
            also={
                "公安机关认定": Ground.RECOGNISED,
                "被追究刑事责任": Ground.CRIMINAL,
            },
            sample="两卡惩戒（公安机关认定）",
        ),
        Column(
            name="name",
            title="姓名或单位名称",
            synonyms=("姓名", "户名", "单位名称"),
            required=True,
            longest=80,
            sample="示某",
        ),
        Column(
            name="identity",
            title="证件号码",
            synonyms=("身份证号", "身份证号码", "统一社会信用代码"),
            kind=Kind.DIGITS,
            check=identity_or_credit_code,
            hint="个人填身份证号，单位填统一社会信用代码；只有账号的可不填。",
        ),
        Column(
            name="account",
            title="涉案账号",
            synonyms=("账号", "卡号", "银行卡号"),
            kind=Kind.DIGITS,
            check=codes.bank_account,
        ),
        Column(
            name="authority",
            title="决定机关",
            synonyms=("认定机关", "作出机关"),
            required=True,
            longest=80,
        ),
        Column(
            name="authority_level",
            title="机关级别",
            kind=Kind.CHOICE,
            required=True,
            choices={one.value: str(one.label) for one in Level},
            sample="设区的市级公安机关",
        ),
        Column(
            name="document_number",
            title="文书号",
            synonyms=("决定书文号", "文号"),
            required=True,
            longest=60,
        ),
        Column(name="decided_on", title="决定日期", kind=Kind.DATE, required=True),
        Column(
            name="basis",
            title="法律依据",
            synonyms=("依据",),
            required=True,
            longest=200,
            sample="反电信网络诈骗法第31条第2款",
        ),
        Column(
            name="reason",
            title="事由",
            synonyms=("认定事实",),
            required=True,
            longest=500,
        ),
        Column(
            name="measures",
            title="惩戒措施",
            synonyms=("措施",),
            required=True,
            longest=300,
            sample="限制非柜面转出；不得新开支付账户、实名数字人民币钱包",
            hint="几项的用分号或换行隔开，写法同登记页。",
        ),
        Column(
            name="starts_on",
            title="起始日期",
            synonyms=("惩戒起始日",),
            kind=Kind.DATE,
            required=True,
        ),
        Column(
            name="ends_on",
            title="届满日期",
            synonyms=("惩戒届满日", "截止日期"),
            kind=Kind.DATE,
            required=True,
            hint="执行到这一天为止，次日自动解除。",
        ),
        Column(
            name="notified_on",
            title="告知日期",
            kind=Kind.DATE,
            hint="还没有告知的不填，登记为“待告知”，不生效。",
        ),
        Column(name="notified_how", title="告知方式", longest=60, sample="当面送达"),
        Column(
            name="appeal_to",
            title="申诉受理机关",
            synonyms=("申诉渠道",),
            required=True,
            longest=120,
        ),
        Column(
            name="appeal_papers",
            title="申诉所需材料",
            synonyms=("申诉材料",),
            required=True,
            longest=200,
            sample="身份证件、申诉书、证明材料",
        ),
    ]
)
OUT = Columns(
    [
        Column(name="number", title="登记号"),
        Column(name="ground", title="名单种类"),
        Column(name="name", title="姓名或单位名称"),
        Column(name="identity", title="证件或账号"),
        Column(name="authority", title="决定机关"),
        Column(name="document_number", title="文书号"),
        Column(name="measures", title="惩戒措施"),
        Column(name="starts_on", title="起始日期", kind=Kind.DATE),
        Column(name="ends_on", title="届满日期", kind=Kind.DATE),
        Column(name="notified_on", title="告知日期", kind=Kind.DATE),
        Column(name="state", title="状态"),
        Column(name="end_reason", title="解除原因"),
        Column(name="appeals", title="申诉", kind=Kind.INTEGER),
    ]
)
COMPARED = [column.name for column in COLUMNS if column.name != "measures"]


def exported(rows: Iterable[Restriction]) -> Iterator[Record]:
    """Masked; the number of the document tells the authority which decision it is."""
    for row in rows:
        yield {
            "number": row.number,
            "ground": row.get_ground_display(),
            "name": row.masked_name,
            "identity": row.masked_number,
            "authority": row.authority,
            "document_number": row.document_number,
            "measures": row.measures_text,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "notified_on": row.notified_on,
            "state": row.get_state_display(),
            "end_reason": row.end_reason,
            "appeals": row.appeals.count(),
        }


def decisions_in() -> ImportKind[Any]:
    return ImportKind(
        name="restrictions.decisions",
        title=N_("惩戒决定"),
        columns=COLUMNS,
        plan_row=_plan,
        apply_row=_apply,
        undo_row=_undo,
        faults=_faults,
    )


DECISIONS = ImportDesk(
    area="restrictions",
    name="decisions",
    title=N_("导入惩戒名单"),
    note=N_("每一行都要有决定机关、文书号、依据、措施和期限；缺一项不导入。"),
    kind=decisions_in,
    permission=Permission.RESTRICTION_EDIT,
    home="restrictions:list",
)


def _plan(values: Values) -> Plan:
    errors = list(_faults(values))
    numbers = (values.get("identity") or "", values.get("account") or "")
    key = "\n".join(map(str, (values["document_number"], *numbers)))
    if errors:
        return Plan(Planned.ERROR, key, errors)
    entry = _entry(values)
    known = Restriction.objects.of_decision(entry).first()
    if known is None:
        return _fit(entry, key)
    if all(getattr(known, name) == getattr(entry, name) for name in COMPARED):
        return Plan(Planned.UNCHANGED, key)
    other = Sentence(N_("这份文书对这个号码已登记过，内容不同。请核对文书号。"))
    return Plan(Planned.ERROR, key, [("document_number", other)])


def _fit(entry: Restriction, key: str) -> Plan:
    try:
        refuse_unfit(entry)
    except Refused as refused:
        return Plan(Planned.ERROR, key, [("", refused.sentence)])
    return Plan(Planned.CREATE, key, subject=entry)


def _apply(values: Values, plan: Plan, by: Person) -> Applied:
    entry = enter_restriction(entry=plan.subject, by=by)
    return Applied.to(entry, after={"state": entry.state})


def _undo(applied: Applied, by: Person) -> None:
    row = Restriction.objects.get(pk=applied.pk)
    if row.state != applied.after["state"]:
        raise Refused(N_("导入之后状态有变化，没有撤销。请在登记页办理解除。"))
    withdraw_restriction(restriction=row, reason=kept("撤销导入"), by=by)


def _faults(values: Values) -> Iterable[Fault]:
    if not (values.get("identity") or values.get("account")):
        yield "identity", Sentence(N_("证件号码和涉案账号至少填一个。"))
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and str(ends) <= str(starts):
        yield "ends_on", Sentence(N_("届满日期要晚于起始日期。"))
    if values.get("notified_on") and not values.get("notified_how"):
        yield "notified_how", Sentence(N_("填了告知日期的，也要填告知方式。"))
    if unknown := [one for one in _listed(values) if one not in _LABELS]:
        yield (
            "measures",
            Sentence(N_("没有“{name}”这项措施，请照模板填写。"), name=unknown[0]),
        )


_LABELS = {str(one.label): one.value for one in Measure}


def _listed(values: Values) -> list[str]:
    text = str(values.get("measures") or "").replace("；", ";").replace("\n", ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def _entry(values: Values) -> Restriction:
    given: dict[str, Any] = {
        name: value for name, value in values.items() if value is not None
    }
    given["measures"] = [_LABELS[one] for one in _listed(values)]
    identity = str(given.get("identity", ""))
    given["is_firm"] = codes.social_credit_code(identity).ok
    return Restriction(**given)
