"""What a run leaves of the tables, row by row, and the allocations it found."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen

from credit_rules_adapters.columnar.allocating.prepared import Prepared
from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Flags, Marks, Rows, Words, room
from credit_rules_adapters.columnar.kernel import reasons
from credit_rules_adapters.columnar.reading import rows


@frozen
class Ran:
    """What a run left of each row, and each lot's reason; in `found`, part by part, the words of its allocations."""

    prepared: Prepared
    invoices_left: Rows
    credits_left: Rows
    marks: Marks
    found: list[Words] = field(factory=list)

    @classmethod
    def begun(cls, prepared: Prepared) -> Ran:
        """Return a run that has found nothing yet."""
        left, lots_left = (room(len(table), np.int64) for table in (prepared.invoices, prepared.credits))
        return cls(prepared, left, lots_left, room(len(lots_left), np.uint8))

    def closed(self, block: Block) -> Flags:
        """Tell which invoices take no part (R21); their amounts stay as they are."""
        shut = rows.closed(block.batch)
        _leave(block, shut, self.invoices_left)
        return shut

    def unusable(self, block: Block) -> Flags:
        """Tell which lots take no part, and note why (R17); their amounts stay as they are."""
        self.marks[block.rows] = rows.unusable(block.batch, self.prepared.on)
        unusable: Flags = self.marks[block.rows] != reasons.USED_UP
        _leave(block, unusable, self.credits_left)
        return unusable


def kept(found: Words, made: int) -> Words:
    """Copy so many allocations: the room in which they were found, larger than they need, is used again by others."""
    copied: Words = room((found.shape[0], made), np.uint64)
    copied[:] = found[:, :made]
    return copied


def _leave(block: Block, left_out: Flags, left: Rows) -> None:
    if left_out.any():
        np.copyto(left[block.rows], views.numbers(block.batch.column("amount")), where=left_out)
