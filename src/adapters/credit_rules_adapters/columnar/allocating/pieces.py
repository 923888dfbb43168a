"""Rows on their way into pieces and back: which piece, which place, and what is left of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from attrs import frozen

from credit_rules_adapters.columnar.allocating.forms import Form
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Flags, Marks, Numbers, Rows, Words, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel import scattering


@frozen
class Scattered:
    """A table's rows in pieces. `places` says, block by block, where the first row of each piece went."""

    blocks: Sequence[Block]
    numbers: Numbers
    places: Rows
    starts: Rows
    rows: Words

    def gather(self, found: Rows | Marks, target: Rows | Marks) -> None:
        """Put what was found of the rows that took part where the table has them."""

        def gather(at: int) -> None:
            rows = self.blocks[at].rows
            scattering.gather(self.numbers[rows], self.places[at], found, target[rows])

        side_by_side(gather, range(len(self.blocks)))


def scatter(blocks: Sequence[Block], form: Form, left_out: Callable[[Block], Flags]) -> Scattered:
    """Put the rows of blocks, but those left out, into pieces by their spread accounts; their order stays."""
    bits = form.account.pieces
    numbers = room(blocks[-1].stop if blocks else 0, np.uint16)
    counts = np.zeros((len(blocks), 1 << bits), np.int64)

    def number(at: int) -> None:
        block = blocks[at]
        scattering.number(form.account.spread(block), left_out(block), bits, numbers[block.rows], counts[at])

    side_by_side(number, range(len(blocks)))
    sizes = counts.sum(axis=0)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    places = np.cumsum(counts, axis=0) - counts + starts[:-1]
    rows = room((int(starts[-1]), form.words), np.uint64)

    def move(at: int) -> None:
        scattering.scatter(form.write(blocks[at]), numbers[blocks[at].rows], places[at], rows)

    side_by_side(move, range(len(blocks)))
    return Scattered(blocks, numbers, places, starts, rows)
