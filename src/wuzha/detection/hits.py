"""A hit: which rule fired at which transfer, with its values, its reason, its accounts.

Whoever stores a hit can explain it after the rule has changed: nothing in it needs
the rule to be read.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.detection.engines import Source
from wuzha.detection.rules.batch import features_of
from wuzha.detection.rules.tree import TRANSFER_NAMES, Band, Party, Rule
from wuzha.detection.rules.words import (
    labels_of,
    reason_text,
    shown,
)

VALUE = pa.struct(
    [
        ("name", pa.string()),
        ("label", pa.string()),
        ("value", pa.int64()),  # null: there was nothing to measure
        ("shown", pa.string()),
    ]
)
HITS = pa.schema(
    [
        ("hit_id", pa.string()),  # the same for the same rule, version and transfer
        ("rule", pa.string()),
        ("rule_version", pa.int32()),
        ("rule_state", pa.string()),
        ("title", pa.string()),
        ("side", pa.string()),
        ("account", pa.string()),
        ("suspect_account", pa.string()),
        ("victim_accounts", pa.list_(pa.string())),
        ("tx_id", pa.string()),  # the transfer at which the rule fired
        ("ts", pa.timestamp("us", "UTC")),
        ("src", pa.string()),
        ("dst", pa.string()),
        ("amount_cents", pa.int64()),
        ("measure", pa.int64()),
        ("score", pa.int16()),
        ("action", pa.string()),
        ("reason", pa.string()),
        ("values", pa.list_(VALUE)),
        ("tx_ids", pa.list_(pa.string())),  # all involved, in order of time
    ]
)
FIRED = pa.schema(
    [
        ("rule", pa.string()),
        ("tx_id", pa.string()),
        ("at_us", pa.int64()),
        ("src", pa.string()),
        ("dst", pa.string()),
    ]
)

LEARNED = "learned_score"
"""What a hit of the learned score has in the place of a rule's name."""
AT_ONCE = 10_000  # rows of Python, which take a hundred times the room of columns
Row = Mapping[str, Any]


class Firing(NamedTuple):
    rule: Rule
    band: Band
    measure: int
    transfer: Row
    values: Mapping[str, int | None]  # by feature


class Involved(NamedTuple):
    """A transfer that a fired rule saw in the window of one of its features."""

    feature: str
    tx_id: str
    other: str


Evidence = Mapping[tuple[str, str], Sequence[Involved]]
"""By rule and fired transfer, in order of time."""


def firings(rules: Sequence[Rule], judged: pa.Table) -> list[Firing]:
    """In order of time, transfer and rule, whatever order the engine answered in."""
    features = features_of(rules)
    found = [
        Firing(
            rule=rule,
            band=rule.bands[row[f"band_{n}"]],
            measure=row[f"measure_{n}"],
            transfer=row,
            values={
                name: row[f"f{features.index(feature)}"]
                for name, feature in rule.features.items()
            },
        )
        for row in rows_of(judged)
        for n, rule in enumerate(rules)
        if row[f"band_{n}"] is not None
    ]
    return in_order(found)


def in_order(found: Iterable[Firing]) -> list[Firing]:
    return sorted(
        found, key=lambda f: (f.transfer["at_us"], f.transfer["tx_id"], f.rule.id)
    )


def fired_table(found: Sequence[Firing]) -> pa.Table:
    rows = [{**firing.transfer, "rule": firing.rule.id} for firing in found]
    return pa.Table.from_pylist(rows, schema=FIRED)


def evidence_by_firing(seen: pa.Table) -> Evidence:
    found: dict[tuple[str, str], list[Involved]] = defaultdict(list)
    for row in rows_of(seen):
        found[row["rule"], row["fired_tx"]].append(
            Involved(row["feature"], row["tx_id"], row["other"])
        )
    return found


