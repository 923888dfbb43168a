"""A run over tables whose every value is good: sorted ones stretch by stretch, others in pieces by account."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from credit_rules_adapters.columnar.allocating.pieces import Scattered, scatter
from credit_rules_adapters.columnar.allocating.prepared import Prepared, Ran
from credit_rules_adapters.columnar.allocating.stretches import is_sorted, run_sorted
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Flags, Rows, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel import reasons
from credit_rules_adapters.columnar.kernel.layout import Run
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
    marks = room(len(prepared.credits), np.uint8)

    def unusable(block: Block) -> Flags:
        marks[block.rows] = rows.unusable(block.batch, prepared.on)
        return marks[block.rows] != reasons.USED_UP

    bills = scatter(prepared.invoice_blocks, prepared.bill_form, _closed, bits)
    lots = scatter(prepared.credit_blocks, prepared.lot_form, unusable, bits)
    found = prepared.room_for(len(bills.rows) + len(lots.rows))
    found_marks = room(len(lots.rows), np.uint8)
    spans = _allocate(prepared.run(bills.rows, lots.rows, found_marks, found), bills, lots)
    lots.marks(found_marks, marks)
    return Ran(prepared, bills.amounts(), lots.amounts(), marks, found, spans)


def _allocate(run: Run, bills: Scattered, lots: Scattered) -> list[tuple[int, int]]:
    """Run the kernel over stretches of pieces side by side; each writes allocations where its rows begin."""
    starts = bills.starts + lots.starts

    def stretch(bounds: tuple[int, int]) -> tuple[int, int]:
        start = int(starts[bounds[0]])
        return start, allocate_pieces(run, bills.starts, lots.starts, *bounds, start)

    return side_by_side(stretch, pairwise(_even(np.diff(starts), _STRETCHES)))


def _even(sizes: Rows, parts: int) -> list[int]:
    """Cut pieces into at most so many stretches of about the same size."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], parts + 1)[1:-1])
    return sorted({0, *(int(cut) for cut in cuts), len(sizes)})


def _closed(block: Block) -> Flags:
    return rows.closed(block.batch)
