"""The embedded engine: DuckDB in this process, within a bound of memory."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from wuzha.detection.engines import EngineError, Source
from wuzha.lib.words import N_, Sentence


@dataclass(frozen=True)
class DuckDB:
    threads: int = 2
    memory: str = "2GB"
    spill: Path | None = None  # where what exceeds the memory is put down

    def run(self, query: str, tables: Mapping[str, Source]) -> pa.Table:
        with self._asked(tables) as connection:
            return connection.sql(query).to_arrow_table()

    def put(self, query: str, tables: Mapping[str, Source], to: Path) -> None:
        """The answer into a Parquet file, however large."""
        with self._asked(tables) as connection:
            connection.sql(query).write_parquet(str(to), compression="zstd")

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        """Begun once: to begin costs more than most questions."""
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": self.threads,
            "memory_limit": self.memory,
            "temp_directory": str(self.spill or ""),
            "autoinstall_known_extensions": False,
            "preserve_insertion_order": False,
        }
        return duckdb.connect(config=settings)

    @contextlib.contextmanager
    def _asked(
        self, tables: Mapping[str, Source]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with self._database.cursor() as connection:
                for name, source in tables.items():
                    connection.register(name, _opened(connection, source))
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


def _opened(connection: duckdb.DuckDBPyConnection, source: Source) -> object:
    return connection.read_parquet(str(source)) if isinstance(source, Path) else source
