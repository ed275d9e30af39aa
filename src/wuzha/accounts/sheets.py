"""A branch's table of accounts, by the columns that detection reads as well."""

from typing import Any

from django.utils import timezone

from wuzha.accounts.actions.bank_accounts import TOLD, forget_account, keep_account
from wuzha.accounts.branches import own_branch
from wuzha.accounts.models import BankAccount
from wuzha.accounts.states import AccountClass, AccountKind, Status
from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.importkinds import Applied, Fault, ImportKind, Plan
from wuzha.documents.states import Planned
from wuzha.lib import codes
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.organisation.access import Permission
from wuzha.organisation.importing import ImportDesk
from wuzha.organisation.models import Person

COLUMNS = Columns(
    [
        Column(
            name="account",
            title="账号",
            synonyms=("卡号", "account"),
            kind=Kind.DIGITS,
            required=True,
            check=codes.bank_account,
        ),
        Column(
            name="holder",
            title="持有人代号",
            synonyms=("客户号", "holder"),
            longest=40,
            hint="本行的客户号，不要填姓名和证件号。",
        ),
        Column(
            name="kind",
            title="账户种类",
            synonyms=("kind",),
            kind=Kind.CHOICE,
            choices={one.value: str(one.label) for one in AccountKind},
        ),
        Column(
            name="account_class",
            title="账户类别",
            synonyms=("class",),
            kind=Kind.CHOICE,
            choices={str(one.value): str(one.label) for one in AccountClass},
            also={"I": "1", "II": "2", "III": "3", "1类": "1", "2类": "2", "3类": "3"},
        ),
        Column(
            name="opened_on", title="开户日期", synonyms=("opened",), kind=Kind.DATE
        ),
        Column(
            name="status",
            title="账户状态",
            synonyms=("status",),
            kind=Kind.CHOICE,
            choices={one.value: str(one.label) for one in Status},
            also={
                "不动户": Status.DORMANT,
                "止付": Status.STOPPED,
                "冻结": Status.STOPPED,
            },
            hint="不填按正常。",
        ),
        Column(
            name="holder_age",
            title="持有人年龄段",
            synonyms=("holder_age",),
            kind=Kind.INTEGER,
            hint="填年龄段的下限，如60。",
        ),
        Column(
            name="phone_matches",
            title="手机是否本人",
            synonyms=("phone_matches",),
            kind=Kind.BOOLEAN,
        ),
        Column(
            name="last_active_on",
            title="最近动户日期",
            synonyms=("last_active",),
            kind=Kind.DATE,
            hint="开户后没有用过的不填。",
        ),
    ]
)


def accounts_in() -> ImportKind[Any]:
    return ImportKind(
        name="accounts.bank_accounts",
        title=N_("账户"),
        columns=COLUMNS,
        plan_row=_plan,
        apply_row=_apply,
        undo_row=_undo,
        faults=_faults,
    )


ACCOUNTS = ImportDesk(
    area="accounts",
    name="bank_accounts",
    title=N_("导入账户表"),
    note=N_("只导入本网点的账户；不要姓名、证件号和余额。账号加密保存。"),
    kind=accounts_in,
    permission=Permission.ACCOUNTS_WORK,
    home="accounts:bank_accounts",
)


def _plan(values: Values) -> Plan:
    key = str(values["account"])
    if errors := _faults(values):
        return Plan(Planned.ERROR, key, errors)
    known = BankAccount.objects.of_number(key).first()
    facts = _facts(values)
    if known is None:
        return Plan(Planned.CREATE, key, subject=facts)
    same = {name: getattr(known, name) for name in TOLD} == facts
    return Plan(Planned.UNCHANGED if same else Planned.UPDATE, key, subject=facts)


def _apply(values: Values, plan: Plan, by: Person) -> Applied:
    account, branch = str(values["account"]), own_branch(by, Permission.ACCOUNTS_WORK)
    known = BankAccount.objects.of_number(account).filter(branch=branch).first()
    before = _packed(known) if known else {}
    row = keep_account(account=account, facts=plan.subject, branch=branch, by=by)
    return Applied.to(row, before=before, after=_packed(row))


def _undo(applied: Applied, by: Person) -> None:
    row = BankAccount.objects.select_related("branch").get(pk=applied.pk)
    if _packed(row) != applied.after:
        raise Refused(N_("导入之后有变化，没有撤销。"))
    if not applied.before:
        forget_account(account=row, by=by)
        return
    facts = {name: applied.before[name] for name in TOLD}
    keep_account(account=row.account, facts=facts, branch=row.branch, by=by)


def _faults(values: Values) -> list[Fault]:
    today = str(timezone.localdate())
    return [
        (name, Sentence(N_("这一天还没有到，请核对日期。")))
        for name in ("opened_on", "last_active_on")
        if values.get(name) and str(values[name]) > today
    ]


def _facts(values: Values) -> dict[str, Any]:
    facts: dict[str, Any] = {name: values.get(name) for name in TOLD}
    facts["holder"], facts["kind"] = facts["holder"] or "", facts["kind"] or ""
    facts["status"] = facts["status"] or Status.NORMAL.value
    facts["account_class"] = int(facts["account_class"] or 0) or None
    return facts


def _packed(row: BankAccount) -> dict[str, Any]:
    days = {"opened_on", "last_active_on"}
    return {
        name: str(value) if name in days and value else value
        for name in TOLD
        for value in [getattr(row, name)]
    }
