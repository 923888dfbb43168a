"""Tables and columns in blocks: what is done with rows is done block by block, side by side, within the cache."""

from __future__ import annotations

from itertools import accumulate

import pyarrow as pa
from attrs import frozen

BLOCK = 1 << 17
"""So many rows are looked at together: their words fit the cache."""


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
    batches = [batch for batch in table.to_batches(max_chunksize=BLOCK) if batch.num_rows]
    starts = accumulate((batch.num_rows for batch in batches), initial=0)
    return [Block(start, batch) for start, batch in zip(starts, batches, strict=False)]


def parts_of(column: pa.ChunkedArray) -> list[pa.Array]:
    """Cut a column into arrays of at most `BLOCK` rows, without copying."""
    return [chunk.slice(start, BLOCK) for chunk in column.chunks for start in range(0, len(chunk), BLOCK)]
