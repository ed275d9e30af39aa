"""Files of texts, read piece by piece: JSON lines, CSV and Parquet."""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wuzha.lib.words import N_, Sentence

ROWS_AT_A_TIME = 1024
LONGEST_CELL = 1 << 24
LOST = "\ufffd"
NAMED_FIELDS, LONGEST_NAMES = 8, 80
"""What of the fields of a file is said where one is missing."""


class TextsError(ValueError):
    """A file does not hold texts: names file, row and remedy."""


@dataclass(frozen=True)
class Row:
    """`read` is the share of the file read so far."""

    id: str
    text: str
    raw: dict[str, Any]
    read: float


def rows(path: Path, text_field: str, id_field: str) -> Iterator[Row]:
    reader = {".jsonl": _jsonl, ".csv": _csv, ".parquet": _parquet}
    read = reader.get(path.suffix.lower())
    if read is None:
        raise TextsError(
            Sentence(
                N_("文件 {file} 应是 .jsonl、.csv 或 .parquet，请转换后再试"),
                file=path.name,
            )
        )
    number = 0
    for number, (raw, share) in enumerate(read(path), start=1):
        if text_field not in raw:
            raise TextsError(_without(path, number, text_field, list(raw)))
        text = raw[text_field]
        name = raw.get(id_field)
        yield Row(
            str(number if name is None else name),
            "" if text is None else str(text),
            raw,
            share,
        )
    if not number:
        raise TextsError(
            Sentence(
                N_("文件 {file} 里一条也没有，请看是不是导出时选错了范围"),
                file=path.name,
            )
        )


def _without(path: Path, number: int, field: str, given: list[str]) -> Sentence:
    return Sentence(
        N_(
            "文件 {file} 第{row}条没有“{field}”一栏，只有：{given}。"
            "请用 --text-field 指明文字所在的栏"
        ),
        file=path.name,
        row=number,
        field=field,
        given="、".join(given[:NAMED_FIELDS])[:LONGEST_NAMES],
    )


def _lines(path: Path) -> Iterator[tuple[str, float]]:
    """Each line by itself, as a file put together from others holds their encodings,
    with the share of the file read so far.

    A line break is the same byte in UTF-8 and GB18030; UTF-16 is told by its mark.
    """
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        marked = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
        file.seek(0)
        lines: Iterable[str] = map(_decoded, file)
        if marked:
            lines = io.TextIOWrapper(file, "utf-16", "replace", newline="\n")
        for line in lines:
            yield line, file.tell() / size


def _decoded(line: bytes) -> str:
    """GB18030 read as UTF-8 loses most of its characters, a line cut short only one."""
    text = line.decode("utf-8-sig", "replace")
    lost = text.count(LOST)
    if lost and 2 * lost > sum(character > "\x7f" for character in text):
        return line.decode("gb18030", "replace")
    return text


def _jsonl(path: Path) -> Iterator[tuple[dict[str, Any], float]]:
    for number, (line, share) in enumerate(_lines(path), start=1):
        if line.strip():
            yield _object(line, path, number), share


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as broken:
        raise TextsError(_broken(path, number)) from broken
    if not isinstance(raw, dict):
        raise TextsError(_broken(path, number))
    return raw


def _broken(path: Path, number: int) -> Sentence:
    return Sentence(
        N_("文件 {file} 第{row}行不是一个JSON对象，请重新导出"),
        file=path.name,
        row=number,
    )


def _csv(path: Path) -> Iterator[tuple[dict[str, Any], float]]:
    csv.field_size_limit(LONGEST_CELL)
    share = 0.0

    def lines() -> Iterator[str]:
        nonlocal share
        for line, so_far in _lines(path):
            share = so_far
            yield line.replace("\0", "")

    reader = csv.DictReader(lines(), strict=True)
    try:
        for raw in reader:
            if None in raw:
                raise TextsError(_too_wide(path, reader.line_num))
            yield raw, share
    except csv.Error as broken:
        raise TextsError(
            Sentence(
                N_(
                    "文件 {file} 第{row}行不是能读的CSV：{why}。"
                    "请补齐双引号，或另存为CSV后再试"
                ),
                file=path.name,
                row=reader.line_num,
                why=broken,
            )
        ) from broken


def _too_wide(path: Path, number: int) -> Sentence:
    """What stands behind a bare comma would go unread."""
    return Sentence(
        N_("文件 {file} 第{row}行的格子比表头多，含逗号的文字要用双引号括起来"),
        file=path.name,
        row=number,
    )


def _parquet(path: Path) -> Iterator[tuple[dict[str, Any], float]]:
    # Half of the time to start, for those who never bring such a file.
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            count, seen = max(file.metadata.num_rows, 1), 0
            for batch in file.iter_batches(ROWS_AT_A_TIME):
                for raw in batch.to_pylist():
                    seen += 1
                    yield raw, seen / count
    except pa.ArrowInvalid as broken:
        raise TextsError(
            Sentence(
                N_("文件 {file} 已损坏或不是所称的格式：{why}。请重新导出"),
                file=path.name,
                why=broken,
            )
        ) from broken
