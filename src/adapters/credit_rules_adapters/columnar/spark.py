"""The run on Apache Spark: whole accounts meet in a partition, where they come to the kernel as Arrow batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from credit_rules import JOININ, Policy
from credit_rules_adapters.columnar.batches import allocate_batches
from credit_rules_adapters.columnar.tables import allocate_table
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, shown

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

KEYS = ("invoice", "credit", "account")
UUID = pa.binary(16)
BATCH = 1 << 16
"""A batch given back to Spark has at most so many rows."""


@frozen
class AllocationFrames:
    """The tables of a run as DataFrames, without an order of rows; their columns are those of `AllocationTables`.

    All three are views of `found`, which is kept after the first action, so that the run is made once, until
    `found.unpersist()`. The allocations of an account stand in it in invoice order, then in the order of use.
    """

    found: DataFrame

    @property
    def allocations(self) -> DataFrame:
        """Each allocation: invoice, credit, account, currency, amount_minor."""
        return self.found.where("kind = 'allocation'").select(
            "invoice", "credit", "account", "currency", "amount_minor"
        )

    @property
    def invoices(self) -> DataFrame:
        """What is left of each invoice: id, account, currency, outstanding_minor."""
        left = ("invoice as id", "account", "currency", "amount_minor as outstanding_minor")
        return self.found.where("kind = 'invoice'").selectExpr(*left)

    @property
    def credits(self) -> DataFrame:
        """What is left of each lot: id, account, currency, remaining_minor, reason (R21; null: used up)."""
        left = ("credit as id", "account", "currency", "amount_minor as remaining_minor", "reason")
        return self.found.where("kind = 'credit'").selectExpr(*left)


def allocate(
    invoices: DataFrame, credits: DataFrame, policy: Policy = JOININ, *, on: date, currency: str | None = None
) -> AllocationFrames:
    """Pay open invoices with usable lots as `allocate_table` does, when the first action asks for it (R17-R21).

    :param invoices: the columns of `allocate_table`; a UUID is a string or sixteen bytes
    :param currency: that of frames without the column; then all rows must be in it

    The rows of an account must fit the memory of one task. Law: what is found are the rows of `allocate_table`.

    :raises NotUnderstood: a column is missing, unknown or of the wrong type. A wrong value fails the task instead, with
        the same message, in which rows are counted among those of their table run together; an id that occurs twice is
        found only there, and always in the same account
    """
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    bills, lots = (uuids(frame.limit(0).toArrow()) for frame in (invoices, credits))
    allocate_table(bills, lots, policy, on=on, currency=currency)  # refuses columns
    rows = _of_kind(invoices, "invoice", currency).unionByName(
        _of_kind(credits, "credit", currency), allowMissingColumns=True
    )
    schema = StructType(
        [
            StructField("kind", StringType()),
            *(StructField(name, rows.schema[name].dataType) for name in KEYS),
            StructField("currency", StringType()),
            StructField("amount_minor", LongType()),
            StructField("reason", StringType()),
        ]
    )
    sorted_rows = rows.repartition("account").sortWithinPartitions("account")
    return AllocationFrames(sorted_rows.mapInArrow(partial(allocate_partition, policy=policy, on=on), schema).persist())


def _of_kind(frame: DataFrame, kind: str, currency: str | None) -> DataFrame:
    """Mark the rows of a frame with their kind, and name their ids after it."""
    from pyspark.sql.functions import lit

    frame = frame.withColumnRenamed("id", kind).withColumn("kind", lit(kind))
    return frame if currency is None or "currency" in frame.columns else frame.withColumn("currency", lit(currency))


def allocate_partition(batches: Iterable[pa.RecordBatch], *, policy: Policy, on: date) -> Iterator[pa.RecordBatch]:
    """Run over the batches of a partition, which come sorted by account; an account may cross them.

    :raises NotUnderstood: as `allocate_table`
    """
    kinds: dict[str, pa.DataType] = {}

    def read() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            kinds.update((name, batch.schema.field(name).type) for name in KEYS)
            yield uuids(batch)

    for found in allocate_batches(read(), policy, on=on):
        target = pa.schema([field.with_type(kinds.get(field.name, field.type)) for field in found.schema])
        for start in range(0, len(found), BATCH):
            yield found.slice(start, BATCH).cast(target)


def uuids(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Read bytes that are keys, of which Spark does not say the length, as UUIDs. Takes a table, too.

    :raises NotUnderstood: a key of another length
    """
    for name in ("id", *KEYS):
        if name in rows.schema.names and pa.types.is_binary(rows.schema.field(name).type):
            column = rows.column(name)
            wrong = column.filter(pc.not_equal(pc.binary_length(column), UUID.byte_width))
            if len(wrong):
                what = f"{shown(wrong[0].as_py().hex())} is no UUID; allowed are 16 bytes"
                raise NotUnderstood([Mistake(name, None, "", what)])
            rows = rows.set_column(rows.schema.get_field_index(name), name, column.cast(UUID))
    return rows
