"""R20 in columns: within one account and currency, lots limited to products pay the invoices of these.

This is for lots of several products, or of any; where each is for one, an account goes product by product. A row has
one product at most, so all that is outstanding on it is in a lot's scope, or nothing is.
"""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.kernel.layout import Run
from credit_rules_adapters.columnar.kernel.paying import pay
from credit_rules_adapters.columnar.kernel.queueing import pay_from_queues
from credit_rules_adapters.columnar.kernel.reasons import NOTHING_LEFT_OWING, OUT_OF_SCOPE, USED_UP

FEW_PAIRS = 512
"""Up to so many pairs of invoice and lot, each is looked at; beyond, lots of one scope wait in one queue."""


@compiled
def pay_within_scope(run: Run, start: int, stop: int, lot: int, lot_stop: int, at: int) -> int:
    """Let lots pay those invoices of their account and currency that are in their scope."""
    if (stop - start) * (lot_stop - lot) <= FEW_PAIRS:
        at = _pay_pairs(run, start, stop, lot, lot_stop, at)
    else:
        at = pay_from_queues(run, start, stop, lot, lot_stop, at)
    for credit in range(lot, lot_stop):
        if run.lots[credit, run.shape.lots.amount] == 0:
            run.marks[credit] = USED_UP
        elif run.marks[credit] == USED_UP:  # it met no invoice
            run.marks[credit] = OUT_OF_SCOPE
    return at


@compiled
def _pay_pairs(run: Run, start: int, stop: int, lot: int, lot_stop: int, at: int) -> int:
    invoices, lots = run.shape.invoices, run.shape.lots
    for invoice in range(start, stop):
        product = run.bills[invoice, invoices.label]
        for credit in range(lot, lot_stop):
            if run.lots[credit, lots.amount] > 0 and _in_scope(run, run.lots[credit, lots.label], product):
                run.marks[credit] = NOTHING_LEFT_OWING
                if run.bills[invoice, invoices.amount] > 0:
                    pay(run.shape, run.bills, run.lots, run.found, invoice, credit, at)
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
