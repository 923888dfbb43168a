"""R20 in columns: within one account and currency, lots limited to products pay the invoices of these.

This is for lots of several products, or of any; where each is for one, an account goes product by product. A row has
one product at most, so all that is outstanding on it is in a lot's scope, or nothing is.
"""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Whole
from credit_rules_adapters.columnar.kernel.layout import Run, alike, compared
from credit_rules_adapters.columnar.kernel.paying import pay, why_not
from credit_rules_adapters.columnar.kernel.queueing import pay_from_queues
from credit_rules_adapters.columnar.kernel.reasons import NOTHING_LEFT_OWING, OUT_OF_SCOPE, USED_UP

FEW_PAIRS = 512
"""Up to so many pairs of invoice and lot, each is looked at; beyond, lots of one scope wait in one queue."""


@compiled
def pay_groups_within_scope(run: Run, piece: np.uint64, at: Whole) -> Whole:
    """Let the lots of each account and currency pay its invoices within their scopes, both sides being in order."""
    side, other = run.shape.invoices.group, run.shape.lots.group
    bills, lots = run.bills.shape[1], run.lots.shape[1]
    start, lot = np.int64(0), np.int64(0)
    while lot < lots:
        lot_stop = lot + 1
        while lot_stop < lots and alike(run.lots, lot_stop, lot, other):
            lot_stop += 1
        while start < bills and compared(run.bills, start, run.lots, lot, side, other)[0]:
            start += 1
        stop = start
        while stop < bills and compared(run.bills, stop, run.lots, lot, side, other)[1]:
            stop += 1
        if start == stop:
            run.marks[lot:lot_stop] = why_not(run, start, lot)
        else:
            at = pay_within_scope(run, start, stop, lot, lot_stop, piece, at)
        start, lot = stop, lot_stop
    return at


@compiled
def pay_within_scope(
    run: Run, start: Whole, stop: Whole, lot: Whole, lot_stop: Whole, piece: np.uint64, at: Whole
) -> Whole:
    """Let lots pay those invoices of their account and currency that are in their scope."""
    if (stop - start) * (lot_stop - lot) <= FEW_PAIRS:
        at = _pay_pairs(run, start, stop, lot, lot_stop, piece, at)
    else:
        at = pay_from_queues(run, start, stop, lot, lot_stop, piece, at)
    for credit in range(lot, lot_stop):
        if run.lots[run.shape.lots.amount, credit] == 0:
            run.marks[credit] = USED_UP
        elif run.marks[credit] == USED_UP:  # it met no invoice
            run.marks[credit] = OUT_OF_SCOPE
    return at


@compiled
def _pay_pairs(run: Run, start: Whole, stop: Whole, lot: Whole, lot_stop: Whole, piece: np.uint64, at: Whole) -> Whole:
    invoices, lots = run.shape.invoices, run.shape.lots
    for invoice in range(start, stop):
        product = run.bills[invoices.label, invoice]
        for credit in range(lot, lot_stop):
            if run.lots[lots.amount, credit] > 0 and _in_scope(run, run.lots[lots.label, credit], product):
                run.marks[credit] = NOTHING_LEFT_OWING
                if run.bills[invoices.amount, invoice] > 0:
                    pay(run, invoice, credit, piece, at)
                    at += 1
    return at


@inlined
def _in_scope(run: Run, scope: np.uint64, product: np.uint64) -> bool:
    if scope == 0:
        return True
    low, stop = run.scope_starts[np.int64(scope)], run.scope_starts[np.int64(scope) + 1]
    high = stop
    while low < high:
        middle = (low + high) // 2
        if run.scope_products[middle] < np.int64(product):
            low = middle + 1
        else:
            high = middle
    return bool(low < stop and run.scope_products[low] == np.int64(product))
