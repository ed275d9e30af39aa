"""Where a query runs. An engine takes a query and its tables, and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

Source: TypeAlias = pa.Table | Path
"""A table in memory, or a Parquet file that the engine reads by itself."""


class Engine(Protocol):
    def run(self, query: str, tables: Mapping[str, Source]) -> pa.Table: ...


class EngineError(RuntimeError):
    """The engine could not answer; the message says what to do."""


def as_files(tables: Mapping[str, Source], folder: Path) -> dict[str, Path]:
    """For engines that read files alone."""
    files = {}
    for name, source in tables.items():
        files[name] = source if isinstance(source, Path) else folder / f"{name}.table"
        if isinstance(source, pa.Table):
            pq.write_table(source, files[name])
    return files