def hits_table(found: Sequence[Firing], evidence: Evidence) -> pa.Table:
    rules = {firing.rule.id: firing.rule for firing in found}
    labels = {name: labels_of(rule) for name, rule in rules.items()}
    rows = [
        _hit(
            firing,
            evidence.get((firing.rule.id, firing.transfer["tx_id"]), ()),
            labels[firing.rule.id],
        )
        for firing in found
    ]
    return pa.Table.from_pylist(rows, schema=HITS)


def _hit(
    firing: Firing, involved: Sequence[Involved], labels: Mapping[str, str]
) -> dict[str, Any]:
    rule, transfer = firing.rule, firing.transfer
    reason, values = explained(firing, labels)
    return {
        "hit_id": hit_id(rule.id, rule.version, transfer["tx_id"]),
        "rule": rule.id,
        "rule_version": rule.version,
        "rule_state": str(rule.state),
        "title": rule.title,
        "side": str(rule.side),
        "account": _account(rule.account, transfer),
        "suspect_account": _account(rule.suspect, transfer),
        "victim_accounts": _victims(rule, transfer, involved),
        "ts": transfer["at_us"],
        **{name: transfer[name] for name in ("tx_id", "src", "dst", "amount_cents")},
        "measure": firing.measure,
        "score": firing.band.score,
        "action": str(firing.band.action),
        "reason": reason,
        "values": values,
        "tx_ids": [*dict.fromkeys(one.tx_id for one in involved), transfer["tx_id"]],
    }


def explained(
    firing: Firing, labels: Mapping[str, str]
) -> tuple[str, list[dict[str, Any]]]:
    """Its sentence, and all that the rule says of its transfer as rows of `VALUE`."""
    facts = _facts(firing)
    values = [
        {
            "name": name,
            "label": label,
            "value": _number(firing, name),
            "shown": facts[name],
        }
        for name, label in labels.items()
    ]
    return reason_text(firing.rule, firing.band, facts), values


def hit_id(rule: str, version: int, tx_id: str) -> str:
    named = f"{rule}\n{version}\n{tx_id}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def _account(party: Party, transfer: Row) -> str:
    return str(transfer["src" if party is Party.PAYER else "dst"])


def _victims(rule: Rule, transfer: Row, involved: Sequence[Involved]) -> list[str]:
    """Each once, in the order in which the rule names them and they paid."""
    found: list[str] = []
    for who in rule.victims:
        if isinstance(who, Party):
            found.append(_account(who, transfer))
        else:
            found += [one.other for one in involved if one.feature == who]
    return list(dict.fromkeys(found))


def _number(firing: Firing, name: str) -> int | None:
    """Texts have none; a condition is 0 or 1."""
    if name in firing.values:
        return firing.values[name]
    value = firing.transfer["amount_cents" if name == "amount" else name]
    return None if value is None or isinstance(value, str) else int(value)


def _facts(firing: Firing) -> dict[str, str]:
    """Every value as it is read, by the name that a reason may ask for."""
    rule, transfer = firing.rule, firing.transfer
    columns = {**transfer, "amount": transfer["amount_cents"]}
    return {
        **{
            name: shown(columns[name], TRANSFER_NAMES[name])
            for name in dict.fromkeys(["amount", *rule.facts])
        },
        **{
            name: shown(firing.values[name], feature.kind)
            for name, feature in rule.features.items()
        },
        "measure": shown(firing.measure, rule.measure.kind),
    }


def batches(hits: Source, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Of a table or a file, so many at once as rows of Python have room for."""
    if isinstance(hits, pa.Table):
        chosen = hits.select(columns) if columns else hits
        yield from chosen.to_batches(max_chunksize=AT_ONCE)
    else:
        with pq.ParquetFile(hits) as file:
            yield from file.iter_batches(AT_ONCE, columns=columns)


def rows_of(hits: Source, columns: list[str] | None = None) -> Iterator[Row]:
    for batch in batches(hits, columns):
        yield from batch.to_pylist()


def write_hits(found: Iterable[pa.Table | pa.RecordBatch], to: Path) -> None:
    with pq.ParquetWriter(to, HITS, compression="zstd") as writer:
        for some in found:
            writer.write(some)
