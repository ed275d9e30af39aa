"""Columns of published data sets, renamed to ours before they are checked.

One file a layout in `data/layouts/`: which columns make up each of ours (two are joined
with a space), and how its times are written: a pattern, or steps from a day on. Where a
set has no name for a transfer, its row number is one. Simulators draw and exchange
their amounts, bitcoin among them: a part of a cent is no mistake there, and is rounded;
nor is over a trillion of a small currency.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.columns import INSTANT, Place
from wuzha.detection.files import Piece, TableError, pieces
from wuzha.detection.moments import microseconds
from wuzha.detection.rules.expressions import parse_literal
from wuzha.lib.words import N_, Sentence

LAYOUTS = Path(__file__).resolve().parents[1] / "data" / "layouts"
KNOWN = tuple(sorted(path.stem for path in LAYOUTS.glob("*.toml")))
MOST_CENTS = 10**15
FINER = r"^\d+\.\d{3,}$"
FINE = pa.decimal128(38, 18)


@dataclass(frozen=True, slots=True)
class Layout:
    name: str
    columns: Mapping[str, Sequence[str]]
    pattern: str | None = None  # of a written time, in UTC
    step_us: int | None = None
    start: date | None = None

    def pieces(self, path: Path) -> Iterator[Piece]:
        """The file's rows under our names; its other columns are left out."""
        rows_before = 0
        for piece in pieces(path):
            place = Place(path.name, rows_before)
            yield Piece(self._renamed(piece.rows, place), piece.share, MOST_CENTS)
            rows_before += piece.rows.num_rows

    def _renamed(self, rows: pa.RecordBatch, place: Place) -> pa.RecordBatch:
        self._refuse_missing(rows.schema.names, place)
        arrays = {
            ours: _joined([rows[theirs] for theirs in columns])
            for ours, columns in self.columns.items()
        }
        column = " ".join(self.columns["ts"])
        arrays["ts"] = self._instants(arrays["ts"], column, place)
        arrays["amount"] = _to_the_cent(arrays["amount"])
        if "tx_id" not in arrays:
            first = place.rows_before + 1
            numbers = pa.array(range(first, first + rows.num_rows)).cast(pa.string())
            stem = pa.scalar(Path(place.file).stem)
            arrays["tx_id"] = pc.binary_join_element_wise(stem, numbers, "-")
        return pa.RecordBatch.from_pydict(arrays)

    def _refuse_missing(self, found: list[str], place: Place) -> None:
        for theirs in (name for columns in self.columns.values() for name in columns):
            if theirs not in found:
                why = N_("文件 {file} 缺少 {layout} 的列 {column}，现有列：{found}")
                raise TableError(
                    Sentence(
                        why,
                        file=place.file,
                        layout=self.name,
                        column=theirs,
                        found=tuple(found),
                    )
                )

    def _instants(self, values: pa.Array, column: str, place: Place) -> pa.Array:
        if self.step_us and self.start:
            begins = microseconds(datetime.combine(self.start, time(), UTC))
            try:
                steps = values.cast(pa.int64())
            except pa.ArrowInvalid as wrong:
                why = Sentence(N_("步数应是整数：{why}"), why=wrong)
                raise place.error(0, column, why) from wrong
            return pc.add(pc.multiply(steps, self.step_us), begins).cast(INSTANT)
        if self.pattern and pa.types.is_string(values.type):
            read = pc.strptime(
                values, format=self.pattern, unit="us", error_is_null=True
            )
            why = Sentence(N_("时间应写成 {pattern}"), pattern=self.pattern)
            place.refuse(pc.is_null(read), column, why)
            return read.cast(INSTANT)
        return values


def layout(name: str) -> Layout:
    told: dict[str, Any] = tomllib.loads((LAYOUTS / f"{name}.toml").read_text("utf8"))
    times = told.get("times", {})
    step = parse_literal(times["step"]).value if "step" in times else None
    return Layout(
        name=told["name"],
        columns=told["columns"],
        pattern=times.get("pattern"),
        step_us=None if step is None else int(step),
        start=times.get("start"),
    )


def _joined(columns: Sequence[pa.Array]) -> pa.Array:
    if len(columns) == 1:
        return columns[0]
    texts = [column.cast(pa.string()) for column in columns]
    return pc.binary_join_element_wise(*texts, " ")


def _to_the_cent(amounts: pa.Array) -> pa.Array:
    """Half to even; what is no number stays, to be refused with its row."""
    if pa.types.is_floating(amounts.type):
        return pc.round(amounts, 2)
    if not pa.types.is_string(amounts.type):
        return amounts
    finer = pc.match_substring_regex(amounts, FINER)
    fine = amounts.filter(finer).cast(FINE)
    rounded = pc.round(fine, 2, "half_to_even").cast(pa.string())
    return pc.replace_with_mask(amounts, finer, rounded)
