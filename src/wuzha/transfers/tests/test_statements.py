"""What a bank answers, read whatever its head is called."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from wuzha.lib.refused import Refused
from wuzha.transfers.statements import Statement, read_statement

A, B = "6222020000000000006", "6217000000000000009"


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def statement(*lines: str) -> Statement:
    text = "\n".join(lines).encode()
    return read_statement(SimpleUploadedFile("回复.csv", text))


def moves(read: Statement) -> list[tuple[str, str, str, int]]:
    columns = ("tx_id", "src", "dst", "amount_cents")
    return [tuple(row[c] for c in columns) for row in read.rows.to_pylist()]


def test_payer_and_payee_in_each_row() -> None:
    read = statement(
        "交易流水号,交易时间,付款账号,收款账号,交易金额,摘要",
        f"L1,2026-11-20 15:40:00,{A},{B},49800.00,转账",
    )
    assert moves(read) == [("L1", A, B, 4_980_000)]
    assert read.rows["note"].to_pylist() == ["转账"]


def test_an_accounts_own_statement_says_which_way_the_money_went() -> None:
    read = statement(
        "流水号,交易时间,本方账户,对方账户,借贷标志,金额",
        f"L1,2026-11-20 15:40:00,{A},{B},贷,100",
        f"L2,2026-11-20 15:41:00,{A},{B},借,99.5",
    )
    assert moves(read) == [("L1", B, A, 10_000), ("L2", A, B, 9_950)]


def test_nobody_on_the_other_side_is_somebody_else_in_each_row() -> None:
    read = statement(
        "流水号,交易时间,本方账户,对方账户,收付标志,金额,附言",
        f"L1,2026-11-20 15:40:00,{A},,付,100,取现",
        f"L2,2026-11-20 15:41:00,{A},,收,100,存现",
    )
    assert moves(read) == [("L1", A, "?L1", 10_000), ("L2", "?L2", A, 10_000)]


def test_a_row_that_cannot_be_read_is_told_and_the_others_count() -> None:
    read = statement(
        "流水号,交易时间,付款账户,收款账户,金额",
        f"L1,2026-11-20 15:40:00,{A},{B},100",
        f"L2,昨天下午,{A},{B},100",
        f"L3,2026-11-20 15:41:00,{A},,100",
    )
    assert [row[0] for row in moves(read)] == ["L1"]
    assert (read.left_out, [one.row for one in read.problems]) == (2, [3, 4])


def test_a_table_without_parties_is_refused() -> None:
    with pytest.raises(Refused, match="付款账户、收款账户"):
        statement("流水号,交易时间,金额", "L1,2026-11-20 15:40:00,100")


def test_a_parquet_file_has_the_columns_of_detection(home: Path) -> None:
    rows = {"tx_id": ["1"], "src": [A], "dst": [B], "amount": [12.5]}
    stamps = pa.array([1_767_225_600_000_000], pa.timestamp("us", "UTC"))
    file = io.BytesIO()
    pq.write_table(pa.table({**rows, "ts": stamps}), file)
    read = read_statement(SimpleUploadedFile("回复.parquet", file.getvalue()))
    assert moves(read) == [("1", A, B, 1_250)]
    with pytest.raises(Refused, match="回复[.]parquet"):
        read_statement(SimpleUploadedFile("回复.parquet", b"PAR1"))
    assert not list((home / "transfers").iterdir())
