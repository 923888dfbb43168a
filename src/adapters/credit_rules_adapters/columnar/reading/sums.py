"""Sums by key that never wrap: the upper and lower halves of the amounts are added up apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen


@frozen
class Total:
    """So many rows, and what their amounts add up to in minor units."""

    rows: int = 0
    amount_minor: int = 0

    def __add__(self, other: Total) -> Total:
        return Total(self.rows + other.rows, self.amount_minor + other.amount_minor)


def totals(table: pa.Table, amount: str, by: Sequence[str]) -> Iterator[tuple[tuple[Any, ...], Total]]:
    """Yield each combination of keys in a table with the total of an int64 column, at most 2³¹ rows."""
    amounts = table.column(amount)
    halves = {"high": pc.shift_right(amounts, 32), "low": pc.bit_wise_and(amounts, 2**32 - 1)}
    groups = pa.table({**{name: table.column(name) for name in by}, **halves}).group_by([*by])
    for row in groups.aggregate([("high", "sum"), ("low", "sum"), ("low", "count")]).to_pylist():
        found = Total(row["low_count"], (row["high_sum"] << 32) + row["low_sum"])
        yield tuple(row[name] for name in by), found
