"""Files of transfers: read exactly, or refused by file, row, column and remedy."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.detection.files import TableError
from wuzha.detection.moments import microseconds
from wuzha.detection.tables import read_accounts, read_lists, read_transfers

NAIVE = datetime.fromisoformat("2026-03-02 09:00:00")
HEAD = "tx_id,ts,src,dst,amount"
ROW = "1,2026-03-02 09:00:00,6222000000000000001,k2,12.30"
NINE = microseconds(datetime(2026, 3, 2, 1, tzinfo=UTC))


def csv_file(folder: Path, *lines: str, encoding: str = "utf8") -> Path:
    path = folder / "流水.csv"
    path.write_text("\n".join(lines) + "\n", encoding)
    return path


def parquet_file(folder: Path, **columns: object) -> Path:
    path = folder / "流水.parquet"
    whole = {
        "tx_id": ["1"],
        "ts": [NAIVE],
        "src": ["k1"],
        "dst": ["k2"],
        "amount": [12.3],
        **columns,
    }
    pq.write_table(pa.table({k: v for k, v in whole.items() if v is not None}), path)
    return path


def test_a_csv_keeps_long_account_numbers_whole(tmp_path: Path) -> None:
    [row] = read_transfers([csv_file(tmp_path, HEAD, ROW)]).to_pylist()
    assert row == {
        "tx_id": "1",
        "at_us": NINE,
        "src": "6222000000000000001",
        "dst": "k2",
        "amount_cents": 1230,
        "channel": None,
        "currency": None,
        "note": None,
        "pattern": None,
        "is_illicit": None,
    }


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_spreadsheets_write(
    tmp_path: Path, encoding: str
) -> None:
    path = csv_file(tmp_path, f"{HEAD},note", f"{ROW},借款", encoding=encoding)
    assert read_transfers([path])["note"].to_pylist() == ["借款"]


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("0", 0),
        ("12.3", 1230),
        ("5", 500),
        ("1,234.50", 123450),
        ("¥0.01", 1),
        ("1.2万元", 1200000),
    ],
)
def test_an_amount_is_read_as_people_write_it(
    tmp_path: Path, written: str, cents: int
) -> None:
    row = ROW.replace("12.30", f'"{written}"')
    assert read_transfers([csv_file(tmp_path, HEAD, row)])[
        "amount_cents"
    ].to_pylist() == [cents]


@pytest.mark.parametrize(
    "column",
    [
        {"amount": [0.1 + 0.2]},
        {"amount": pa.array([Decimal("0.30")], pa.decimal128(18, 2))},
        {"amount": None, "amount_cents": [30]},
        {"amount": pa.array(["0.3"]).dictionary_encode()},
        {"amount": pa.array(["0.3"], pa.large_string()), "currency": ["CNY"]},
    ],
)
def test_an_amount_is_exact_whatever_holds_it(
    tmp_path: Path, column: dict[str, object]
) -> None:
    table = read_transfers([parquet_file(tmp_path, **column)])
    assert table["amount_cents"].to_pylist() == [30]


@pytest.mark.parametrize(
    "ts",
    [
        pa.array([NAIVE], pa.timestamp("s")),
        pa.array([NAIVE], pa.timestamp("ns")),
        pa.array([datetime(2026, 3, 2, 1, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        pa.array(["2026-03-02 09:00:00"]),
        pa.array(["2026/3/2 9:00"]),
        pa.array(["2026/03/02 09:00:00"]),
        pa.array(["2026-03-02T01:00:00Z"]),
        pa.array(["2026-03-02 09:00:00+08:00"]),
    ],
)
def test_a_time_without_zone_is_beijing_time(tmp_path: Path, ts: pa.Array) -> None:
    table = read_transfers([parquet_file(tmp_path, ts=ts)])
    assert table["at_us"].to_pylist() == [NINE]


def test_an_empty_file_is_an_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "流水.parquet"
    pq.write_table(pq.read_table(parquet_file(tmp_path)).slice(0, 0), path)
    assert read_transfers([path]).num_rows == 0


CSV_ERRORS = {
    "no account": (ROW.replace("k2", " "), "第 2 行数据，列 dst：为空，请补上"),
    "account in scientific notation": (
        ROW.replace("6222000000000000001", "6.222E+18"),
        "第 2 行数据，列 src：被电子表格写成了小数或科学计数",
    ),
    "no time": (ROW.replace("2026-03-02 09:00:00", ""), "列 ts：为空"),
    "no such time": (
        ROW.replace("2026-03-02 09:00:00", "昨天"),
        "第 2 行数据，列 ts：时间「昨天」无法识别，请写成",
    ),
    "no amount": (ROW.replace("12.30", ""), "列 amount：为空"),
    "no money": (ROW.replace("12.30", "一百"), "第 2 行数据，列 amount："),
    "part of a cent": (ROW.replace("12.30", "0.001"), "多于两位小数，请写到分为止"),
    "too much": (
        ROW.replace("12.30", "1000000000000.01"),
        "列 amount：金额应是零到1万亿元之间的数",
    ),
    "less than nothing": (ROW.replace("12.30", "-5.00"), "列 amount：金额应是零到"),
}


@pytest.mark.parametrize(("row", "message"), CSV_ERRORS.values(), ids=CSV_ERRORS)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = csv_file(tmp_path, HEAD, ROW.replace("1,", "0,", 1), row)
    with pytest.raises(TableError) as refused:
        read_transfers([path])
    assert str(refused.value).startswith("文件 流水.csv ")
    assert message in str(refused.value)


PARQUET_ERRORS: dict[str, tuple[dict[str, object], str]] = {
    "numbers for times": ({"ts": [5]}, "列 ts：应是时间，如"),
    "mixed zones": (
        {
            "tx_id": ["1", "2"],
            "ts": ["2026-03-02 09:00:00Z", "2026-03-02 09:00:00"],
            "src": ["a", "b"],
            "dst": ["c", "d"],
            "amount": [1, 2],
        },
        "第 2 行数据，列 ts：时间「2026-03-02 09:00:00」与本列其他时间不同",
    ),
    "floats for accounts": ({"src": [6.2e18]}, "列 src：被电子表格写成了小数"),
    "no number": (
        {"amount": [float("nan")]},
        "列 amount：金额应是零到1万亿元之间的数",
    ),
    "an empty amount": ({"amount": pa.array([None], pa.float64())}, "amount：为空"),
    "cents as words": (
        {"amount": None, "amount_cents": ["x"]},
        "列 amount_cents：string 类型的值不能读作金额",
    ),
    "lists": ({"src": [["k1"]]}, "列 src：list<"),
    "dollars": ({"currency": ["USD"]}, "列 currency：不是人民币"),
    "another label": ({"is_illicit": ["perhaps"]}, "列 is_illicit：应为 0 或 1"),
    "a missing column": (
        {"dst": None},
        "缺少列 dst（收款账户），现有列：tx_id、ts、src",
    ),
    "neither amount": ({"amount": None}, "缺少列 amount 或 amount_cents"),
}


@pytest.mark.parametrize(
    ("columns", "message"), PARQUET_ERRORS.values(), ids=PARQUET_ERRORS
)
def test_a_wrong_column_is_named(
    tmp_path: Path, columns: dict[str, object], message: str
) -> None:
    with pytest.raises(TableError) as refused:
        read_transfers([parquet_file(tmp_path, **columns)])
    assert str(refused.value).startswith("文件 流水.parquet ")
    assert message in str(refused.value)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = parquet_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TableError, match=r"文件 流水.parquet 已损坏"):
        read_transfers([path])


def test_a_column_that_does_not_unpack_is_named_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "流水.parquet"
    rows = {name: [str(n) for n in range(40)] for name in ("tx_id", "src", "dst")}
    table = pa.table({**rows, "ts": ["2026-03-02"] * 40, "amount": ["1"] * 40})
    pq.write_table(table, path, row_group_size=10, use_dictionary=False)
    place = pq.read_metadata(path).row_group(2).column(1).data_page_offset
    content = path.read_bytes()
    path.write_bytes(content[: place + 25] + b"\xff" * 20 + content[place + 45 :])
    with pytest.raises(TableError, match=r"流水.parquet 第 21 行数据起，列 src 已损坏"):
        read_transfers([path])


def test_a_row_of_another_length_than_the_head_is_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEAD, ROW, f"{ROW},1,234.5")
    with pytest.raises(TableError, match=r"流水.csv 第 2 行数据有 \d 栏，表头有 5 栏"):
        read_transfers([path])


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "流水.xls"
    path.touch()
    with pytest.raises(TableError, match=r"应是 \.parquet 或 \.csv"):
        read_transfers([path])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="打不开：No such file"):
        read_transfers([tmp_path / "流水.csv"])


def test_accounts_are_read_with_their_labels(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "account,is_mule", "k1,true", "k2,0")
    labels = read_accounts(path).select(["account", "is_mule"]).to_pylist()
    assert labels == [
        {"account": "k1", "is_mule": True},
        {"account": "k2", "is_mule": False},
    ]


def test_accounts_are_read_as_banks_write_them(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "account,kind,class,opened,status,holder,holder_age,phone_matches,last_active",
        "k1,个人,Ⅱ类,2026-03-02,正常,h1,60-69,0,",
        "k2,,,,,h1,,,",
        "k3,merchant,3,,止付,,70岁以上,1,2026-03-02",
    )
    first, second, third = read_accounts(path).to_pylist()
    assert (first["kind"], first["class"], first["holder_age"]) == ("personal", 2, 60)
    assert (first["phone_matches"], first["holder_accounts"]) == (False, 2)
    assert first["opened_us"] == third["last_active_us"]
    assert {second[name] for name in ("kind", "class", "opened_us", "status")} == {None}
    assert (third["status"], third["holder_age"]) == ("stopped", 70)
    assert third["holder_accounts"] is None


@pytest.mark.parametrize(
    ("head", "row", "message"),
    [
        ("account,kind", "k1,人", "第 1 行数据，列 kind：应为以下之一"),
        ("account,class", "k1,4", "列 class：应为以下之一"),
        ("account,holder_age", "k1,old", "列 holder_age：应为年龄或年龄段"),
        ("account,opened", "k1,early", "列 opened：时间「early」无法识别"),
        ("account,phone_matches", "k1,maybe", "列 phone_matches：应为 0 或 1"),
        ("account", "k1\nk1", "账户 k1 出现了 2 次"),
    ],
)
def test_accounts_that_do_not_fit_are_refused(
    head: str, row: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(TableError, match=message):
        read_accounts(csv_file(tmp_path, head, row))


def test_a_list_names_its_source_and_each_account_once(tmp_path: Path) -> None:
    head = "list,account,since,until,source"
    row = "涉案账户,k1,2026-03-02,,公安通报"
    [entry] = read_lists(csv_file(tmp_path, head, row)).to_pylist()
    assert (entry["list"], entry["until_us"]) == ("involved", None)
    with pytest.raises(TableError, match="账户 k1 出现了 2 次"):
        read_lists(csv_file(tmp_path, head, row, row))
    with pytest.raises(TableError, match="列 source：为空"):
        read_lists(csv_file(tmp_path, head, "管控,k1,2026-03-02,,"))
