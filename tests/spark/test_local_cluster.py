"""The run on a local Spark cluster, two executors in processes of their own, beside the run on one machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyspark.errors import PythonException
from pyspark.sql import SparkSession

from bulk.tables_at_random import ON, case
from credit_rules import Policy
from credit_rules_adapters.columnar import AllocationTables, allocate_table
from credit_rules_adapters.columnar.spark import AllocationFrames, allocate
from credit_rules_adapters.text.mistakes import NotUnderstood

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PARTITIONS = 8
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "localhost",
    "spark.sql.shuffle.partitions": str(PARTITIONS),
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
}
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning", "default::FutureWarning")


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("credit-rules")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def sent(session: SparkSession, table: pa.Table) -> DataFrame:
    """Send a table in as many partitions as it may have rows of one account in, so that they must meet."""
    return session.createDataFrame(table).repartition(5)


def cast(table: pa.Table, types: dict[pa.DataType, pa.DataType]) -> pa.Table:
    """Change the types of columns."""
    return table.cast(pa.schema([field.with_type(types.get(field.type, field.type)) for field in table.schema]))


def rows(table: pa.Table) -> list[str]:
    """List rows in no order."""
    return sorted(repr(sorted(row.items())) for row in table.to_pylist())


def equal(frames: AllocationFrames, tables: AllocationTables) -> bool:
    """Tell whether two runs found the same."""
    return all(
        rows(frame.toArrow()) == rows(table) and frame.columns == table.column_names
        for frame, table in (
            (frames.allocations, tables.allocations),
            (frames.invoices, tables.invoices),
            (frames.credits, tables.credits),
        )
    )


def large(chance: Random, accounts: int, skewed: float) -> tuple[pa.Table, pa.Table]:
    """Draw tables in no order, in which one account has a share of the rows."""

    def keys(size: int) -> dict[str, list[object]]:
        own = [0 if chance.random() < skewed else chance.randrange(accounts) for _ in range(size)]
        return {"id": [*range(size)], "account": own, "currency": ["GBP"] * size}

    invoices, credits = keys(3 * accounts), keys(2 * accounts)
    invoices["outstanding_minor"] = [chance.randint(100, 60_000) for _ in invoices["id"]]
    credits["remaining_minor"] = [chance.randint(100, 60_000) for _ in credits["id"]]
    for table in (invoices, credits):
        chance.shuffle(table["id"])
    return pa.table(invoices), pa.table(credits)


def test_executors_are_processes_of_their_own(session: SparkSession) -> None:
    def process(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield pa.RecordBatch.from_pydict({"parent": [os.getppid()] * len(batch)})

    found = session.range(0, 1000, 1, 16).mapInArrow(process, "parent long").distinct().toArrow()
    parents = set(found.column("parent").to_pylist())
    assert parents
    assert os.getpid() not in parents
    assert len(session.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) == 3  # the driver is one of them


@pytest.mark.parametrize("skewed", [0.0, 0.2], ids=["shuffled", "skewed"])
def test_many_accounts_give_what_one_machine_finds(session: SparkSession, skewed: float) -> None:
    invoices, credits = large(Random(4), 6000, skewed)
    frames = allocate(sent(session, invoices), sent(session, credits), on=ON)
    expected = allocate_table(invoices, credits, on=ON)
    assert len(expected.allocations) > 5000
    assert frames.found.rdd.getNumPartitions() == PARTITIONS
    assert equal(frames, expected)
    assert frames.found.is_cached
    frames.found.unpersist()


@pytest.mark.parametrize("seed", range(6))
def test_every_feature_gives_what_one_machine_finds(session: SparkSession, seed: int) -> None:
    each = case(Random(seed), 60)
    keys = {pa.large_string(): pa.string(), pa.dictionary(pa.int32(), pa.string()): pa.string()}
    invoices, credits = (cast(table, keys) for table in (each.invoices, each.credits))
    bills, lots = (sent(session, cast(table, {pa.binary(16): pa.binary()})) for table in (invoices, credits))
    assert equal(allocate(bills, lots, each.policy, on=ON), allocate_table(invoices, credits, each.policy, on=ON))
    session.catalog.clearCache()


def test_a_currency_for_all_stands_in_where_the_frames_have_none(session: SparkSession) -> None:
    invoices, credits = (table.drop_columns("currency") for table in large(Random(5), 50, 0.0))
    frames = allocate(sent(session, invoices), sent(session, credits), on=ON, currency="EUR")
    assert equal(frames, allocate_table(invoices, credits, on=ON, currency="EUR"))


def test_wrong_columns_are_refused_at_once(session: SparkSession) -> None:
    invoices, credits = (sent(session, table) for table in large(Random(6), 5, 0.0))
    with pytest.raises(NotUnderstood, match="the column colour is unknown"):
        allocate(invoices.withColumnRenamed("outstanding_minor", "colour"), credits, on=ON)
    with pytest.raises(NotUnderstood, match="the accounts of the two tables differ"):
        allocate(invoices, credits.withColumn("account", credits.account.cast("string")), on=ON)


def test_a_wrong_value_fails_the_task_with_its_message(session: SparkSession) -> None:
    invoices, credits = large(Random(7), 20, 0.0)
    wrong = credits.set_column(3, "remaining_minor", pa.array([-5, *range(len(credits) - 1)]))
    frames = allocate(sent(session, invoices), sent(session, wrong), Policy(), on=ON)
    with pytest.raises(PythonException, match=r"remaining_minor: -5; allowed is 0 or more"):
        frames.allocations.count()
