"""Tables that come sorted by account are cut into stretches, in which the rows stay in place."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Any

import pyarrow as pa
from attrs import frozen

from credit_rules_adapters.columnar.arrays.blocks import Block

STRETCH = 1 << 16
"""At most so many rows of either table make a stretch, but that an account is never cut."""


@frozen
class Stretch:
    """Some rows of both tables, those of the accounts from `low` to `high`."""

    bills: Block
    lots: Block
    low: Any
    high: Any


def stretches_of(invoices: pa.Table, credits: pa.Table) -> list[Stretch]:
    """Cut two tables where the same account begins in both, and at their ends."""
    accounts, others = invoices.column("account"), credits.column("account")
    apart = {column[row].as_py() for column in (accounts, others) for row in range(STRETCH, len(column), STRETCH)}
    cuts = [(0, 0)]
    for account in sorted(apart):
        first, other = cuts[-1]
        cuts.append((_first(accounts, account, first), _first(others, account, other)))
    cuts.append((len(accounts), len(others)))
    return [
        _stretch(_rows(invoices, first, last), _rows(credits, lot, last_lot))
        for (first, lot), (last, last_lot) in pairwise(cuts)
        if first + lot < last + last_lot
    ]


def _first(accounts: pa.ChunkedArray, account: Any, after: int) -> int:
    """Find the first row of an account, or of those that come later."""
    return bisect_left(range(len(accounts)), account, after, key=lambda row: accounts[row].as_py())


def _rows(table: pa.Table, first: int, last: int) -> Block:
    """Return some rows of a table, not copied where they lie together."""
    columns = [column.slice(first, last - first) for column in table.columns]
    arrays = [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in columns]
    return Block(first, pa.RecordBatch.from_arrays(arrays, table.column_names))


def _stretch(bills: Block, lots: Block) -> Stretch:
    columns = [block.batch.column("account") for block in (bills, lots) if len(block.batch)]
    return Stretch(bills, lots, min(each[0].as_py() for each in columns), max(each[-1].as_py() for each in columns))
