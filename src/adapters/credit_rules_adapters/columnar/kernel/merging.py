"""The kernel: piece by piece, account by account, currency by currency, the lots pay the invoices."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Flags, Places, Rows, Words
from credit_rules_adapters.columnar.kernel.accounts import pay_account
from credit_rules_adapters.columnar.kernel.grouping import buckets_for, insert_in_order, keep, put_together, sort_long
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run, is_usual, usual
from credit_rules_adapters.columnar.kernel.paying import pay_all
from credit_rules_adapters.columnar.kernel.reasons import NO_OPEN_INVOICE, USED_UP
from credit_rules_adapters.columnar.words.words import before, same


@compiled
def allocate_pieces(
    run: Run, bill_starts: Rows, lot_starts: Rows, left: Rows, lots_left: Rows, first: int, last: int, at: int
) -> int:
    """Allocate within some pieces, the rows of piece p being those from starts[p] to starts[p + 1].

    Return the place after the last allocation, the first being written at `at`; what each row has left is written
    where it stands in the pieces.
    """
    for piece in range(first, last):
        start, stop = bill_starts[piece], bill_starts[piece + 1]
        lot, lot_stop = lot_starts[piece], lot_starts[piece + 1]
        size = buckets_for(max(stop - start, lot_stop - lot))
        bills = np.empty((run.bills.shape[1], stop - start), np.uint64).T
        lots = np.empty((run.lots.shape[1], lot_stop - lot), np.uint64).T
        origins, buckets = np.empty(stop - start, np.int32), np.empty(stop - start, np.int32)
        lot_origins, lot_buckets = np.empty(lot_stop - lot, np.int32), np.empty(lot_stop - lot, np.int32)
        marks = np.full(lot_stop - lot, USED_UP, np.uint8)
        sides = run.shape.invoices, run.shape.lots
        put_together(run.bills[start:stop], sides[0], bills, origins, buckets, size)
        put_together(run.lots[lot:lot_stop], sides[1], lots, lot_origins, lot_buckets, size)
        ordered = Run(run.shape, bills, lots, marks, run.found, run.scope_starts, run.scope_products)
        at = pay_in_order(ordered, buckets, lot_buckets, at)
        _put_back(bills[:, sides[0].amount], origins, left[start:stop])
        _put_back(lots[:, sides[1].amount], lot_origins, lots_left[lot:lot_stop])
        for place in range(marks.size):
            run.marks[lot + lot_origins[place]] = marks[place]
    return at


@compiled
def allocate_sorted(run: Run, closed: Flags, left: Rows, lots_left: Rows, at: int) -> int:
    """Allocate among rows that come sorted by account, but the closed invoices and the lots marked already.

    Return the place after the last allocation, the first being written at `at`; `left` and `lots_left` take what each
    row that takes part has left.
    """
    sides = run.shape.invoices, run.shape.lots
    origins = keep(run.bills, closed)
    lot_origins = keep(run.lots, run.marks != USED_UP)
    buckets, lot_buckets = np.zeros(origins.size, np.int32), np.zeros(lot_origins.size, np.int32)
    sort_long(run.bills, sides[0], origins)
    sort_long(run.lots, sides[1], lot_origins)
    insert_in_order(run.bills, sides[0], origins, buckets)
    insert_in_order(run.lots, sides[1], lot_origins, lot_buckets)
    marks = np.full(lot_origins.size, USED_UP, np.uint8)
    ordered = Run(run.shape, run.bills, run.lots, marks, run.found, run.scope_starts, run.scope_products)
    at = pay_in_order(ordered, buckets, lot_buckets, at)
    _put_back(run.bills[:, sides[0].amount], origins, left)
    _put_back(run.lots[:, sides[1].amount], lot_origins, lots_left)
    for place in range(marks.size):
        run.marks[lot_origins[place]] = marks[place]
    return at


@inlined
def _put_back(amounts: Words, origins: Places, left: Rows) -> None:
    for place in range(origins.size):
        left[origins[place]] = np.int64(amounts[place])


@compiled
def pay_in_order(run: Run, buckets: Places, lot_buckets: Places, at: int) -> int:
    """Let lots pay invoices, account by account, both being in order within their buckets."""
    if is_usual(run.shape):
        return _pay_in_order(Run(usual(run.shape), *run[1:]), buckets, lot_buckets, at)
    return _pay_in_order(run, buckets, lot_buckets, at)


@inlined
def _pay_in_order(run: Run, buckets: Places, lot_buckets: Places, at: int) -> int:
    shape, bills, lots, marks, found = run.shape, run.bills, run.lots, run.marks, run.found
    words, anything = shape.invoices.accounts, shape.lots.currency == ABSENT and shape.lots.label == ABSENT
    start, lot = 0, 0
    while lot < lot_buckets.size:
        bucket, lot_stop = lot_buckets[lot], lot + 1
        while lot_stop < lot_buckets.size and same(lots, lot_stop, lots, lot, words):
            lot_stop += 1
        while start < buckets.size and (
            buckets[start] < bucket or (buckets[start] == bucket and before(bills, start, lots, lot, 0, words))
        ):
            start += 1
        stop = start
        while stop < buckets.size and same(bills, stop, lots, lot, words):
            stop += 1
        if start == stop:
            for left in range(lot, lot_stop):
                marks[left] = NO_OPEN_INVOICE
        elif anything:
            at = pay_all(shape, bills, lots, marks, found, start, stop, lot, lot_stop, at)
        else:
            at = pay_account(run, start, stop, lot, lot_stop, at)
        start, lot = stop, lot_stop
    return at
