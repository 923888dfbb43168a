"""An account of any shape: its rows are put in order, and currency by currency its lots pay its invoices."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Rows, Words
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run
from credit_rules_adapters.columnar.kernel.paying import pay_all
from credit_rules_adapters.columnar.kernel.reasons import OTHER_CURRENCY
from credit_rules_adapters.columnar.kernel.scoping import pay_within_scope
from credit_rules_adapters.columnar.kernel.sorting import sort_rows


@compiled
def pay_account(run: Run, order: Rows, start: int, stop: int, lot_order: Rows, lot: int, lot_stop: int, at: int) -> int:
    """Let an account's lots pay its invoices, both in the policy's orders."""
    words = run.shape.invoices.accounts
    sort_rows(order, start, stop, run.bills, words, run.shape.invoices.amount)
    sort_rows(lot_order, lot, lot_stop, run.lots, words, run.shape.lots.amount)
    while lot < lot_stop:
        until, lot_until = stop, lot_stop
        if run.shape.lots.currencies:
            currency = run.lots[lot_order[lot], words]
            lot_until = _after(run.lots, words, lot_order, lot, lot_stop, currency)
            start = _up_to(run.bills, words, order, start, stop, currency)
            until = _after(run.bills, words, order, start, stop, currency)
        if start == until:
            for place in range(lot, lot_until):
                run.marks[lot_order[place]] = OTHER_CURRENCY
        elif run.shape.lots.label == ABSENT:
            at = pay_all(run, order, start, until, lot_order, lot, lot_until, at)
        else:
            at = pay_within_scope(run, order, start, until, lot_order, lot, lot_until, at)
        start, lot = until, lot_until
    return at


@inlined
def _up_to(rows: Words, word: int, order: Rows, start: int, stop: int, currency: np.uint64) -> int:
    """Find the first row that is not of an earlier currency."""
    while start < stop and rows[order[start], word] < currency:
        start += 1
    return start


@inlined
def _after(rows: Words, word: int, order: Rows, start: int, stop: int, currency: np.uint64) -> int:
    """Find the first row that is not of a currency any more."""
    while start < stop and rows[order[start], word] == currency:
        start += 1
    return start
