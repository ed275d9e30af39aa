"""Files of texts, read piece by piece: JSON lines, CSV and Parquet."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wuzha.lib.words import N_, Sentence

ROWS_AT_A_TIME = 1024
LONGEST_CELL = 1 << 24


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
    for number, (raw, share) in enumerate(read(path), start=1):
        if text_field not in raw:
            raise TextsError(
                Sentence(
                    N_(
                        "文件 {file} 第{row}条没有“{field}”一栏，请用 --text-field 指明"
                    ),
                    file=path.name,
                    row=number,
                    field=text_field,
                )
            )
        text = raw[text_field]
        name = raw.get(id_field)
        yield Row(
            str(number if name is None else name),
            "" if text is None else str(text),
            raw,
            share,
        )


def _jsonl(path: Path) -> Iterator[tuple[dict[str, Any], float]]:
    size, seen = max(path.stat().st_size, 1), 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            seen += len(line)
            if line.strip():
                yield _object(line, path, number), seen / size


def _object(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        raw = json.loads(line.decode("utf-8-sig", "replace"))
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
    size, seen = max(path.stat().st_size, 1), 0
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        try:
            for raw in csv.DictReader(line.replace("\0", "") for line in file):
                seen += sum(len(f"{cell}") for cell in raw.values())
                yield raw, min(1.0, seen / size)
        except csv.Error as broken:
            raise TextsError(
                Sentence(
                    N_("文件 {file} 不是能读的CSV：{why}。请重新导出"),
                    file=path.name,
                    why=broken,
                )
            ) from broken


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
