"""Rows that were refused, with their reasons, in a file for people to mend."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from wuzha.lib.words import N_

HEAD = (N_("文件"), N_("行"), N_("列"), N_("原因"), N_("原值"))


class Held(NamedTuple):
    file: str
    row: int  # of the data, from 1
    column: str
    reason: str
    values: Mapping[str, Any]  # as they came


class Quarantine:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def hold(self, held: Held) -> None:
        values = "；".join(
            f"{name}={value}"
            for name, value in held.values.items()
            if value is not None
        )
        self._writer.writerow([*held[:4], values])


@contextmanager
def quarantine(path: Path) -> Iterator[Quarantine]:
    """Whole or not at all; as spreadsheets read it."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as written:
            writer = csv.writer(written)
            writer.writerow(HEAD)
            yield Quarantine(writer)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
