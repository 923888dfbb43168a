"""A run over tables whose every value is good: sorted ones stretch by stretch, others in pieces by account."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from credit_rules_adapters.columnar.allocating.pieces import scatter
from credit_rules_adapters.columnar.allocating.prepared import Prepared, Ran, is_whole
from credit_rules_adapters.columnar.allocating.stretches import Stretch
from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Flags, Rows, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel import reasons
from credit_rules_adapters.columnar.kernel.merging import allocate_pieces, allocate_sorted
from credit_rules_adapters.columnar.reading import rows

_TURNS = 32


def run(prepared: Prepared) -> Ran:
    """Allocate. The allocations come account by account."""
    return _run_in_pieces(prepared) if prepared.stretches is None else _run_in_place(prepared, prepared.stretches)


def _run_in_pieces(prepared: Prepared) -> Ran:
    left, lots_left = (room(len(table), np.int64) for table in (prepared.invoices, prepared.credits))
    marks = room(len(prepared.credits), np.uint8)

    def closed(block: Block) -> Flags:
        shut = rows.closed(block.batch)
        _leave(block, shut, left)
        return shut

    def unusable(block: Block) -> Flags:
        marks[block.rows] = rows.unusable(block.batch, prepared.on)
        unusable: Flags = marks[block.rows] != reasons.USED_UP
        _leave(block, unusable, lots_left)
        return unusable

    bills = scatter(prepared.invoice_blocks, prepared.bill_form, closed)
    lots = scatter(prepared.credit_blocks, prepared.lot_form, unusable)
    taken = room(len(bills.rows), np.int64), room(len(lots.rows), np.int64)
    found_marks = room(len(lots.rows), np.uint8)
    run = prepared.run(bills.rows, lots.rows, found_marks, prepared.room_for(len(bills.rows) + len(lots.rows)))
    starts = bills.starts + lots.starts

    def turn(bounds: tuple[int, int]) -> tuple[int, int]:
        start = int(starts[bounds[0]])
        return start, allocate_pieces(run, bills.starts, lots.starts, *taken, *bounds, start)

    spans = side_by_side(turn, pairwise(_even(np.diff(starts), _TURNS)))
    bills.gather(taken[0], left)
    lots.gather(taken[1], lots_left)
    lots.gather(found_marks, marks)
    return Ran(prepared, left, lots_left, marks, run.found, spans)


def _leave(block: Block, left_out: Flags, left: Rows) -> None:
    """Leave the amounts of rows that take no part as they are."""
    if left_out.any():
        np.copyto(left[block.rows], views.numbers(block.batch.column("amount")), where=left_out)


def _even(sizes: Rows, parts: int) -> list[int]:
    """Cut pieces into at most so many turns of about the same size."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], parts + 1)[1:-1])
    return sorted({0, *(int(cut) for cut in cuts), len(sizes)})


def _run_in_place(prepared: Prepared, stretches: Sequence[Stretch]) -> Ran:
    """Allocate stretch by stretch, without moving a row; the allocations of each stand where its rows begin."""
    left, lots_left = (room(len(table), np.int64) for table in (prepared.invoices, prepared.credits))
    marks = room(len(prepared.credits), np.uint8)
    found = prepared.room_for(len(left) + len(lots_left))
    whole = is_whole(prepared.invoices, "account")

    def turn(stretch: Stretch) -> tuple[int, int]:
        bills, lots, low = stretch.bills, stretch.lots, stretch.low if whole else 0
        left[bills.rows] = views.numbers(bills.batch.column("amount"))
        lots_left[lots.rows] = views.numbers(lots.batch.column("amount"))
        marks[lots.rows] = rows.unusable(lots.batch, prepared.on)
        words = prepared.bill_form.write(bills, low), prepared.lot_form.write(lots, low)
        run = prepared.run(*words, marks[lots.rows], found, low)
        start = bills.start + lots.start
        return start, allocate_sorted(run, rows.closed(bills.batch), left[bills.rows], lots_left[lots.rows], start)

    return Ran(prepared, left, lots_left, marks, found, side_by_side(turn, stretches))
