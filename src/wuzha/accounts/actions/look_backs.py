"""An involved account is looked back on: set going by the police, answered by the bank,
read and closed by the police."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.accounts.models import LookBack
from wuzha.accounts.states import LOOK_BACK, ClockKind, LookBackState, TestedOn
from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.incidents.models import StopPaymentOrder
from wuzha.lib import params
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle, tell
from wuzha.organisation.access import Permission, may, on_duty, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.privacy.fields import blind_indexes

FILLED = (
    *("account_opened_on", "opened_at_branch", "opened_by_staff"),
    *("asked_at_opening", "account_class", "limits", "money_did"),
    *("gap", "findings", "remedy", "remedy_until"),
)


@transaction.atomic
def start_look_back(*, order: StopPaymentOrder, by: Person) -> LookBack:
    """Of the account that was stopped; once, however often it was."""
    require(by, Permission.ACCOUNTS_REVIEW, order.incident.unit)
    if order.executed_at is None or order.bank_unit is None:
        raise Refused(_("只有本县网点执行过止付的账户可以倒查。"))
    keys = blind_indexes("account", order.account)
    stops = StopPaymentOrder.objects.filter(account_key__in=keys)
    row = _begun(
        order=order,
        branch=order.bank_unit,
        account=order.account,
        known_at=stops.aggregate(at=Min("executed_at"))["at"],
        started_by=by,
    )
    record(
        "look_back.started",
        by=by,
        subject=row,
        unit=row.branch,
        incident=order.incident.number,
    )
    return row


@transaction.atomic
def start_look_back_on(
    *,
    account: str,
    branch: Unit | None,
    ground: str,
    began_with: str,
    known_at: datetime,
    by: Person,
) -> LookBack:
    """Of an account that nobody stopped: a person confirmed a hit (`began_with` is its
    number) or it was entered in the register of restrictions."""
    if branch is None:
        raise Refused(_("本县网点的账户表里没有这个账户，请向开户行所在地公安移送。"))
    require(by, Permission.ACCOUNTS_REVIEW, branch)
    row = _begun(
        ground=ground,
        began_with=began_with,
        branch=branch,
        account=account,
        known_at=known_at,
        started_by=by,
    )
    record("look_back.started", by=by, subject=row, unit=branch, on=began_with)
    return row


@transaction.atomic
def keep_firings(
    *,
    look_back: LookBack,
    firings: Sequence[Mapping[str, Any]],
    transfers: int,
    tested_on: str,
    by: Person,
) -> None:
    """What the rules said of the account's transfers, which the branch brought or the
    police had at hand; the last test counts."""
    row = LookBack.objects.locked(look_back)
    is_own = tested_on == TestedOn.STATEMENT
    needed = Permission.ACCOUNTS_WORK if is_own else Permission.ACCOUNTS_REVIEW
    require(by, needed, row.branch)
    _refuse_unless_open(row)
    row.firings = [dict(one) for one in firings]
    row.transfers, row.tested_on = transfers, tested_on
    row.tested_at = timezone.now()
    row.save(update_fields=["firings", "transfers", "tested_on", "tested_at"])
    record(
        "look_back.tested",
        by=by,
        subject=row,
        unit=row.branch,
        transfers=transfers,
        count=len(firings),
    )


@transaction.atomic
def answer_look_back(
    *, look_back: LookBack, facts: Mapping[str, Any], by: Person
) -> None:
    """`facts` by the names in FILLED."""
    row = LookBack.objects.locked(look_back)
    require(by, Permission.ACCOUNTS_WORK, row.branch)
    move(row, LookBackState.ANSWERED, LOOK_BACK)
    for name in FILLED:
        setattr(row, name, facts[name])
    row.answered_by, row.answered_at = by, timezone.now()
    row.save(update_fields=["state", *FILLED, "answered_by", "answered_at"])
    engine.stop(subject=row, kind=ClockKind.LOOK_BACK, at=row.answered_at)
    _tell_police(row, kept("网点已完成倒查，请审阅"), row.answered_at)
    record("look_back.answered", by=by, subject=row, unit=row.branch, gap=row.gap)


@transaction.atomic
def return_look_back(*, look_back: LookBack, note: str, by: Person) -> None:
    """Not enough: the branch goes on, with its whole time again."""
    row = LookBack.objects.locked(look_back)
    require(by, Permission.ACCOUNTS_REVIEW, row.branch)
    move(row, LookBackState.OPEN, LOOK_BACK)
    row.review_note, now = note.strip(), timezone.now()
    row.save(update_fields=["state", "review_note"])
    _time(row, now)
    _tell_bank(row, kept("倒查退回补充，请查看意见"), now)
    record("look_back.returned", by=by, subject=row, unit=row.branch)


@transaction.atomic
def close_look_back(*, look_back: LookBack, by: Person) -> None:
    row = LookBack.objects.locked(look_back)
    require(by, Permission.ACCOUNTS_REVIEW, row.branch)
    move(row, LookBackState.CLOSED, LOOK_BACK)
    row.closed_by, row.closed_at = by, timezone.now()
    row.save(update_fields=["state", "closed_by", "closed_at"])
    settle(subject=row)
    record("look_back.closed", by=by, subject=row, unit=row.branch)


@transaction.atomic
def read_look_back(*, look_back: LookBack, by: Person) -> None:
    """The paper holds the account in full."""
    works = may(by, Permission.ACCOUNTS_WORK, look_back.branch)
    needed = Permission.ACCOUNTS_WORK if works else Permission.ACCOUNTS_REVIEW
    require(by, needed, look_back.branch)
    record(
        "look_back.printed",
        by=by,
        subject=look_back,
        unit=look_back.branch,
        outcome=Outcome.READ,
    )


@transaction.atomic
def answer_look_back_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    require(by, Permission.CLOCK_FIRE)
    rows = LookBack.objects.select_related("branch")
    row = rows.get(pk=step.clock.subject_id)
    _tell_bank(row, kept("倒查涉案账户已超时"), at)
    _tell_police(row, kept("网点倒查涉案账户已超时"), at)
    record("look_back.alarm", by=by, subject=row, unit=row.branch, what=step.what)


def _begun(**facts: Any) -> LookBack:
    """Once an account, however often it was stopped, confirmed or entered."""
    if LookBack.objects.of_account(facts["account"]).exists():
        raise Conflict(_("这个账户已经倒查过，请在倒查名单里查看。"))
    now = timezone.now()
    row = LookBack.objects.create(**facts, started_at=now)
    _time(row, now)
    _tell_bank(row, kept("账户涉案，请倒查开户和交易"), now)
    return row


def _time(row: LookBack, at: datetime) -> None:
    days = params.value("account_work.look_back_days", on=timezone.localdate(at))
    engine.start(
        kind=ClockKind.LOOK_BACK,
        subject=row,
        unit=row.branch,
        begins=at,
        limit=days.limit,
    )


def _refuse_unless_open(row: LookBack) -> None:
    if row.state != LookBackState.OPEN:
        raise Refused(_("倒查已经提交，不能再改。需要补充的，请公安退回。"))


def _tell_bank(row: LookBack, what: str, at: datetime) -> None:
    settle(subject=row)
    _tell(row, on_duty(row.branch, Permission.ACCOUNTS_WORK, at), what)


def _tell_police(row: LookBack, what: str, at: datetime) -> None:
    _tell(row, on_duty(Unit.objects.root(), Permission.ACCOUNTS_REVIEW, at), what)


def _tell(row: LookBack, people: list[Person], what: str) -> None:
    tell(
        people=people,
        item=f"{row.number}：{what}",
        url=row.get_absolute_url(),
        subject=row,
        urgent=False,
    )
