"""A branch's table of accounts comes in; its work lists are made, assigned and done."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.accounts.models import AccountCheck, BankAccount
from wuzha.accounts.states import CHECK, CheckState
from wuzha.audit.record import record
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import tell
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

TOLD = (
    *("holder", "kind", "account_class", "opened_on", "status", "holder_age"),
    *("phone_matches", "last_active_on"),
)
MOST_AT_ONCE = 200


@transaction.atomic
def keep_account(
    *, account: str, facts: Mapping[str, Any], branch: Unit, by: Person
) -> BankAccount:
    """What the bank says of it now, by the names in TOLD."""
    require(by, Permission.ACCOUNTS_WORK, branch)
    row = BankAccount.objects.of_number(account).filter(branch=branch).first()
    row = row or BankAccount(branch=branch, account=account)
    for name in TOLD:
        setattr(row, name, facts[name])
    row.told_by, row.told_at = by, timezone.now()
    row.save()
    record("bank_account.kept", by=by, subject=row, unit=branch)
    return row


@transaction.atomic
def forget_account(*, account: BankAccount, by: Person) -> None:
    """An import is undone: nobody has worked on it since."""
    require(by, Permission.ACCOUNTS_WORK, account.branch)
    if account.checks.exists():
        raise Refused(_("这个账户已经列入核查，没有撤销。"))
    record("bank_account.forgotten", by=by, subject=account, unit=account.branch)
    account.delete()


@transaction.atomic
def assign_checks(*, branch: Unit, kind: str, to: Person, by: Person) -> int:
    """Accounts of the work list that nobody is looking at are given to somebody; how
    many they were."""
    require(by, Permission.ACCOUNTS_WORK, branch)
    require(to, Permission.SUSPICION_REPORT, branch)
    now = timezone.now()
    listed = BankAccount.objects.to_check(kind, timezone.localdate(now))
    known = AccountCheck.objects.filter(kind=kind).values("account")
    rows = listed.filter(branch=branch).exclude(pk__in=known)[:MOST_AT_ONCE]
    made = AccountCheck.objects.bulk_create(
        AccountCheck(
            account=row, kind=kind, assigned_to=to, assigned_by=by, assigned_at=now
        )
        for row in rows
    )
    if not made:
        raise Refused(_("没有还未核查的账户。"))
    tell(
        people=[to],
        item=kept("账户核查：%(count)d个账户等您核实", count=len(made)),
        url=made[0].get_absolute_url(),
        subject=made[0],
        urgent=False,
    )
    record("account_check.assigned", by=by, unit=branch, kind=kind, count=len(made))
    return len(made)


@transaction.atomic
def finish_check(
    *, check: AccountCheck, found: str, note: str = "", by: Person
) -> None:
    """Somebody has looked; what it means for the account is the bank's to decide."""
    locked = AccountCheck.objects.select_for_update(no_key=True, of=("self",))
    row = locked.select_related("account__branch").get(pk=check.pk)
    require(by, Permission.SUSPICION_REPORT, row.account.branch)
    move(row, CheckState.DONE, CHECK)
    row.found, row.note = found, note.strip()
    row.done_by, row.done_at = by, timezone.now()
    row.save(update_fields=["state", "found", "note", "done_by", "done_at"])
    record(
        "account_check.done",
        by=by,
        subject=row,
        unit=row.account.branch,
        kind=row.kind,
        chosen=found,
    )
