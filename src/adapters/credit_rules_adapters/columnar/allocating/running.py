"""A run over tables whose every value is good: what is allocated together goes into pieces by account."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from credit_rules_adapters.columnar.allocating.pieces import scatter
from credit_rules_adapters.columnar.allocating.prepared import Prepared, Ran
from credit_rules_adapters.columnar.allocating.stretches import Stretch
from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Flags, Rows, Words, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel import reasons
from credit_rules_adapters.columnar.kernel.merging import allocate_pieces
from credit_rules_adapters.columnar.reading import rows

_TURNS = 32


def run(prepared: Prepared) -> Ran:
    """Allocate. The allocations come account by account.

    Stretches stand side by side; if there is one, its blocks and then its pieces do.
    """
    left, lots_left = (room(len(table), np.int64) for table in (prepared.invoices, prepared.credits))
    ran = Ran(prepared, left, lots_left, marks=room(len(lots_left), np.uint8), found=[])
    turns = _TURNS if len(prepared.stretches) == 1 else 1
    for found in side_by_side(lambda stretch: _allocate(ran, stretch, turns), prepared.stretches):
        ran.found.extend(found)
    return ran


def _allocate(ran: Ran, stretch: Stretch, turns: int) -> list[Words]:
    """Allocate within a stretch, a few pieces at a turn; return the allocations of each."""
    prepared, low = ran.prepared, stretch.low

    def closed(block: Block) -> Flags:
        shut = rows.closed(block.batch)
        _leave(block, shut, ran.invoices_left)
        return shut

    def unusable(block: Block) -> Flags:
        ran.marks[block.rows] = rows.unusable(block.batch, prepared.on)
        unusable: Flags = ran.marks[block.rows] != reasons.USED_UP
        _leave(block, unusable, ran.credits_left)
        return unusable

    bills = scatter(stretch.bills, prepared.bill_form, low, closed)
    lots = scatter(stretch.lots, prepared.lot_form, low, unusable)
    taken = room(len(bills.rows), np.int64), room(len(lots.rows), np.int64)
    marks = room(len(lots.rows), np.uint8)
    starts = bills.starts + lots.starts

    def turn(pieces: tuple[int, int]) -> Words:
        most = int(starts[pieces[1]] - starts[pieces[0]])
        run = prepared.run(bills.rows, lots.rows, marks, room((prepared.found_words, most), np.uint64), low)
        made = int(allocate_pieces(run, bills.starts, lots.starts, *taken, *pieces))
        found: Words = room((prepared.found_words, made), np.uint64)
        found[:] = run.found[:, :made]  # what is too large is used again by the next turn
        return found

    found = side_by_side(turn, pairwise(_even(np.diff(starts), turns)))
    bills.gather(taken[0], ran.invoices_left)
    lots.gather(taken[1], ran.credits_left)
    lots.gather(marks, ran.marks)
    return found


def _leave(block: Block, left_out: Flags, left: Rows) -> None:
    """Leave the amounts of rows that take no part as they are."""
    if left_out.any():
        np.copyto(left[block.rows], views.numbers(block.batch.column("amount")), where=left_out)


def _even(sizes: Rows, parts: int) -> list[int]:
    """Cut pieces into at most so many turns of about the same size."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], parts + 1)[1:-1])
    return sorted({0, *(int(cut) for cut in cuts), len(sizes)})
