"""A trace as evidence: what was asked of which inputs, what was found, and a digest.

The same question put to the same inputs gives the same bytes anywhere. Each input is
named by the hash of its file as it lies on the disk, and of its rows in an order of
their own: sorted anew or written in another format, they are still the same rows.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from wuzha.detection.files import TableError, content
from wuzha.detection.moments import MICROSECOND
from wuzha.detection.tracing.cases import Case, Question
from wuzha.detection.tracing.exits import TABLE as EXITS
from wuzha.detection.tracing.hashing import rows_sha256
from wuzha.detection.tracing.index import used
from wuzha.detection.tracing.results import Trace
from wuzha.detection.tracing.walking import METHODS
from wuzha.lib.words import N_, Sentence

SCHEMA = "wuzha.trace/1"
PARTS = ("schema", "question", "rules", "inputs", "found", "digest")
INPUT = ("table", "name", "rows", "rows_sha256", "file_sha256")
ROUNDING = "down; cents left over to the largest fractions, of equal ones the nearest"
BESIDE = ("accounts", "lists", "openings")
NOT_THERE = "-"

Document = dict[str, Any]
Apart = tuple[tuple[str, ...], Any, Any]  # where, what is told, what is found now


def evidence(
    case: Case,
    question: Question,
    answer: Trace,
    files: Mapping[str, str] | None = None,
) -> Document:
    """`files`: by the name of each input the SHA-256 of its file, where it has one."""
    document: Document = {
        "schema": SCHEMA,
        "question": {
            "seeds": sorted(set(question.seeds)),
            "method": question.method,
            "hops": question.hops,
            "window_us": question.window // MICROSECOND,
            "limit": question.limit,
        },
        "rules": {
            "rounding": ROUNDING,
            "exits_sha256": hashlib.sha256(EXITS.read_bytes()).hexdigest(),
            "span_us": case.span // MICROSECOND,
        },
        "inputs": list(_inputs(case, files or {})),
        "found": _found(answer),
    }
    return {**document, "digest": digest(document)}


def canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(document: Mapping[str, Any]) -> str:
    told = {name: value for name, value in document.items() if name != "digest"}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def question_of(document: Mapping[str, Any]) -> Question:
    asked = document["question"]
    return Question(
        seeds=tuple(asked["seeds"]),
        method=asked["method"],
        hops=asked["hops"],
        window=asked["window_us"] * MICROSECOND,
        limit=asked["limit"],
    )


def read_evidence(path: Path) -> Document:
    written = content(path)
    try:
        document: Document = json.loads(written)
        parts = [(document, PARTS), *((one, INPUT) for one in document["inputs"])]
        whole = all(one.keys() == set(names) for one, names in parts)
        named = document["schema"] == SCHEMA
        if named and whole and question_of(document).method in METHODS:
            return document
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise TableError(
        Sentence(
            N_("文件 {file} 不是 {schema} 格式的追踪证据，请核对是否选错了文件"),
            file=path.name,
            schema=SCHEMA,
        )
    )


def differences(document: Document, case: Case) -> list[Sentence]:
    """Where evidence parts from what these inputs give now; nowhere: it holds."""
    question = question_of(document)
    again = evidence(case, question, case.answer(question))
    found = list(_inputs_apart(document["inputs"], again["inputs"]))
    for part in ("rules", "found"):
        for place, told, now in _apart(document[part], again[part], part):
            why = N_("{place}：证据写的是 {told}，重算得到 {now}")
            found.append(Sentence(why, place=".".join(place), told=told, now=now))
    if digest(document) != document["digest"]:
        found.append(Sentence(N_("摘要与内容不符：证据写成之后被改动过")))
    return found


def _inputs(case: Case, files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    every = [("transfers", name, used(rows)) for name, rows in case.transfers.items()]
    every += [(name, name, getattr(case, name)) for name in BESIDE]
    for table, name, rows in sorted(every, key=itemgetter(0, 1)):
        if table == "transfers" or len(rows):
            yield {
                "table": table,
                "name": name,
                "rows": len(rows),
                "rows_sha256": rows_sha256(rows),
                "file_sha256": files.get(name),
            }


def _found(trace: Trace) -> dict[str, Any]:
    return {
        "complete": trace.complete,
        "flows": _rows(trace.flows),
        "balances": _rows(trace.balances),
        "ends": _rows(trace.ends),
        "sums": _rows(trace.sums),
    }


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    """Instants as whole microseconds since 1970 UTC."""
    instants = [
        pa.field(field.name, pa.int64()) if pa.types.is_timestamp(field.type) else field
        for field in table.schema
    ]
    rows: list[dict[str, Any]] = table.cast(pa.schema(instants)).to_pylist()
    return rows


def _inputs_apart(told: Any, now: Any) -> Iterator[Sentence]:
    """By their rows: under which names and in which files they lie does not matter."""
    for ones, others, why in (
        (told, now, N_("所依据的 {name}（{rows} 行）不在所给文件中，或内容已变")),
        (now, told, N_("所给的 {name}（{rows} 行）与证据所依据的不符")),
    ):
        known = {other["rows_sha256"] for other in others}
        for one in ones:
            if one["rows_sha256"] not in known:
                yield Sentence(why, name=one["name"], rows=one["rows"])


def _apart(told: Any, now: Any, *place: str) -> Iterator[Apart]:
    if isinstance(told, dict) and isinstance(now, dict):
        for key in sorted(told.keys() | now.keys()):
            one, other = (side.get(key, NOT_THERE) for side in (told, now))
            yield from _apart(one, other, *place, key)
    elif isinstance(told, list) and isinstance(now, list):
        pairs = zip_longest(told, now, fillvalue=NOT_THERE)
        for number, (one, other) in enumerate(pairs, start=1):
            yield from _apart(one, other, *place, str(number))
    elif told != now:
        yield place, told, now
