"""A run over tables whose every value is good: sorted ones stretch by stretch, others in pieces by account."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from credit_rules_adapters.columnar.allocating.pieces import scatter
from credit_rules_adapters.columnar.allocating.prepared import Prepared, Ran
from credit_rules_adapters.columnar.allocating.stretches import is_sorted, run_sorted
from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Flags, Rows, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel import reasons
from credit_rules_adapters.columnar.kernel.merging import allocate_pieces
from credit_rules_adapters.columnar.reading import rows

PIECE = 8192
"""About so many rows of both tables make a piece; their words and what is made of them fit the cache."""
_MOST_BITS = 13
_STRETCHES = 32


def run(prepared: Prepared) -> Ran:
    """Allocate. The allocations come account by account."""
    return run_sorted(prepared) if is_sorted(prepared) else _run_in_pieces(prepared)


def _run_in_pieces(prepared: Prepared) -> Ran:
    size = len(prepared.invoices) + len(prepared.credits)
    bits = min(_MOST_BITS, max(1, (size // PIECE).bit_length()))
    left, lots_left = (room(len(table), np.int64) for table in (prepared.invoices, prepared.credits))
    marks = room(len(prepared.credits), np.uint8)

    def closed(block: Block) -> Flags:
        left[block.rows] = views.numbers(block.batch.column("amount"))
        return rows.closed(block.batch)

    def unusable(block: Block) -> Flags:
        lots_left[block.rows] = views.numbers(block.batch.column("amount"))
        marks[block.rows] = rows.unusable(block.batch, prepared.on)
        unusable: Flags = marks[block.rows] != reasons.USED_UP
        return unusable

    bills = scatter(prepared.invoice_blocks, prepared.bill_form, closed, bits)
    lots = scatter(prepared.credit_blocks, prepared.lot_form, unusable, bits)
    taken = room(len(bills.rows), np.int64), room(len(lots.rows), np.int64)
    found_marks = room(len(lots.rows), np.uint8)
    run = prepared.run(bills.rows, lots.rows, found_marks, prepared.room_for(len(bills.rows) + len(lots.rows)))
    starts = bills.starts + lots.starts

    def stretch(bounds: tuple[int, int]) -> tuple[int, int]:
        start = int(starts[bounds[0]])
        return start, allocate_pieces(run, bills.starts, lots.starts, *taken, *bounds, start)

    spans = side_by_side(stretch, pairwise(_even(np.diff(starts), _STRETCHES)))
    bills.gather(taken[0], left)
    lots.gather(taken[1], lots_left)
    lots.gather(found_marks, marks)
    return Ran(prepared, left, lots_left, marks, run.found, spans)


def _even(sizes: Rows, parts: int) -> list[int]:
    """Cut pieces into at most so many stretches of about the same size."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], parts + 1)[1:-1])
    return sorted({0, *(int(cut) for cut in cuts), len(sizes)})
