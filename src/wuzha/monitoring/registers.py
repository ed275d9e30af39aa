"""What banks and police say of accounts, as the tables that the rules ask: a branch's
table of accounts as it was told last, the register of restrictions, and the merchants
that were allowed.

An entry counts from when it held until when it ended, so that a rule
sees at each transfer what was in force then. Whoever ran or tested a rule, or asked
before a transfer, saw these same tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import pyarrow as pa
from django.db.models import Count, Max

from wuzha.accounts.models import AllowedMerchant, BankAccount
from wuzha.accounts.states import Status
from wuzha.detection.moments import microseconds
from wuzha.detection.rules.tree import Listed
from wuzha.detection.tables import ACCOUNTS, LISTS, schema_of, with_holdings
from wuzha.lib.periods import Kind, Period
from wuzha.monitoring.models import AccountHolder
from wuzha.privacy.fields import blind_indexes
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.states import Ground

Known = Mapping[str, pa.Table]
FACTS = (
    *("branch_id", "account", "kind", "account_class", "opened_on", "status"),
    *("holder", "holder_age", "phone_matches", "last_active_on"),
)


class Stay(NamedTuple):
    """An account on a list, from a time to a time."""

    since: datetime
    until: datetime
    source: str


def known() -> Known:
    return {"accounts": accounts(), "lists": lists()}


def edition() -> tuple[object, ...]:
    """Another as soon as one of the tables would be another."""
    told = BankAccount.objects.aggregate(Count("pk"), Max("told_at"))
    held = Restriction.objects.once_in_force().aggregate(
        Count("pk"), Max("entered_at"), Max("ended_at")
    )
    named = AccountHolder.objects.aggregate(Count("pk"), Max("told_at"))
    allowed = AllowedMerchant.objects.aggregate(Count("pk"), Max("changed_at"))
    found = (told, held, named, allowed)
    return tuple(value for one in found for value in one.values())


def counted(known: Known) -> dict[str, int]:
    """How many rows a run was told."""
    return {name: len(table) for name, table in known.items()}


def accounts() -> pa.Table:
    """Of an account that two branches tell of, what was told last."""
    rows = BankAccount.objects.order_by("told_at").values(*FACTS).iterator()
    told = {row["account"]: _account(row) for row in rows}
    table = pa.Table.from_pylist(list(told.values()), schema=schema_of(ACCOUNTS))
    return with_holdings(table)


def lists() -> pa.Table:
    """Each account at most once on each list: stays that meet are one, and of others
    the latest counts."""
    stays: dict[tuple[Listed, str], list[Stay]] = defaultdict(list)
    for entry in Restriction.objects.once_in_force():
        for account in _accounts_of(entry):
            stays[_list_of(entry), account].append(_stay(entry))
    for merchant in AllowedMerchant.objects.all():
        since, until = map(_begin, (merchant.valid_from, merchant.valid_to))
        stay = Stay(since, until, merchant.source)
        stays[Listed.ALLOWED, merchant.account].append(stay)
    rows = [
        {
            "list": str(listed),
            "account": account,
            "since_us": microseconds(one.since),
            "until_us": microseconds(one.until),
            "source": one.source,
        }
        for (listed, account), each in stays.items()
        for one in [_latest(each)]
    ]
    return pa.Table.from_pylist(rows, schema=schema_of(LISTS))


def _account(row: Mapping[str, Any]) -> dict[str, Any]:
    """A code for the holder is the branch's own; a closed account is held by nobody."""
    is_held = row["holder"] and row["status"] != Status.CLOSED
    return {
        "account": row["account"],
        "kind": row["kind"] or None,
        "class": row["account_class"],
        "opened_us": _begin_us(row["opened_on"]),
        "status": row["status"],
        "holder": f"{row['branch_id']} {row['holder']}" if is_held else "",
        "holder_age": row["holder_age"],
        "phone_matches": row["phone_matches"],
        "last_active_us": _begin_us(row["last_active_on"]),
    }


def _begin_us(day: date | None) -> int | None:
    return microseconds(_begin(day)) if day else None


def _begin(day: date) -> datetime:
    return Period.of(Kind.DAY, day).starts_at


def _list_of(entry: Restriction) -> Listed:
    return Listed.INVOLVED if entry.ground == Ground.INVOLVED else Listed.CONTROLLED


def _accounts_of(entry: Restriction) -> Iterator[str]:
    """The one it names; of a person who is punished also those that a bank told."""
    if entry.account:
        yield entry.account
    if entry.ground != Ground.INVOLVED:
        keys = blind_indexes("identity", entry.identity)
        held = AccountHolder.objects.filter(identity_key__in=keys)
        yield from held.values_list("account", flat=True)


def _stay(entry: Restriction) -> Stay:
    assert entry.in_force_from is not None  # noqa: S101 (once in force)
    source = f"{entry.authority} {entry.document_number}"
    return Stay(entry.in_force_from, entry.in_force_until, source)


def _latest(stays: Iterable[Stay]) -> Stay:
    first, *others = sorted(stays)
    for one in others:
        meets = one.since <= first.until
        since, until = min(first.since, one.since), max(first.until, one.until)
        first = one._replace(since=since, until=until) if meets else one
    return first
