"""R21 in columns: one lot pays one invoice the least of what both have left, and an account's lots its invoices."""

from __future__ import annotations

from credit_rules_adapters.columnar.arrays.compiling import inlined
from credit_rules_adapters.columnar.arrays.memory import Rows
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run
from credit_rules_adapters.columnar.kernel.reasons import NOTHING_LEFT_OWING


@inlined
def pay(run: Run, invoice: int, lot: int, at: int) -> None:
    """Let a lot pay what it can of an invoice, and write the allocation down."""
    invoices, lots, found = run.invoices, run.lots, run.found
    paid = min(invoices.rows[invoice, invoices.amount], lots.rows[lot, lots.amount])
    invoices.rows[invoice, invoices.amount] -= paid
    lots.rows[lot, lots.amount] -= paid
    first = invoices.accounts + invoices.currencies
    for key in range(found.keys):
        found.rows[at, key] = invoices.rows[invoice, first + key]
    if lots.row == ABSENT:
        found.rows[at, found.credit] = lots.rows[lot, lots.amount - 1] & run.id_mask
    else:
        found.rows[at, found.credit] = lots.rows[lot, lots.row]
    found.rows[at, found.account] = invoices.rows[invoice, 0]
    found.rows[at, found.amount] = paid
    if found.currency != ABSENT:
        found.rows[at, found.currency] = invoices.rows[invoice, invoices.accounts]
    if found.row != ABSENT:
        found.rows[at, found.row] = invoices.rows[invoice, invoices.row]


@inlined
def pay_all(run: Run, order: Rows, start: int, stop: int, lot_order: Rows, lot: int, lot_stop: int, at: int) -> int:
    """Let lots that are good for anything pay the invoices of their account and currency."""
    invoices, lots = run.invoices, run.lots
    while start < stop and lot < lot_stop:
        pay(run, order[start], lot_order[lot], at)
        at += 1
        if invoices.rows[order[start], invoices.amount] == 0:
            start += 1
        if lots.rows[lot_order[lot], lots.amount] == 0:
            lot += 1
    for place in range(lot, lot_stop):
        run.marks[lot_order[place]] = NOTHING_LEFT_OWING
    return at
