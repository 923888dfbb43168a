"""Rows that come in the policy's order already, account by account, are allocated as they lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from attrs import frozen

from credit_rules_adapters.columnar.allocating.forms import Form
from credit_rules_adapters.columnar.allocating.prepared import Prepared
from credit_rules_adapters.columnar.allocating.ran import Ran, kept
from credit_rules_adapters.columnar.allocating.stretches import Stretch
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Flags, Marks, Rows, Words, room
from credit_rules_adapters.columnar.kernel import merging, reasons
from credit_rules_adapters.columnar.words.rising import words_rising

_SAMPLE = 1024
"""So many rows tell whether it is worth while to look at the others."""


@frozen
class _Lying:
    """A block's rows in the table, which of them take part, and their words, in order."""

    rows: slice
    part: Flags | slice
    words: Words

    def put_back(self, found: Rows | Marks, target: Rows | Marks) -> None:
        """Put what was found of the rows where the table has them."""
        target[self.rows][self.part] = found


def allocate_lying(ran: Ran, prepared: Prepared, stretch: Stretch) -> Words | None:
    """Allocate within a stretch by forms that keep the rows' order; None: it is not the policy's."""
    bills = _lying(stretch.bills, prepared.bill_form, stretch.low, ran.closed)
    lots = None if bills is None else _lying(stretch.lots, prepared.lot_form, stretch.low, ran.unusable)
    if bills is None or lots is None:
        return None
    marks = np.full(lots.words.shape[1], reasons.USED_UP, np.uint8)
    found = room((prepared.found_words, bills.words.shape[1] + len(marks)), np.uint64)
    made = int(merging.allocate_lying(prepared.run(bills.words, lots.words, marks, found, stretch.low)))
    bills.put_back(bills.words[prepared.bill_form.side.amount].view(np.int64), ran.invoices_left)
    lots.put_back(lots.words[prepared.lot_form.side.amount].view(np.int64), ran.credits_left)
    lots.put_back(marks, ran.marks)
    return kept(found, made)


def _lying(blocks: Sequence[Block], form: Form, low: int, left_out: Callable[[Block], Flags]) -> _Lying | None:
    """Write the rows of the one block of a stretch that take part; None: they are not in order."""
    if len(blocks) != 1:
        return None
    (block,) = blocks
    if not _in_order(form.write(Block(block.start, block.batch.slice(0, _SAMPLE)), low), form):
        return None
    part, words = ~left_out(block), form.write(block, low)
    whole = bool(part.all())
    words = words if whole else np.compress(part, words, axis=1)
    return _Lying(block.rows, slice(None) if whole else part, words) if _in_order(words, form) else None


def _in_order(words: Words, form: Form) -> bool:
    return words_rising(words[: form.order.words], False)
