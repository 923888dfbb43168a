"""The kernel: piece by piece, the rows are put in order, and in each group the lots pay the invoices."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Places, Rows, Whole, Words
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run
from credit_rules_adapters.columnar.kernel.ordering import in_order
from credit_rules_adapters.columnar.kernel.paying import pay_groups
from credit_rules_adapters.columnar.kernel.reasons import USED_UP
from credit_rules_adapters.columnar.kernel.scoping import pay_groups_within_scope


@compiled
def allocate_pieces(run: Run, bill_starts: Rows, lot_starts: Rows, first: int, last: int) -> Whole:
    """Allocate within some pieces, the rows of piece p being those from starts[p] to starts[p + 1].

    Return how many allocations there are.
    """
    at: Whole = np.int64(0)  # for a literal all that follows would be compiled once more
    sides = run.shape.invoices, run.shape.lots
    for piece in range(first, last):
        start, stop = bill_starts[piece], bill_starts[piece + 1]
        lot, lot_stop = lot_starts[piece], lot_starts[piece + 1]
        bills, origins = in_order(run.bills, start, stop, sides[0])
        lots, lot_origins = in_order(run.lots, lot, lot_stop, sides[1])
        marks = np.full(lot_origins.size, USED_UP, np.uint8)
        ordered = Run(run.shape, bills, lots, marks, run.found, run.scope_starts, run.scope_products)
        at = _pay(ordered, np.uint64(piece) << run.shape.accounts.rest, at)
        _put_back(bills[sides[0].amount], origins, run.bills[start:stop], sides[0].amount)
        _put_back(lots[sides[1].amount], lot_origins, run.lots[lot:lot_stop], sides[1].amount)
        for place in range(marks.size):
            run.marks[lot + lot_origins[place]] = marks[place]
    return at


@compiled
def allocate_lying(run: Run) -> Whole:
    """Allocate rows that lie in order; return how many allocations there are."""
    at: Whole = np.int64(0)
    return _pay(run, np.uint64(0), at)


@inlined
def _pay(run: Run, piece: np.uint64, at: Whole) -> Whole:
    """Let lots pay; `piece` holds the upper bits of the numbers that stand for accounts."""
    if run.shape.lots.label == ABSENT:
        return pay_groups(run, piece, at)
    return pay_groups_within_scope(run, piece, at)


@inlined
def _put_back(amounts: Words, origins: Places, rows: Words, word: int) -> None:
    for place in range(origins.size):
        rows[origins[place], word] = amounts[place]
