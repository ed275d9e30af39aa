"""The embedded engine: DuckDB in this process, within a bound of memory."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from wuzha.detection.engines import EngineError, Source
from wuzha.lib.words import N_, Sentence


@dataclass(frozen=True, slots=True)
class DuckDB:
    threads: int = 2
    memory: str = "2GB"
    spill: Path | None = None  # where what exceeds the memory is put down

    def run(self, query: str, tables: Mapping[str, Source]) -> pa.Table:
        with self._connected() as connection:
            for name, source in tables.items():
                _name(connection, name, source)
            return connection.sql(query).to_arrow_table()

    def put(self, query: str, tables: Mapping[str, Source], to: Path) -> None:
        """The answer into a Parquet file, however large."""
        with self._connected() as connection:
            for name, source in tables.items():
                _name(connection, name, source)
            connection.sql(query).write_parquet(str(to), compression="zstd")

    @contextlib.contextmanager
    def _connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": self.threads,
            "memory_limit": self.memory,
            "temp_directory": str(self.spill or ""),
            "autoinstall_known_extensions": False,
            "preserve_insertion_order": False,
        }
        try:
            with duckdb.connect(config=settings) as connection:
                yield connection
        except duckdb.OutOfMemoryException as full:
            raise EngineError(
                Sentence(
                    N_("{memory} 内存不够用，请加大内存上限，或分段计算"),
                    memory=self.memory,
                )
            ) from full
        except duckdb.Error as wrong:
            raise EngineError(Sentence(N_("计算引擎报错：{why}"), why=wrong)) from wrong


def _name(connection: duckdb.DuckDBPyConnection, name: str, source: Source) -> None:
    if isinstance(source, Path):
        connection.read_parquet(str(source)).create_view(name)
    else:
        connection.register(name, source)
