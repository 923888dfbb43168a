"""Tables and columns in blocks: what is done with rows is done block by block, side by side, within the cache."""

from __future__ import annotations

from itertools import accumulate

import pyarrow as pa
from attrs import frozen

from credit_rules_adapters.columnar.arrays.threads import cores

BLOCK = 1 << 18
"""At most so many rows are looked at together: of more, the words would not fit the cache."""
_FEWEST = 1 << 16
_TASKS = 4


def together(rows: int) -> int:
    """Say how many of so many rows are looked at together: each core has some, and handing them out takes no time."""
    return min(BLOCK, max(_FEWEST, -(-rows // (_TASKS * cores()))))


@frozen
class Block:
    """Some rows of a table, the first being row `start` of it."""

    start: int
    batch: pa.RecordBatch

    @property
    def stop(self) -> int:
        """The row after the last."""
        return self.start + len(self.batch)

    @property
    def rows(self) -> slice:
        """Its rows in the table."""
        return slice(self.start, self.stop)


def blocks_of(table: pa.Table) -> list[Block]:
    """Cut a table into blocks, without copying."""
    batches = [batch for batch in table.to_batches(max_chunksize=together(len(table))) if batch.num_rows]
    starts = accumulate((batch.num_rows for batch in batches), initial=0)
    return [Block(start, batch) for start, batch in zip(starts, batches, strict=False)]


def parts_of(column: pa.ChunkedArray) -> list[pa.Array]:
    """Cut a column into arrays of rows that are looked at together, without copying."""
    size = together(len(column))
    return [chunk.slice(start, size) for chunk in column.chunks for start in range(0, len(chunk), size)]
