"""ClickHouse inside this process (chdb). An extra: `pip install wuzha[clickhouse]`.

Its windows reach back by 32 bits at most, which is half an hour in microseconds: they
are counted in seconds, and transfers with parts of a second are refused.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from chdb.session import Session

from wuzha.detection.engines import EngineError, Source, as_files
from wuzha.detection.rules.sql import WIDE
from wuzha.lib.words import N_, Sentence

SETTINGS = {
    "join_use_nulls": 1,
    "cast_keep_nullable": 1,
    "union_default_mode": "'DISTINCT'",
    "output_format_arrow_string_as_string": 1,
}
SECOND_US = 1_000_000
WINDOW = re.compile(r"ORDER BY at_us RANGE BETWEEN (\w+) PRECEDING AND (\d+) PRECEDING")
BETWEEN_SECONDS = """
SELECT tx_id FROM transfers WHERE at_us % 1000000 <> 0 LIMIT 1"""


@dataclass(frozen=True, slots=True)
class ClickHouse:
    memory: str
    spill: Path

    def run(self, query: str, tables: Mapping[str, Source]) -> pa.Table:
        settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
        with self._session() as session:
            for name, path in as_files(tables, self.spill).items():
                columns = ", ".join(_column(name, gaps) for name, gaps in _gaps(path))
                session.query(
                    f"CREATE VIEW {name} AS SELECT {columns} "  # noqa: S608
                    f"FROM file('{path}', 'Parquet')"
                )
            for row in self._between_seconds(session, tables):
                why = N_("流水 {tx_id} 的时间不是整秒，请改用 duckdb 或 spark")
                raise EngineError(Sentence(why, **row))
            asked = WINDOW.sub(_in_seconds, query.replace(WIDE, "Nullable(Int128)"))
            answer = session.query(f"{asked}\nSETTINGS {settings}", "ArrowTable")
            return _signed(answer)

    def _between_seconds(
        self, session: Session, tables: Mapping[str, Source]
    ) -> list[dict[str, str]]:
        if "transfers" not in tables:
            return []
        found = session.query(BETWEEN_SECONDS, "ArrowTable")
        rows: list[dict[str, str]] = found.to_pylist()
        return rows

    @contextmanager
    def _session(self) -> Iterator[Session]:
        session = Session()
        try:
            most = self.memory.upper().removesuffix("B")
            session.query(f"SET max_memory_usage = '{most}'")
            yield session
        except RuntimeError as wrong:
            raise EngineError(Sentence(N_("计算引擎报错：{why}"), why=wrong)) from wrong
        finally:
            session.close()


def started(memory: str, spill: Path) -> ClickHouse:
    return ClickHouse(memory, spill)


def _in_seconds(window: re.Match[str]) -> str:
    """With whole seconds, a microsecond before is a second before."""
    start, end = (
        text if text == "UNBOUNDED" else str(-(-int(text) // SECOND_US))
        for text in window.groups()
    )
    return (
        f"ORDER BY intDiv(at_us, {SECOND_US}) "
        f"RANGE BETWEEN {start} PRECEDING AND {end} PRECEDING"
    )


def _gaps(path: Path) -> Iterator[tuple[str, bool]]:
    """Each column, and whether a value is missing in it: windows over a column that may
    be null are refused."""
    file = pq.ParquetFile(path).metadata
    groups = [file.row_group(n) for n in range(file.num_row_groups)]
    for place, name in enumerate(file.schema.names):
        known = [group.column(place).statistics for group in groups]
        yield name, not groups or any(s is None or s.null_count for s in known)


def _column(name: str, gaps: bool) -> str:  # noqa: FBT001
    return f"`{name}`" if gaps else f"assumeNotNull(`{name}`) AS `{name}`"


def _signed(answer: pa.Table) -> pa.Table:
    """Counts come unsigned."""
    fields = [
        field.with_type(pa.int64()) if pa.types.is_uint64(field.type) else field
        for field in answer.schema
    ]
    return answer.cast(pa.schema(fields))
