"""From an incident to detection and back: which transfers its payments are, and what a
trace found of their money. Changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.detection.moments import MICROSECOND, from_microseconds, microseconds
from wuzha.detection.tables import TRANSFERS, schema_of
from wuzha.detection.tracing import bundles
from wuzha.detection.tracing.cases import Case, Question
from wuzha.incidents.models import FundTrace, Incident, Payment
from wuzha.lib import params
from wuzha.lib.refused import Refused
from wuzha.transfers import store
from wuzha.transfers.models import TransferFile

TOLD = "payments"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Basis:
    """What a trace stands on, so that it can be made again: which files, read from when
    to when and of which accounts, what the victim told that no file has, and which
    payments were followed."""

    since: datetime
    until: datetime
    span: timedelta  # within which rows of two banks can be one transfer
    files: tuple[str, ...]
    told: tuple[Row, ...] = ()
    seeds: tuple[str, ...] = ()
    # Whose transfers are read; everybody's without any.
    accounts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "since_us": microseconds(self.since),
            "until_us": microseconds(self.until),
            "span_us": self.span // MICROSECOND,
            "files": list(self.files),
            "told": list(self.told),
            "seeds": list(self.seeds),
            "accounts": list(self.accounts),
        }

    @classmethod
    def of(cls, trace: FundTrace) -> "Basis":
        kept = trace.basis
        return cls(
            since=from_microseconds(kept["since_us"]),
            until=from_microseconds(kept["until_us"]),
            span=kept["span_us"] * MICROSECOND,
            files=tuple(kept["files"]),
            told=tuple(kept["told"]),
            seeds=tuple(kept["seeds"]),
            accounts=tuple(kept["accounts"]),
        )

    def case(self) -> Case:
        """Raises Refused if a file is not there any more."""
        files = list(TransferFile.objects.filter(sha256__in=self.files))
        if gone := [one.name for one in files if not store.path_of(one).exists()]:
            raise Refused(
                _("流水文件%(names)s已不在本机，无法重算。")
                % {"names": "、".join(gone)}
            )
        tables = store.within(files, self.since, self.until, self.accounts)
        if self.told:
            rows = pa.Table.from_pylist(list(self.told), schema=schema_of(TRANSFERS))
            tables[TOLD] = rows
        return Case(transfers=tables, span=self.span)


def packed_evidence(trace: FundTrace) -> bytes:
    """The evidence with its rows; never with those of everybody else."""
    basis = Basis.of(trace)
    if not basis.accounts:
        raise Refused(
            _(
                "追踪涉及的转账笔数超出上限，证据包会带出与案件无关的流水。"
                "请缩小层数或时间再追，再下载。"
            )
        )
    return bundles.packed(trace.evidence, basis.seeds, basis.case())


def basis_of(incident: Incident, hops: int, window: timedelta) -> Basis:
    """As the world is now. Payments without a time cannot be found and are left out."""
    payments = list(incident.payments.standing().filter(paid_at__isnull=False))
    if not payments:
        raise Refused(
            _("没有一笔转出款项写明了时间，无法追踪。请先补上款项的转账时间。")
        )
    moments = [one.paid_at for one in payments if one.paid_at]
    since, until = min(moments) - window, max(moments) + window
    near = TransferFile.objects.at_hand().filter(
        last_at__gte=since, first_at__lte=until
    )
    files = [file.sha256 for file in near if store.path_of(file).exists()]
    basis = Basis(
        since=since,
        until=until,
        span=timedelta(seconds=standard("match_seconds", until)),
        files=tuple(dict.fromkeys(files)),
    )
    known = basis.case()
    told, seeds = _matched(payments, known.joined.transfers if files else None)
    basis = replace(basis, told=tuple(told), seeds=tuple(seeds))
    return _narrowed(basis, basis.case() if told else known, hops, window)


def _narrowed(basis: Basis, case: Case, hops: int, window: timedelta) -> Basis:
    """To the transfers of the accounts that the money can have come to, by the method
    that reaches furthest: the others change nothing, and are nobody's business here."""
    reach = case.answer(Question(basis.seeds, "poison", hops, window))
    if not reach.complete:
        return basis
    paid = reach.flows.filter(pc.field("level") == 1)["dst"].to_pylist()
    accounts = pa.array(
        sorted({*paid, *reach.balances["account"].to_pylist()}), pa.string()
    )
    touched = (
        name
        for name in basis.files
        if pc.any(_touching(case.transfers[name], accounts)).as_py()
    )
    return replace(basis, files=tuple(touched), accounts=tuple(accounts.to_pylist()))


def _touching(rows: pa.Table, accounts: pa.Array) -> pa.ChunkedArray:
    return pc.or_(pc.is_in(rows["src"], accounts), pc.is_in(rows["dst"], accounts))


def standard(name: str, at: datetime) -> int:
    return params.value(f"tracing.{name}", on=timezone.localdate(at)).whole


def _matched(
    payments: Sequence[Payment], transfers: pa.Table | None
) -> tuple[list[Row], list[str]]:
    """For each payment the transfer that it is: same account and amount, nearest in
    time. One that no bank told of yet stands as it was told."""
    told: list[Row] = []
    seeds: list[str] = []
    for payment in payments:
        found = _transfer_of(payment, transfers, taken=seeds)
        if found is None:
            told.append(_as_told(payment))
            found = f"payment-{payment.pk}"
        seeds.append(found)
    return told, seeds


def _transfer_of(
    payment: Payment, transfers: pa.Table | None, taken: Sequence[str]
) -> str | None:
    if transfers is None or payment.paid_at is None:
        return None
    at_us = microseconds(payment.paid_at)
    minutes = timedelta(minutes=standard("told_minutes", payment.paid_at))
    reach = minutes // MICROSECOND
    alike = transfers.filter(
        (pc.field("dst") == payment.payee_account)
        & (pc.field("amount_cents") == payment.amount_cents)
        & (pc.field("at_us") >= at_us - reach)
        & (pc.field("at_us") <= at_us + reach)
    )
    rows: list[dict[str, Any]] = alike.select(["tx_id", "src", "at_us"]).to_pylist()
    fitting = [
        row
        for row in rows
        if row["tx_id"] not in taken and payment.payer_account in ("", row["src"])
    ]
    nearest = min(fitting, key=lambda row: abs(row["at_us"] - at_us), default=None)
    return nearest["tx_id"] if nearest else None


def _as_told(payment: Payment) -> Row:
    assert payment.paid_at  # noqa: S101
    return {
        "tx_id": f"payment-{payment.pk}",
        "at_us": microseconds(payment.paid_at),
        "src": payment.payer_account or f"?{payment.pk}",
        "dst": payment.payee_account,
        "amount_cents": payment.amount_cents,
    }
