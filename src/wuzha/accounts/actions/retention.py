"""What a branch told of its customers goes when its time is over; the numbers stay."""

from datetime import datetime

from django.db import transaction

from wuzha.accounts.models import BankAccount, LookBack, Suspicion
from wuzha.accounts.states import CheckState, LookBackState
from wuzha.audit.record import record
from wuzha.lib.retention import kept_since
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit

AT_A_TIME = 500
# Of a branch that stopped telling, or left.
ACCOUNTS_AT_A_TIME = 5000
TOLD = (
    *("account", "account_key", "holder_name", "holder_phone", "holder_phone_key"),
    *("seen", "asked", "payee_account", "payee_account_key", "payee_name", "answer"),
)
FOUND = ("opened_by_staff", "asked_at_opening", "money_did", "findings", "review_note")


@transaction.atomic
def forget_suspicions(*, at: datetime, by: Person) -> None:
    """What led to an incident is kept with it."""
    require(by, Permission.CLOCK_FIRE, Unit.objects.root())
    old = Suspicion.objects.filter(
        forgotten_at=None,
        incident=None,
        warning__dissuasion__incident=None,
        ended_at__lt=kept_since("suspicion_ended_years", at),
    )
    keys = list(old.order_by("ended_at").values_list("pk", flat=True)[:AT_A_TIME])
    if keys:
        rows = Suspicion.objects.filter(pk__in=keys)
        rows.update(**dict.fromkeys(TOLD, ""), forgotten_at=at)
        record("suspicion.forgotten", by=by, count=len(keys))


@transaction.atomic
def forget_look_backs(*, at: datetime, by: Person) -> None:
    """The account is that of an incident, and stays as long as that one."""
    require(by, Permission.CLOCK_FIRE, Unit.objects.root())
    old = LookBack.objects.filter(
        forgotten_at=None,
        state=LookBackState.CLOSED,
        closed_at__lt=kept_since("look_back_closed_years", at),
    )
    keys = list(old.order_by("closed_at").values_list("pk", flat=True)[:AT_A_TIME])
    if keys:
        rows = LookBack.objects.filter(pk__in=keys)
        rows.update(**dict.fromkeys(FOUND, ""), firings=[], forgotten_at=at)
        record("look_back.forgotten", by=by, count=len(keys))


@transaction.atomic
def forget_bank_accounts(*, at: datetime, by: Person) -> None:
    """A copy of what a bank keeps, once the bank tells of it no more; with what was
    found on work lists, of which somebody may have one to look at still."""
    require(by, Permission.CLOCK_FIRE, Unit.objects.root())
    old = BankAccount.objects.filter(
        told_at__lt=kept_since("bank_account_years", at)
    ).exclude(checks__state=CheckState.OPEN)
    oldest = old.order_by("told_at").values_list("pk", flat=True)
    if keys := list(oldest[:ACCOUNTS_AT_A_TIME]):
        BankAccount.objects.filter(pk__in=keys).delete()
        record("bank_account.expired", by=by, count=len(keys))
