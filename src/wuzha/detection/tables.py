"""The columns that each table must have, and the road from a bank's file to them.

Inside, every time is whole microseconds since 1970 UTC and every amount whole cents.
Outside, `ts` is a time (Beijing's where it names no zone) and `amount` is yuan.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.detection.columns import (
    Place,
    Reading,
    account_class,
    instant,
    label,
    lower_edge,
    one_of,
    optional_instant,
    optional_label,
    optional_text,
    renminbi,
    text,
    whole_cents,
    yuan,
)
from wuzha.detection.files import Piece, TableError, pieces
from wuzha.lib.words import N_, Sentence

TEXT, WHOLE, FLAG = pa.string(), pa.int64(), pa.bool_()


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: pa.DataType
    meaning: str
    read_from: Mapping[str, Reading]  # by the name in the file; the first found counts
    required: bool = True

    def source_in(self, found: Sequence[str]) -> str | None:
        return next((name for name in self.read_from if name in found), None)


TRANSFERS = (
    Column("tx_id", TEXT, N_("流水号"), {"tx_id": text}),
    Column("at_us", WHOLE, N_("交易时间"), {"ts": instant}),
    Column("src", TEXT, N_("付款账户"), {"src": text}),
    Column("dst", TEXT, N_("收款账户"), {"dst": text}),
    Column(
        "amount_cents",
        WHOLE,
        N_("金额：元，或整数分"),
        {"amount": yuan, "amount_cents": whole_cents},
    ),
    Column("channel", TEXT, N_("渠道"), {"channel": optional_text}, required=False),
    Column("currency", TEXT, N_("币种"), {"currency": renminbi}, required=False),
    Column("note", TEXT, N_("附言"), {"note": optional_text}, required=False),
    Column("pattern", TEXT, N_("涉案类型"), {"pattern": optional_text}, required=False),
    Column("is_illicit", FLAG, N_("是否涉案"), {"is_illicit": label}, required=False),
)
KINDS = {
    "personal": ("个人",),
    "corporate": ("单位", "对公", "企业"),
    "merchant": ("商户",),
}
STATUSES = {
    "normal": ("正常",),
    "dormant": ("睡眠", "不动户"),
    "limited": ("限制非柜面", "受限", "只收不付"),
    "stopped": ("止付", "冻结"),
    "closed": ("销户", "已销户"),
}
LISTS_KNOWN = {
    "involved": ("涉案", "涉案账户"),
    "controlled": ("管控", "管控人员"),
    "allowed": ("白名单", "商户白名单"),
    "virtual": ("虚拟货币", "虚拟货币交易账户"),
}


def _maybe(name: str, type_: pa.DataType, meaning: str, /, **read: Reading) -> Column:
    return Column(name, type_, meaning, read, required=False)


ACCOUNTS = (
    Column("account", TEXT, N_("账户"), {"account": text}),
    _maybe("kind", TEXT, N_("账户种类"), kind=one_of(KINDS)),
    _maybe("class", WHOLE, N_("账户类别"), **{"class": account_class}),
    _maybe("opened_us", WHOLE, N_("开户时间"), opened=optional_instant),
    _maybe("status", TEXT, N_("账户状态"), status=one_of(STATUSES)),
    _maybe("holder", TEXT, N_("持有人代号"), holder=optional_text),
    _maybe("holder_age", WHOLE, N_("持有人年龄段"), holder_age=lower_edge),
    _maybe("phone_matches", FLAG, N_("手机是否本人"), phone_matches=optional_label),
    _maybe("last_active_us", WHOLE, N_("最近动户时间"), last_active=optional_instant),
    _maybe("is_mule", FLAG, N_("是否涉案账户"), is_mule=optional_label),
)
LISTS = (
    Column("list", TEXT, N_("名单"), {"list": one_of(LISTS_KNOWN)}),
    Column("account", TEXT, N_("账户"), {"account": text}),
    Column("since_us", WHOLE, N_("列入时间"), {"since": instant}),
    _maybe("until_us", WHOLE, N_("到期时间"), until=optional_instant),
    Column("source", TEXT, N_("来源"), {"source": text}),
)

SEEDS = (Column("tx_id", TEXT, N_("流水号"), {"tx_id": text}),)
OPENINGS = (
    Column("account", TEXT, N_("账户"), {"account": text}),
    Column("at_us", WHOLE, N_("余额时间"), {"ts": instant}),
    Column(
        "balance_cents",
        WHOLE,
        N_("余额：元，或整数分"),
        {"balance": yuan, "balance_cents": whole_cents},
    ),
)


@dataclass(frozen=True, slots=True)
class Span:
    """How many transfers, from when to when."""

    transfers: int
    first_us: int
    last_us: int


Reader = Callable[[Path], Iterator[Piece]]
"""Files to rows under our names: as they are, or by a layout."""


def transfer_batches(
    path: Path, read: Reader = pieces
) -> Iterator[tuple[pa.RecordBatch, float]]:
    """Checked transfers of one file, and the share of it read so far."""
    return _batches(path, TRANSFERS, read)


def read_transfers(paths: Iterable[Path]) -> pa.Table:
    batches = [batch for path in paths for batch, _ in transfer_batches(path)]
    return pa.Table.from_batches(batches, schema_of(TRANSFERS))


def span_of(transfers: Path) -> Span:
    times = pq.read_table(transfers, columns=["at_us"])["at_us"]
    if not len(times):
        raise TableError(Sentence(N_("所给文件中没有一笔流水，请核对文件")))
    return Span(len(times), pc.min(times).as_py(), pc.max(times).as_py())


def read_accounts(path: Path) -> pa.Table:
    """With how many accounts each holder has in the table."""
    return with_holdings(_read_once(path, ACCOUNTS, ["account"]))


def read_lists(path: Path) -> pa.Table:
    return _read_once(path, LISTS, ["list", "account"])


def read_openings(path: Path) -> pa.Table:
    """What accounts held just before the movements of an instant."""
    return _read_once(path, OPENINGS, ["account"])


def read_seeds(path: Path) -> list[str]:
    """Payments to follow, by their ids."""
    batches = [batch for batch, _ in _batches(path, SEEDS)]
    rows = pa.Table.from_batches(batches, schema_of(SEEDS))
    seeds: list[str] = rows["tx_id"].to_pylist()
    return seeds


def with_holdings(accounts: pa.Table) -> pa.Table:
    named = pc.not_equal(pc.fill_null(accounts["holder"], ""), "")
    counts = accounts.filter(named).group_by("holder").aggregate([("account", "count")])
    holdings = dict(
        zip(*(counts[n].to_pylist() for n in ("holder", "account_count")), strict=True)
    )
    each = [holdings.get(holder) for holder in accounts["holder"].to_pylist()]
    return accounts.append_column("holder_accounts", pa.array(each, WHOLE))


NO_ACCOUNTS = with_holdings(
    pa.schema([(c.name, c.type) for c in ACCOUNTS]).empty_table()
)
NO_LISTS = pa.schema([(c.name, c.type) for c in LISTS]).empty_table()
NO_OPENINGS = pa.schema([(c.name, c.type) for c in OPENINGS]).empty_table()


def _read_once(path: Path, table: Sequence[Column], key: list[str]) -> pa.Table:
    """A row that comes twice would count a transfer twice: it is refused."""
    batches = [batch for batch, _ in _batches(path, table)]
    rows = pa.Table.from_batches(batches, schema_of(table))
    counts = rows.group_by(key).aggregate([([], "count_all")])
    for twice in counts.filter(pc.field("count_all") > 1).slice(0, 1).to_pylist():
        raise TableError(
            Sentence(
                N_("文件 {file} 中账户 {account} 出现了 {times} 次，请只留一行"),
                file=path.name,
                account=twice["account"],
                times=twice["count_all"],
            )
        )
    return rows


def read_until(transfers: Path, until_us: int | None) -> pa.Table:
    """Checked transfers; those from `until_us` on are not seen."""
    seen = None if until_us is None else pc.field("at_us") < until_us
    return pq.read_table(transfers, filters=seen)


def schema_of(table: Iterable[Column]) -> pa.Schema:
    return pa.schema([(column.name, column.type) for column in table])


def _batches(
    path: Path, table: Sequence[Column], read: Reader = pieces
) -> Iterator[tuple[pa.RecordBatch, float]]:
    place = Place(path.name)
    for rows, share, most_cents in read(path):
        yield checked(rows, table, replace(place, most_cents=most_cents)), share
        place = replace(place, rows_before=place.rows_before + rows.num_rows)


def _refuse_missing(found: list[str], table: Sequence[Column], place: Place) -> None:
    for column in table:
        if column.required and not column.source_in(found):
            raise TableError(
                Sentence(
                    N_(
                        "文件 {file} 缺少列 {column}（{meaning}），现有列：{found}。"
                        "请改好列名或补上该列"
                    ),
                    file=place.file,
                    column=" 或 ".join(column.read_from),
                    meaning=column.meaning,
                    found=tuple(found),
                )
            )


def checked(
    rows: pa.RecordBatch, table: Sequence[Column], place: Place
) -> pa.RecordBatch:
    _refuse_missing(rows.schema.names, table, place)
    arrays = [
        _read(column, rows[source], source, place)
        if (source := column.source_in(rows.schema.names))
        else pa.nulls(rows.num_rows, column.type)
        for column in table
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema_of(table))


def _read(column: Column, values: pa.Array, source: str, place: Place) -> pa.Array:
    try:
        return column.read_from[source](_plain(values), source, place).cast(column.type)
    except pa.ArrowException as wrong:
        why = Sentence(
            N_("{type} 类型的值不能读作{meaning}（{why}）"),
            type=values.type,
            meaning=column.meaning,
            why=wrong,
        )
        raise place.error(0, source, why) from wrong


def _plain(values: pa.Array) -> pa.Array:
    """Without the encodings that other tools save space with."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.cast(TEXT) if pa.types.is_large_string(values.type) else values
