"""Mistakes in a table: each named by its table, row, column and value; twenty are told, the rest counted."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import numpy as np
import pyarrow as pa
from attrs import define

from credit_rules_adapters.columnar.arrays.blocks import Block, blocks_of
from credit_rules_adapters.columnar.arrays.memory import Rows
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.text import mistakes as text
from credit_rules_adapters.text.mistakes import TOLD, refuse, shown

__all__ = ["TOLD", "Mistakes", "refuse", "rows_where"]


@define
class Mistakes(text.Mistakes):
    """The mistakes of one table of that name, told from row 1; `rows`: what its rows are, where not 0, 1, 2."""

    rows: Rows | None = None

    def add_rows(self, column: pa.ChunkedArray, name: str, rows: Rows, allowed: str) -> None:
        """Note a mistake in a column in each of some rows."""
        room = TOLD - len(self.told)
        for row in rows[:room].tolist():
            number = row if self.rows is None else self.rows[row]
            self.add(f"row {number + 1}, {name}", f"{shown(_plain(column[row]))}; {allowed}")
        self.untold += max(0, len(rows) - room)


def _plain(value: pa.Scalar) -> object:
    found = value.as_py()
    if isinstance(found, bytes):
        return str(UUID(bytes=found))
    return found if found is None or isinstance(found, bool | int | list) else str(found)


def rows_where(table: pa.Table, bad: Callable[[pa.RecordBatch], object]) -> Rows:
    """Find the rows of a table for which something holds, block by block."""

    def find(block: Block) -> Rows:
        return np.flatnonzero(np.asarray(bad(block.batch))) + block.start

    found = side_by_side(find, blocks_of(table))
    return np.concatenate([np.empty(0, np.int64), *found])
