"""What callers of the actions hand in: from forms, sheets, warnings and monitoring.

`fields()` is the same in normal form, as the rows keep it. A code that cannot be kept
at all is refused; one that only looks wrong is kept, for a bank account that fails its
check digit may still be a real one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from wuzha.incidents.models import IdentifierKind
from wuzha.lib import codes
from wuzha.lib.codes import Checked
from wuzha.lib.refused import Refused
from wuzha.lib.taxonomy import taxonomy


@dataclass(frozen=True, kw_only=True)
class VictimIn:
    name: str = ""
    phone: str = ""
    identity: str = ""
    address: str = ""
    age_band: str = ""
    sex: str = ""
    job: str = ""

    def fields(self) -> dict[str, Any]:
        today = timezone.localdate()
        number = codes.identity_number(self.identity, on=today)
        return {
            "victim_name": self.name.strip(),
            "victim_phone": _kept(codes.phone(self.phone)) if self.phone else "",
            "victim_identity": _kept(number) if self.identity else "",
            "victim_address": self.address.strip(),
            "victim_age_band": self.age_band or _age_band(number.born, today),
            "victim_sex": self.sex or number.sex or "",
            "victim_job": self.job.strip(),
        }


@dataclass(frozen=True, kw_only=True)
class PaymentIn:
    """Name and time may still be unknown; without them no order can be issued."""

    payee_account: str
    amount_cents: int
    payee_name: str = ""
    payee_bank: str = ""
    paid_at: datetime | None = None
    channel: str = ""
    payer_account: str = ""
    payer_bank: str = ""
    currency: str = "CNY"

    def fields(self) -> dict[str, Any]:
        payer = self.payer_account
        return {
            "payee_account": _kept(codes.bank_account(self.payee_account)),
            "amount_cents": self.amount_cents,
            "payee_name": self.payee_name.strip(),
            "payee_bank": self.payee_bank.strip(),
            "paid_at": self.paid_at,
            "channel": self.channel,
            "payer_account": _kept(codes.bank_account(payer)) if payer else "",
            "payer_bank": self.payer_bank.strip(),
            "currency": self.currency,
        }


@dataclass(frozen=True, kw_only=True)
class IdentifierIn:
    kind: str
    value: str

    def fields(self) -> dict[str, Any]:
        return {"kind": self.kind, "value": normal_identifier(self.kind, self.value)}


@dataclass(frozen=True, kw_only=True)
class AccountIn:
    """An account that the money went to. `level` 1 was paid by the victim, 2 and on
    got it from `from_account`. `requested_cents` is what the victim lost into it in
    all; without it, the one transfer."""

    account: str
    amount_cents: int
    account_name: str = ""
    account_kind: str = ""
    bank_name: str = ""
    bank_code: str = ""
    transferred_at: datetime | None = None
    currency: str = "CNY"
    level: int = 1
    from_account: str = ""
    requested_cents: int | None = None

    def fields(self) -> dict[str, Any]:
        source = self.from_account
        return {
            "account": _kept(codes.bank_account(self.account)),
            "amount_cents": self.amount_cents,
            "account_name": self.account_name.strip(),
            "account_kind": self.account_kind or "person",
            "bank_name": self.bank_name.strip(),
            "bank_code": self.bank_code.strip(),
            "transferred_at": self.transferred_at,
            "currency": self.currency,
            "level": self.level,
            "from_account": _kept(codes.bank_account(source)) if source else "",
            "requested_cents": max(self.requested_cents or 0, self.amount_cents),
        }


@dataclass(frozen=True, kw_only=True)
class BankAnswer:
    """Who at the bank did it, and what stood in the account at the stop."""

    balance_cents: int | None = None
    handler: str = ""
    handler_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Approval:
    """The paper that a freeze or its extension stands on."""

    paper_number: str
    approved_by: str
    approval_level: str


@dataclass(frozen=True, kw_only=True)
class ReviewIn:
    had_warning: str
    was_reached: str
    bank_asked: str
    missed: str
    met_in_time: str = ""
    improvement: str = ""


def normal_identifier(kind: str, value: str) -> str:
    """One way to write each, so that the same thing is found again elsewhere."""
    match kind:
        case IdentifierKind.PHONE:
            return _kept(codes.phone(value))
        case IdentifierKind.ACCOUNT:
            return _kept(codes.bank_account(value))
        case IdentifierKind.LINK:
            bare = value.strip().casefold().removeprefix("https://")
            return bare.removeprefix("http://").rstrip("/")
        case _:
            return "".join(value.split()).casefold()


def class_columns(fraud_class: str, subtype: str) -> dict[str, str]:
    """The columns that a class takes; raises LookupError for a code that the list does
    not have."""
    kinds = taxonomy()
    kinds.fraud_class(fraud_class)
    if subtype and kinds.fraud_class(subtype).code != fraud_class:
        raise LookupError(f"{subtype} is not of {fraud_class}")
    return {
        "fraud_class": fraud_class,
        "fraud_subtype": subtype,
        "class_list_version": kinds.version,
    }


def _kept(checked: Checked) -> str:
    if not checked.ok and checked.problem is not None:
        raise Refused(checked.problem)
    return checked.value


def _age_band(born: date | None, today: date) -> str:
    if born is None:
        return ""
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    bands = (("0-17", 17), ("18-40", 40), ("41-65", 65))
    return next((band for band, oldest in bands if age <= oldest), "66-")


@dataclass(frozen=True, kw_only=True)
class ComplaintIn:
    """As a stranger writes it, who knows of the freeze what the bank said."""

    told_account: str
    told_number: str
    name: str
    phone: str
    capacity: str
    grounds: str
