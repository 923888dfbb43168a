"""An account: currency by currency, and where every lot is for one product product by product, lots pay invoices."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Words
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run
from credit_rules_adapters.columnar.kernel.paying import pay_all
from credit_rules_adapters.columnar.kernel.reasons import OTHER_CURRENCY, OUT_OF_SCOPE
from credit_rules_adapters.columnar.kernel.scoping import pay_within_scope


@compiled
def pay_account(run: Run, start: int, stop: int, lot: int, lot_stop: int, at: int) -> int:
    """Let an account's lots pay its invoices, from start to stop and both in the policy's orders."""
    if run.shape.lots.currency == ABSENT:
        return _pay_currency(run, start, stop, lot, lot_stop, at)
    word = run.shape.lots.currency
    while lot < lot_stop:
        lot_until = _after(run.lots, word, lot, lot_stop, run.lots[lot, word])
        start = _up_to(run.bills, word, start, stop, run.lots[lot, word])
        until = _after(run.bills, word, start, stop, run.lots[lot, word])
        if start == until:
            run.marks[lot:lot_until] = OTHER_CURRENCY
        else:
            at = _pay_currency(run, start, until, lot, lot_until, at)
        start, lot = until, lot_until
    return at


@compiled
def _pay_currency(run: Run, start: int, stop: int, lot: int, lot_stop: int, at: int) -> int:
    word = run.shape.lots.label
    if word == ABSENT:
        return pay_all(run.shape, run.bills, run.lots, run.marks, run.found, start, stop, lot, lot_stop, at)
    if word > run.shape.lots.amount:
        return pay_within_scope(run, start, stop, lot, lot_stop, at)
    while lot < lot_stop:
        lot_until = _after(run.lots, word, lot, lot_stop, run.lots[lot, word])
        start = _up_to(run.bills, word, start, stop, run.lots[lot, word])
        until = _after(run.bills, word, start, stop, run.lots[lot, word])
        if start == until:
            run.marks[lot:lot_until] = OUT_OF_SCOPE
        else:
            at = pay_all(run.shape, run.bills, run.lots, run.marks, run.found, start, until, lot, lot_until, at)
        start, lot = until, lot_until
    return at


@inlined
def _up_to(rows: Words, word: int, start: int, stop: int, value: np.uint64) -> int:
    """Find the first row whose word is not less than a value."""
    while start < stop and rows[start, word] < value:
        start += 1
    return start


@inlined
def _after(rows: Words, word: int, start: int, stop: int, value: np.uint64) -> int:
    """Find the first row whose word is another than a value."""
    while start < stop and rows[start, word] == value:
        start += 1
    return start
