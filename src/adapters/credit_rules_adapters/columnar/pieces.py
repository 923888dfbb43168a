"""Rows on their way into pieces and back: which piece, which place, and what is left of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np
import pyarrow as pa
from attrs import define, frozen

from credit_rules_adapters.columnar import scattering, views
from credit_rules_adapters.columnar.keys import Key
from credit_rules_adapters.columnar.layout import ABSENT, Side
from credit_rules_adapters.columnar.memory import Marks, Numbers, Rows, Words, room
from credit_rules_adapters.columnar.ordering import Order
from credit_rules_adapters.columnar.threads import side_by_side

APART = 8192
"""So many rows lie between the bounds of pieces where rows are sorted."""


@frozen
class Block:
    """Some rows of a table, the first being row `start` of it."""

    start: int
    batch: pa.RecordBatch

    @property
    def stop(self) -> int:
        """The row after the last."""
        return self.start + len(self.batch)

    @property
    def rows(self) -> slice:
        """Its rows in the table."""
        return slice(self.start, self.stop)


def blocks_of(table: pa.Table) -> list[Block]:
    """Cut a table into blocks, without copying."""
    batches = [batch for batch in table.to_batches(max_chunksize=views.BLOCK) if batch.num_rows]
    starts = accumulate((batch.num_rows for batch in batches), initial=0)
    return [Block(start, batch) for start, batch in zip(starts, batches, strict=False)]


@frozen
class Form:
    """How rows of a table become words: the account's, then the order's, the amount and what else the run needs."""

    account: Key
    order: Order
    several_currencies: bool
    labelled: bool
    numbered: bool

    @property
    def amount(self) -> int:
        """The word of the amount."""
        return self.account.words + self.several_currencies + self.order.words

    @property
    def words(self) -> int:
        """All words of a row."""
        return self.amount + 1 + self.labelled + self.numbered

    def side(self, rows: Words, starts: Rows) -> Side:
        """Describe rows in pieces to a kernel."""
        return Side(
            rows,
            starts,
            accounts=self.account.words,
            currencies=int(self.several_currencies),
            amount=self.amount,
            label=self.amount + 1 if self.labelled else ABSENT,
            row=self.words - 1 if self.numbered else ABSENT,
        )

    def write(self, block: Block) -> Words:
        """Write the rows of a block."""
        batch, accounts = block.batch, self.account.words
        staged = np.empty((batch.num_rows, self.words), np.uint64)
        self.account.write(batch.column("account"), staged, 0)
        if self.several_currencies:
            staged[:, accounts] = views.numbers(batch.column("currency"))
        self.order.write(batch, staged[:, self.amount - self.order.words : self.amount])
        staged[:, self.amount] = views.numbers(batch.column("amount"))
        if self.labelled:
            staged[:, self.amount + 1] = views.numbers(batch.column("label"))
        if self.numbered:
            staged[:, -1] = np.arange(block.start, block.start + batch.num_rows, dtype=np.uint64)
        return staged


def accounts_of(block: Block, account: Key) -> Words:
    """Write the accounts of a block alone."""
    words = np.empty((len(block.batch), account.words), np.uint64)
    account.write(block.batch.column("account"), words, 0)
    return words


def sorted_bounds(blocks: Sequence[Block], account: Key) -> Words | None:
    """Return the accounts of some rows, evenly spread; None if the rows do not come in their order."""
    last, bounds = np.zeros((1, account.words), np.uint64), [np.empty((0, account.words), np.uint64)]
    for block in blocks:
        words = np.concatenate([last, accounts_of(block, account)])
        if not scattering.ascending(words, account.words):
            return None
        bounds.append(words[1::APART])
        last = words[-1:]
    return np.concatenate(bounds)


Choose = Callable[[Words, Numbers], None]
"""Numbers the piece of each row that takes part, given the words of the rows' accounts."""


@define
class Scattered:
    """A table's rows in pieces. `places` says, block by block, where the first row of each piece went."""

    form: Form
    blocks: Sequence[Block]
    numbers: Numbers
    places: Rows
    starts: Rows
    rows: Words

    def side(self) -> Side:
        """Describe the pieces to a kernel."""
        return self.form.side(self.rows, self.starts)

    def amounts(self) -> Rows:
        """Return what each row of the table has left, in the table's order."""
        left = room(len(self.numbers), np.int64)

        def gather(at: int) -> None:
            block = self.blocks[at]
            part = left[block.rows]
            part[:] = views.numbers(block.batch.column("amount"))
            scattering.gather_amounts(self.numbers[block.rows], self.places[at], self.rows, self.form.amount, part)

        side_by_side(gather, range(len(self.blocks)))
        return left

    def marks(self, marked: Marks, marks: Marks) -> None:
        """Put the marks of the rows that took part where the table has them."""

        def gather(at: int) -> None:
            part = self.blocks[at].rows
            scattering.gather_marks(self.numbers[part], self.places[at], marked, marks[part])

        side_by_side(gather, range(len(self.blocks)))


def scatter(blocks: Sequence[Block], form: Form, numbers: Numbers, choose: Choose, pieces: int) -> Scattered:
    """Put the rows that take part (those whose number is not `LEFT_OUT`) into pieces; in a piece their order stays."""
    counts = np.zeros((len(blocks), pieces), np.int64)

    def number(at: int) -> None:
        part = numbers[blocks[at].rows]
        choose(accounts_of(blocks[at], form.account), part)
        scattering.count(part, counts[at])

    side_by_side(number, range(len(blocks)))
    sizes = counts.sum(axis=0)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    places = np.cumsum(counts, axis=0) - counts + starts[:-1]
    rows = room((int(starts[-1]), form.words), np.uint64)

    def move(at: int) -> None:
        scattering.scatter(form.write(blocks[at]), numbers[blocks[at].rows], places[at], rows)

    side_by_side(move, range(len(blocks)))
    return Scattered(form, blocks, numbers, places, starts, rows)
