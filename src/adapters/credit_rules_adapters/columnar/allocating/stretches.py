"""What is allocated together: tables that come sorted by account are cut into stretches, others are one stretch."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa
from attrs import frozen

from credit_rules_adapters.columnar.arrays.blocks import Block, together
from credit_rules_adapters.columnar.words.keys import Key, WholeKey
from credit_rules_adapters.columnar.words.rising import rising


@frozen
class Stretch:
    """All rows of some accounts, in blocks of both tables; if accounts are whole numbers, they begin with `low`."""

    bills: Sequence[Block]
    lots: Sequence[Block]
    low: int

    @property
    def rows(self) -> int:
        """So many rows of both tables."""
        return sum(len(block.batch) for blocks in (self.bills, self.lots) for block in blocks)


def stretches_of(tables: Sequence[pa.Table], blocks: Sequence[list[Block]], key: Key) -> tuple[list[Stretch], Key]:
    """Cut two tables, if both come sorted by account, where the same account begins in both.

    Return the key, too, that tells apart what is allocated together.
    """
    bills, lots = blocks
    if not (rising(bills, "account", key) and rising(lots, "account", key)):
        return [Stretch(bills, lots, key.low if isinstance(key, WholeKey) else 0)], key
    cuts = _cuts(*(table.column("account") for table in tables))
    pairs = [
        [[_rows(table, start, stop)] for table, start, stop in zip(tables, starts, stops, strict=True)]
        for starts, stops in pairwise(cuts)
        if starts != stops
    ]
    if not isinstance(key, WholeKey):
        return [Stretch(bills, lots, 0) for bills, lots in pairs], key
    ends = [_ends(bills + lots) for bills, lots in pairs]
    bits = max(((high - low).bit_length() for low, high in ends), default=0)
    found = [Stretch(bills, lots, low) for (bills, lots), (low, _) in zip(pairs, ends, strict=True)]
    return found, WholeKey(0, bits)


def _cuts(accounts: pa.ChunkedArray, others: pa.ChunkedArray) -> list[tuple[int, int]]:
    """Choose the rows with which stretches begin in both tables; an account is never cut."""
    least = together(len(accounts) + len(others))
    step = -(-least // 2)
    apart = {column[row].as_py() for column in (accounts, others) for row in range(step, len(column), step)}
    cuts = [(0, 0)]
    for account in sorted(apart):
        begun = cuts[-1]
        cut = _first(accounts, account, begun[0]), _first(others, account, begun[1])
        if sum(cut) - sum(begun) >= least:
            cuts.append(cut)
    return [*cuts, (len(accounts), len(others))]


def _first(accounts: pa.ChunkedArray, account: Any, after: int) -> int:
    """Find the first row of an account, or of those that come later."""
    return bisect_left(range(len(accounts)), account, after, key=lambda row: accounts[row].as_py())


def _rows(table: pa.Table, first: int, last: int) -> Block:
    """Return some rows of a table, not copied where they lie together."""
    columns = [column.slice(first, last - first) for column in table.columns]
    arrays = [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in columns]
    return Block(first, pa.RecordBatch.from_arrays(arrays, table.column_names))


def _ends(blocks: Sequence[Block]) -> tuple[int, int]:
    """Find the lowest and the highest account of sorted blocks."""
    columns = [block.batch.column("account") for block in blocks if len(block.batch)]
    return min(column[0].as_py() for column in columns), max(column[-1].as_py() for column in columns)
