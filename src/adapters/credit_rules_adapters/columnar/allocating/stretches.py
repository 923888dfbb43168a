"""A run over tables that come sorted by account: stretch by stretch, without moving a row."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from credit_rules_adapters.columnar.allocating.prepared import Prepared, Ran
from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel.merging import allocate_sorted
from credit_rules_adapters.columnar.reading import rows
from credit_rules_adapters.columnar.words.rising import rising

STRETCH = 1 << 16
"""At most so many rows of either table make a stretch, but that an account is never cut."""


def is_sorted(prepared: Prepared) -> bool:
    """Tell whether both tables come sorted by account."""
    account = prepared.bill_form.account
    return all(rising(blocks, "account", account) for blocks in (prepared.invoice_blocks, prepared.credit_blocks))


def run_sorted(prepared: Prepared) -> Ran:
    """Allocate; the stretches stand side by side, and the allocations of each where its rows begin."""
    invoices, credits = prepared.invoices, prepared.credits
    left, lots_left = room(len(invoices), np.int64), room(len(credits), np.int64)
    marks = room(len(credits), np.uint8)
    found = prepared.room_for(len(invoices) + len(credits))
    forms = prepared.bill_form, prepared.lot_form

    def stretch(bounds: tuple[tuple[int, int], tuple[int, int]]) -> tuple[int, int]:
        (first, lot), (last, last_lot) = bounds
        bills, lots = _rows(invoices, first, last), _rows(credits, lot, last_lot)
        left[bills.rows] = views.numbers(bills.batch.column("amount"))
        lots_left[lots.rows] = views.numbers(lots.batch.column("amount"))
        marks[lots.rows] = rows.unusable(lots.batch, prepared.on)
        run = prepared.run(forms[0].write(bills), forms[1].write(lots), marks[lots.rows], found)
        end = allocate_sorted(run, rows.closed(bills.batch), left[bills.rows], lots_left[lots.rows], first + lot)
        return first + lot, end

    spans = side_by_side(stretch, pairwise(_cuts(invoices.column("account"), credits.column("account"))))
    return Ran(prepared, left, lots_left, marks, found, spans)


def _cuts(accounts: pa.ChunkedArray, others: pa.ChunkedArray) -> list[tuple[int, int]]:
    """Cut two sorted columns where the same account begins in both, and at their ends."""
    apart = {column[row].as_py() for column in (accounts, others) for row in range(STRETCH, len(column), STRETCH)}
    cuts = [(0, 0)]
    for account in sorted(apart):
        first, other = cuts[-1]
        cuts.append((_first(accounts, account, first), _first(others, account, other)))
    return [*cuts, (len(accounts), len(others))]


def _first(accounts: pa.ChunkedArray, account: Any, after: int) -> int:
    """Find the first row of an account, or of those that come later."""
    return bisect_left(range(len(accounts)), account, after, key=lambda row: accounts[row].as_py())


def _rows(table: pa.Table, first: int, last: int) -> Block:
    """Return some rows of a table, not copied where they lie together."""
    columns = [column.slice(first, last - first) for column in table.columns]
    arrays = [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in columns]
    return Block(first, pa.RecordBatch.from_arrays(arrays, table.column_names))
