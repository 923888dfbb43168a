"""R21 in columns: one lot pays one invoice the least of what both have left, and an account's lots its invoices."""

from __future__ import annotations

from credit_rules_adapters.columnar.arrays.compiling import inlined
from credit_rules_adapters.columnar.arrays.memory import Rows
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run
from credit_rules_adapters.columnar.kernel.reasons import NOTHING_LEFT_OWING


@inlined
def pay(run: Run, invoice: int, lot: int, at: int) -> None:
    """Let a lot pay what it can of an invoice, and write the allocation down."""
    shape = run.shape
    invoices, lots, found = shape.invoices, shape.lots, shape.found
    paid = min(run.bills[invoice, invoices.amount], run.lots[lot, lots.amount])
    run.bills[invoice, invoices.amount] -= paid
    run.lots[lot, lots.amount] -= paid
    first = invoices.accounts + invoices.currencies
    for key in range(found.keys):
        run.found[at, key] = run.bills[invoice, first + key]
    if lots.row == ABSENT:
        run.found[at, found.credit] = run.lots[lot, lots.amount - 1] & shape.id_mask
    else:
        run.found[at, found.credit] = run.lots[lot, lots.row]
    run.found[at, found.account] = run.bills[invoice, 0]
    run.found[at, found.amount] = paid
    if found.currency != ABSENT:
        run.found[at, found.currency] = run.bills[invoice, invoices.accounts]
    if found.row != ABSENT:
        run.found[at, found.row] = run.bills[invoice, invoices.row]


@inlined
def pay_all(run: Run, order: Rows, start: int, stop: int, lot_order: Rows, lot: int, lot_stop: int, at: int) -> int:
    """Let lots that are good for anything pay the invoices of their account and currency."""
    while start < stop and lot < lot_stop:
        pay(run, order[start], lot_order[lot], at)
        at += 1
        if run.bills[order[start], run.shape.invoices.amount] == 0:
            start += 1
        if run.lots[lot_order[lot], run.shape.lots.amount] == 0:
            lot += 1
    for place in range(lot, lot_stop):
        run.marks[lot_order[place]] = NOTHING_LEFT_OWING
    return at
