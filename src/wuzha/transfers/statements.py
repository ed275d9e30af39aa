"""What a bank answers: its statement, whoever wrote the head of it, as transfers.

Two forms are known: payer and payee in each row, or one account's own statement with
the other account and which way the money went.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.core.files.uploadedfile import UploadedFile

from wuzha.detection.files import TableError
from wuzha.detection.moments import microseconds
from wuzha.detection.tables import TRANSFERS, read_transfers, schema_of
from wuzha.documents.columns import Column, Columns, Kind, Values
from wuzha.documents.excel import TableRow, read_table
from wuzha.documents.problems import RowProblem
from wuzha.documents.uploads import checked
from wuzha.lib.codes import bank_account
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.transfers.uploads import forget_uploads, put_down, shown_name

MOST_ROWS = 200_000
FORMS = ({"src", "dst"}, {"own", "other", "way"})
UNKNOWN = "?"
STATEMENT = Columns(
    [
        Column(
            name="tx_id",
            title=N_("流水号"),
            synonyms=("交易流水号", "交易流水", "交易序号", "tx_id"),
            kind=Kind.DIGITS,
        ),
        Column(
            name="at",
            title=N_("交易时间"),
            synonyms=("时间", "交易日期时间", "记账时间", "ts"),
            kind=Kind.DATETIME,
            required=True,
        ),
        Column(
            name="src",
            title=N_("付款账户"),
            synonyms=("付款账号", "付款人账号", "转出账户", "转出账号", "src"),
            kind=Kind.DIGITS,
        ),
        Column(
            name="dst",
            title=N_("收款账户"),
            synonyms=("收款账号", "收款人账号", "转入账户", "转入账号", "dst"),
            kind=Kind.DIGITS,
        ),
        Column(
            name="own",
            title=N_("本方账户"),
            synonyms=("本方账号", "查询账号", "账号", "卡号"),
            kind=Kind.DIGITS,
        ),
        Column(
            name="other",
            title=N_("对方账户"),
            synonyms=("对方账号", "对手账号", "交易对手账号"),
            kind=Kind.DIGITS,
        ),
        Column(
            name="way",
            title=N_("收付标志"),
            synonyms=("借贷标志", "进出标志", "收支标志", "借贷"),
            kind=Kind.CHOICE,
            choices={"in": N_("收"), "out": N_("付")},
            also={"进": "in", "贷": "in", "出": "out", "借": "out"},
        ),
        Column(
            name="amount_cents",
            title=N_("金额（元）"),
            synonyms=("金额", "交易金额", "发生额", "amount"),
            kind=Kind.MONEY,
            required=True,
        ),
        Column(name="channel", title=N_("渠道"), synonyms=("交易渠道", "channel")),
        Column(name="note", title=N_("附言"), synonyms=("摘要", "备注", "note")),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    rows: pa.Table
    # Of the rows that are not among them.
    problems: tuple[RowProblem, ...] = ()
    left_out: int = 0


def read_statement(file: "UploadedFile[bytes]") -> Statement:
    """Refused if the file holds no statement. Rows that cannot be read are told and
    left out, the others count."""
    name = shown_name(file.name or "")
    if name.lower().endswith(".parquet"):
        return _read_parquet(file, name)
    upload = checked(file, name=name)
    table = read_table(upload, expected=STATEMENT, most_rows=MOST_ROWS)
    if not any(form <= set(table.titles) for form in FORMS):
        raise Refused(
            N_(
                "流水里要有“付款账户、收款账户”两列，或“本方账户、对方账户、收付标志”"
                "三列，才知道钱从哪到哪。请补上列名再上传。"
            )
        )
    rows, problems = [], []
    for row in table.rows:
        wrong = [one for one in row.problems if not one.is_warning]
        if problem := not wrong and _without_parties(row.values):
            wrong = [RowProblem(row.number, "", problem)]
        if not wrong:
            rows.append(_transfer(row, upload.sha256))
        problems += wrong
    return Statement(
        rows=pa.Table.from_pylist(rows, schema=schema_of(TRANSFERS)),
        problems=tuple(problems),
        left_out=len(table.rows) - len(rows),
    )


def _read_parquet(file: "UploadedFile[bytes]", name: str) -> Statement:
    """In the columns of detection, as another part of a service wrote them."""
    path = put_down(file)
    try:
        return Statement(read_transfers([path]))
    except TableError as wrong:
        raise Refused(str(wrong).replace(path.name, name)) from wrong
    finally:
        forget_uploads([path])


def _without_parties(values: Values) -> Sentence | None:
    if values.get("src") and values.get("dst"):
        return None
    if not values.get("own"):
        return Sentence(N_("没有付款或收款账户，这一行没有读入。"))
    return None if values.get("way") else Sentence(N_("没有写明是收还是付。"))


def _transfer(row: TableRow, sha256: str) -> dict[str, Any]:
    """Without a serial number the row has one of its file and place."""
    values: Any = row.values
    tx_id = values.get("tx_id") or f"{sha256[:8]}-{row.number}"
    src, dst = _parties(values, tx_id)
    return {
        "tx_id": tx_id,
        "at_us": microseconds(values["at"]),
        "src": src,
        "dst": dst,
        "amount_cents": values["amount_cents"],
        "channel": values.get("channel") or "",
        "note": values.get("note") or "",
    }


def _parties(values: Any, tx_id: str) -> tuple[str, str]:
    """Cash and fees have nobody on the other side; who is not known is somebody else in
    each row, for money must not seem to pass through him."""
    if values.get("src") and values.get("dst"):
        return bank_account(values["src"]).value, bank_account(values["dst"]).value
    own = bank_account(values["own"]).value
    told = values.get("other")
    other = bank_account(told).value if told else f"{UNKNOWN}{tx_id}"
    return (other, own) if values["way"] == "in" else (own, other)
