"""Evidence and the rows it was computed from in one archive, to be checked anywhere.

Holds the evidence byte for byte, the payments that were followed, and the transfers as
files that `wuzha detect` reads: no more of them than the trace was made of.
"""

import io
import re
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.detection.columns import INSTANT
from wuzha.detection.files import TableError, content
from wuzha.detection.tracing.cases import Case
from wuzha.detection.tracing.index import used
from wuzha.lib import archives
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence

SUFFIX = ".zip"
EVIDENCE, SEEDS, TRANSFERS = "evidence.json", "seeds.parquet", "transfers/"
TABLE = re.compile(rf"{TRANSFERS}\w+\.parquet")


class Bundle(NamedTuple):
    evidence: Path
    transfers: list[Path]
    seeds: Path | None = None


def packed(evidence: str, seeds: tuple[str, ...], case: Case) -> bytes:
    """Of a case that knows of transfers alone."""
    tables = {SEEDS: pa.table({"tx_id": pa.array(seeds, pa.string())})}
    tables |= {
        f"{TRANSFERS}{name}.parquet": _as_read(rows)
        for name, rows in case.transfers.items()
    }
    members = {name: _parquet(table) for name, table in tables.items()}
    return archives.pack({EVIDENCE: evidence.encode()} | members)


def unpacked(bundle: Path, folder: Path) -> Bundle:
    """Holds what such an archive holds and nothing else: two files of one name would
    let a reader see the one and the command check the other."""
    try:
        members = archives.unpack(content(bundle), archives.Limits())
    except (archives.Broken, Refused) as wrong:
        raise _not_one(bundle) from wrong
    transfers = [name for name in members if TABLE.fullmatch(name)]
    if members.keys() != {EVIDENCE, SEEDS, *transfers}:
        raise _not_one(bundle)
    (folder / TRANSFERS).mkdir()
    for name, held in members.items():
        (folder / name).write_bytes(held)
    return Bundle(
        folder / EVIDENCE, [folder / name for name in transfers], folder / SEEDS
    )


def _not_one(bundle: Path) -> TableError:
    why = N_("文件 {file} 不是完整的追踪证据包，请重新下载")
    return TableError(Sentence(why, file=bundle.name))


def _as_read(rows: pa.Table) -> pa.Table:
    """What a trace uses, under the names of a file: read, it is the same again."""
    kept = used(rows)
    place = kept.column_names.index("at_us")
    return kept.set_column(place, "ts", kept["at_us"].cast(INSTANT))


def _parquet(table: pa.Table) -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written, compression="zstd")
    return written.getvalue()
