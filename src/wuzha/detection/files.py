"""Parquet and CSV files read batch by batch, so that their size does not matter."""

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from wuzha.lib.words import N_, Sentence

ROWS_IN_A_BATCH = 131_072
BYTES_IN_A_BLOCK = 8 << 20
# Of one row: more is a mistake in writing.
MOST_CENTS = 10**14


class TableError(ValueError):
    """A file does not hold its table: names file, row, column and remedy."""


class Piece(NamedTuple):
    rows: pa.RecordBatch
    share: float  # of the file, read so far
    most_cents: int = MOST_CENTS


def pieces(path: Path) -> Iterator[Piece]:
    """All columns of a CSV come as text: only the table knows what they mean."""
    read = {".parquet": _parquet, ".csv": _csv}.get(path.suffix.lower())
    if read is None:
        raise TableError(
            Sentence(
                N_("文件 {file} 应是 .parquet 或 .csv，请转换后再试"), file=path.name
            )
        )
    try:
        with path.open("rb") as raw:
            yield from read(raw, path.stat().st_size)
    except OSError as unreadable:
        # Arrow raises one without a number for pages that do not unpack.
        if unreadable.errno is not None:
            raise _not_opened(path, unreadable) from unreadable
        raise _broken(path, unreadable) from unreadable
    except (pa.ArrowInvalid, UnicodeError) as broken:
        raise _broken(path, broken) from broken


def content(path: Path) -> bytes:
    """All of a small file that is no table."""
    try:
        return path.read_bytes()
    except OSError as unreadable:
        raise _not_opened(path, unreadable) from unreadable


def _not_opened(path: Path, why: OSError) -> TableError:
    return TableError(
        Sentence(
            N_("文件 {file} 打不开：{why}。请核对路径与权限"),
            file=path,
            why=why.strerror or why,
        )
    )


def _broken(path: Path, why: Exception) -> TableError:
    if place := _damaged(path):
        return TableError(
            Sentence(
                N_(
                    "文件 {file} 第 {row} 行数据起，列 {column} 已损坏：{why}。"
                    "请重新导出"
                ),
                file=path.name,
                row=place.row,
                column=place.column,
                why=why,
            )
        )
    return TableError(
        Sentence(
            N_("文件 {file} 已损坏或不是所称的格式：{why}。请重新导出"),
            file=path.name,
            why=why,
        )
    )


class Damage(NamedTuple):
    row: int  # the first of its row group, from 1
    column: str


def _damaged(path: Path) -> Damage | None:
    """Which column of a Parquet file does not unpack, and from where; its foot does."""
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowException:
        return None
    row = 1
    with file:
        for group in range(file.num_row_groups):
            for column in file.schema_arrow.names:
                try:
                    file.read_row_group(group, [column])
                except (OSError, pa.ArrowException):
                    return Damage(row, column)
            row += file.metadata.row_group(group).num_rows
    return None


def _parquet(raw: IO[bytes], size: int) -> Iterator[Piece]:
    file = pq.ParquetFile(raw)
    rows, seen = file.metadata.num_rows, 0
    if not rows:
        yield Piece(pa.RecordBatch.from_pylist([], file.schema_arrow), 1.0)
    for batch in file.iter_batches(batch_size=ROWS_IN_A_BATCH):
        seen += batch.num_rows
        yield Piece(batch, seen / rows)


def _csv(raw: IO[bytes], size: int) -> Iterator[Piece]:
    encoding = _encoding(raw)
    header = _header(raw, encoding)
    odd: list[pacsv.InvalidRow] = []

    def stop_at(row: pacsv.InvalidRow) -> str:
        odd.append(row)
        return "error"

    reading = pacsv.ReadOptions(
        encoding=encoding,
        block_size=BYTES_IN_A_BLOCK,
        column_names=header,
        skip_rows=1,
        use_threads=False,  # no faster with them, and no row has a number
    )
    parsing = pacsv.ParseOptions(invalid_row_handler=stop_at)
    converting = pacsv.ConvertOptions(
        column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True
    )
    try:
        for batch in pacsv.open_csv(raw, reading, parsing, converting):
            yield Piece(batch, min(raw.tell() / size, 1.0))
    except pa.ArrowInvalid:
        if odd:
            raise _odd_row(Path(raw.name), odd[0]) from None
        raise


def _odd_row(path: Path, row: pacsv.InvalidRow) -> TableError:
    return TableError(
        Sentence(
            N_(
                "文件 {file} 第 {row} 行数据有 {actual} 栏，表头有 {expected} 栏，"
                "请补齐，或给含逗号的内容加上引号"
            ),
            file=path.name,
            row=row.number - 1,  # the head is counted, too
            actual=row.actual_columns,
            expected=row.expected_columns,
        )
    )


def _encoding(raw: IO[bytes]) -> str:
    """Spreadsheets here write UTF-8 or GB18030; only the former refuses the latter."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := raw.read(BYTES_IN_A_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    finally:
        raw.seek(0)
    return "utf-8"


def _header(raw: IO[bytes], encoding: str) -> list[str]:
    """The second of two columns of one name is called name.1."""
    line = raw.readline().decode(encoding).removeprefix("\ufeff").strip()
    raw.seek(0)
    names = [name.strip().strip('"') for name in line.split(",")]
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        if seen[name]:
            names[place] = f"{name}.{seen[name]}"
        seen[name] += 1
    return names
