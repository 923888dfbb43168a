"""R21 in columns: one lot pays one invoice the least of what both have left, and an account's lots its invoices."""

from __future__ import annotations

from credit_rules_adapters.columnar.arrays.compiling import inlined
from credit_rules_adapters.columnar.arrays.memory import Marks, Words
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Shape
from credit_rules_adapters.columnar.kernel.reasons import NOTHING_LEFT_OWING


@inlined
def pay(shape: Shape, bills: Words, lots: Words, found: Words, invoice: int, lot: int, at: int) -> None:
    """Let a lot pay what it can of an invoice, and write the allocation down."""
    side, other, where = shape.invoices, shape.lots, shape.found
    paid = min(bills[invoice, side.amount], lots[lot, other.amount])
    bills[invoice, side.amount] -= paid
    lots[lot, other.amount] -= paid
    for key in range(where.keys):
        found[at, key] = bills[invoice, side.accounts + side.parts + key]
    if other.row == ABSENT:
        found[at, where.credit] = lots[lot, other.amount - 1] & shape.id_mask
    else:
        found[at, where.credit] = lots[lot, other.row]
    found[at, where.account] = bills[invoice, 0]
    found[at, where.amount] = paid
    if where.currency != ABSENT:
        found[at, where.currency] = bills[invoice, side.accounts]
    if where.row != ABSENT:
        found[at, where.row] = bills[invoice, side.row]


@inlined
def pay_all(
    shape: Shape,
    bills: Words,
    lots: Words,
    marks: Marks,
    found: Words,
    start: int,
    stop: int,
    lot: int,
    lot_stop: int,
    at: int,
) -> int:
    """Let lots that are good for anything pay the invoices of their account and currency."""
    while start < stop and lot < lot_stop:
        pay(shape, bills, lots, found, start, lot, at)
        at += 1
        start, lot = start + (bills[start, shape.invoices.amount] == 0), lot + (lots[lot, shape.lots.amount] == 0)
    for left in range(lot, lot_stop):
        marks[left] = NOTHING_LEFT_OWING
    return at
