"""A run over tables whose every value is good: as the rows lie, or else by pieces of the accounts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from credit_rules_adapters.columnar.allocating.lying import allocate_lying
from credit_rules_adapters.columnar.allocating.pieces import scatter
from credit_rules_adapters.columnar.allocating.prepared import Prepared
from credit_rules_adapters.columnar.allocating.ran import Ran, kept
from credit_rules_adapters.columnar.allocating.stretches import Stretch
from credit_rules_adapters.columnar.arrays.memory import Rows, Words, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel.merging import allocate_pieces

_TURNS = 16


def run(prepared: Prepared) -> Ran:
    """Allocate. The allocations come account by account.

    Stretches stand side by side; if there is one, its blocks and then its pieces do.
    """
    ran, lying = Ran.begun(prepared), prepared.lying()
    turns = _TURNS if len(prepared.stretches) == 1 else 1

    def allocate(stretch: Stretch) -> list[Words]:
        found = allocate_lying(ran, lying, stretch) if lying else None
        return _allocate(ran, stretch, turns) if found is None else [found]

    for found in side_by_side(allocate, prepared.stretches):
        ran.found.extend(found)
    return ran


def _allocate(ran: Ran, stretch: Stretch, turns: int) -> list[Words]:
    """Allocate within a stretch, a few pieces at a turn; return the allocations of each."""
    prepared, low = ran.prepared, stretch.low
    bills = scatter(stretch.bills, prepared.bill_form, low, ran.closed)
    lots = scatter(stretch.lots, prepared.lot_form, low, ran.unusable)
    marks = room(len(lots.rows), np.uint8)
    starts = bills.starts + lots.starts

    def turn(pieces: tuple[int, int]) -> Words:
        most = int(starts[pieces[1]] - starts[pieces[0]])
        run = prepared.run(bills.rows, lots.rows, marks, room((prepared.found_words, most), np.uint64), low)
        return kept(run.found, int(allocate_pieces(run, bills.starts, lots.starts, *pieces)))

    found = side_by_side(turn, pairwise(_even(np.diff(starts), turns)))
    bills.gather(bills.rows[:, prepared.bill_form.side.amount], ran.invoices_left)
    lots.gather(lots.rows[:, prepared.lot_form.side.amount], ran.credits_left)
    lots.gather(marks, ran.marks)
    return found


def _even(sizes: Rows, parts: int) -> list[int]:
    """Cut pieces into at most so many turns of about the same size."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], parts + 1)[1:-1])
    return sorted({0, *(int(cut) for cut in cuts), len(sizes)})
