"""Spark: the same query on a cluster. An extra: `pip install wuzha[spark]`.

The master is the one that Spark itself is configured with (`spark-submit`,
`spark-defaults.conf`), else this machine's. Files must lie where every executor can
read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from wuzha.detection.engines import EngineError, Source, as_files
from wuzha.detection.rules.sql import WIDE
from wuzha.lib.words import N_, Sentence

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
}


@dataclass(frozen=True, slots=True)
class Spark:
    session: SparkSession
    spill: Path

    def run(self, query: str, tables: Mapping[str, Source]) -> pa.Table:
        try:
            for name, path in as_files(tables, self.spill).items():
                self.session.read.parquet(str(path)).createOrReplaceTempView(name)
            asked = self.session.sql(query.replace(WIDE, "DECIMAL(38, 0)"))
            return asked.toArrow()
        except PySparkException as wrong:
            raise EngineError(Sentence(N_("计算引擎报错：{why}"), why=wrong)) from wrong


def started(memory: str, spill: Path) -> Spark:
    builder = SparkSession.builder.appName("wuzha")
    for name, value in {**SETTINGS, "spark.driver.memory": _short(memory)}.items():
        builder = builder.config(name, value)
    return Spark(builder.getOrCreate(), spill)


def _short(memory: str) -> str:
    """2GB as Spark writes it: 2g."""
    return memory.strip().lower().removesuffix("b")
