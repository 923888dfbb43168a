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
    """Blocks of rows in pieces. `numbers` and `places` say, block by block, the piece of each row and its first place.

    The rows of piece p are those from starts[p] to starts[p + 1].
    """

    blocks: Sequence[Block]
    numbers: Sequence[Numbers]
    places: Rows
    starts: Rows
    rows: Words

    def gather(self, found: Words | Marks, target: Rows | Marks) -> None:
        """Put what was found of the rows that took part where the table has them."""

        def gather(at: int) -> None:
            scattering.gather(self.numbers[at], self.places[at], found, target[self.blocks[at].rows])

        side_by_side(gather, range(len(self.blocks)))


def scatter(blocks: Sequence[Block], form: Form, low: int, left_out: Callable[[Block], Flags]) -> Scattered:
    """Put the rows of blocks, but those left out, into pieces by their spread accounts; their order stays."""
    bits = form.account.pieces
    numbers = [room(len(block.batch), np.uint16) for block in blocks]
    counts = np.zeros((len(blocks), 1 << bits), np.int64)

    def number(at: int) -> None:
        block = blocks[at]
        accounts = room((form.account.key.words, len(block.batch)), np.uint64)
        form.account.spread(block, low, accounts)
        scattering.number(accounts, left_out(block), bits, numbers[at], counts[at])

    side_by_side(number, range(len(blocks)))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts.sum(axis=0))])
    places = np.cumsum(counts, axis=0) - counts + starts[:-1]
    rows = room((int(starts[-1]), form.words), np.uint64)

    def move(at: int) -> None:
        scattering.scatter(form.write(blocks[at], low), numbers[at], places[at], rows)

    side_by_side(move, range(len(blocks)))
    return Scattered(blocks, numbers, places, starts, rows)
