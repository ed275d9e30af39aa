"""One tree, three engines: no integer differs, over all features of all rules.

Spark and ClickHouse are extras; where they are not installed, these tests are skipped,
which under CI is a failure (`make test-engines`).
"""

import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from wuzha.detection.engines import Engine
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.moments import from_microseconds
from wuzha.detection.monitoring import NOTHING_KNOWN, RULES, find_hits
from wuzha.detection.predictors import FEATURES
from wuzha.detection.rules.batch import features_of, features_query
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.tables import LISTS, TRANSFERS, schema_of
from wuzha.detection.tests.ledgers import START

UNTIL = START + 10**13
IN_HASTE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
pytestmark = [pytest.mark.slow, pytest.mark.engines, pytest.mark.timeout(900)]


def made_ledger() -> pa.Table:
    """Few accounts, whole and broken sums, many transfers of one instant."""
    chance = random.Random(11)
    rows = [
        {
            "tx_id": f"t{n:04}",
            "at_us": START + chance.randrange(9000) * 200_000_000,
            "src": f"k{chance.randrange(12)}",
            "dst": f"k{chance.randrange(12)}",
            "amount_cents": chance.choice([5, 20_000, 100_001, 900_000, 4_900_000]),
            "channel": chance.choice(["", "atm", "qr", "loan"]),
        }
        for n in range(600)
    ]
    return pa.Table.from_pylist(rows, schema_of(TRANSFERS))


def tables() -> dict[str, Any]:
    involved = {"list": "involved", "account": "k3", "since_us": START, "source": "x"}
    lists = pa.Table.from_pylist([involved], schema_of(LISTS))
    return {**NOTHING_KNOWN, "transfers": made_ledger(), "lists": lists}


def integers(engine: Engine) -> dict[str, list[Any]]:
    features = list(dict.fromkeys([*features_of(read_rules(RULES)), *FEATURES]))
    answer = engine.run(features_query(features, 0, UNTIL), tables())
    names = ["tx_id", *(f"f{n}" for n in range(len(features)))]
    return answer.select(names).sort_by("tx_id").to_pydict()


def hits(engine: Engine) -> list[dict[str, Any]]:
    until = from_microseconds(UNTIL)
    return find_hits(read_rules(RULES), tables(), until, engine).to_pylist()


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Two real executors, each a process of its own, all of them compiled in haste:
    of what they do nothing is done twice."""
    sql = pytest.importorskip("pyspark.sql")
    logging.getLogger("py4j").setLevel("WARNING")  # speaks when all has ended
    from wuzha.detection.engines.spark import SETTINGS, Spark

    builder = sql.SparkSession.builder.master("local-cluster[2,1,1024]")
    settings = {
        **SETTINGS,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.extraJavaOptions": IN_HASTE,
        "spark.executor.extraJavaOptions": IN_HASTE,
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    with builder.getOrCreate() as session:
        yield Spark(session, tmp_path_factory.mktemp("spark"))


def test_spark_answers_as_duckdb_does(spark: Engine) -> None:
    assert integers(spark) == integers(DuckDB())


def test_clickhouse_answers_as_duckdb_does(tmp_path: Path) -> None:
    pytest.importorskip("chdb")
    from wuzha.detection.engines.clickhouse import started

    engine = started("2GB", tmp_path)
    assert integers(engine) == integers(DuckDB())
    found = hits(engine)
    assert found == hits(DuckDB())
    assert {"paid_involved_account", "fast_in_fast_out"} <= {h["rule"] for h in found}
