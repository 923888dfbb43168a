"""The kernel: piece by piece, account by account, currency by currency, the lots pay the invoices."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Flags, Rows
from credit_rules_adapters.columnar.kernel.accounts import pay_account
from credit_rules_adapters.columnar.kernel.grouping import NOBODY, group, join, line_up
from credit_rules_adapters.columnar.kernel.layout import Run
from credit_rules_adapters.columnar.kernel.reasons import NO_OPEN_INVOICE, USED_UP
from credit_rules_adapters.columnar.kernel.usual import is_usual, pay_usual
from credit_rules_adapters.columnar.words.words import before, same

_FEWEST_SEATS = 16


@compiled
def allocate_pieces(run: Run, bill_starts: Rows, lot_starts: Rows, first: int, last: int, at: int) -> int:
    """Allocate within some pieces, the rows of piece p being those from starts[p] to starts[p + 1].

    Return the place after the last allocation, the first being written at `at`.
    """
    words = run.shape.invoices.accounts
    for piece in range(first, last):
        first_invoice, last_invoice = bill_starts[piece], bill_starts[piece + 1]
        first_lot, last_lot = lot_starts[piece], lot_starts[piece + 1]
        seats = _FEWEST_SEATS
        while seats < 2 * (last_invoice - first_invoice):
            seats *= 2
        taken = np.empty(seats, np.int64)
        groups = np.empty(last_invoice - first_invoice, np.int64)
        joined = np.empty(last_lot - first_lot, np.int64)
        accounts = group(run.bills, words, first_invoice, last_invoice, groups, taken)
        join(run.lots, words, first_lot, last_lot, run.bills, first_invoice, groups, taken, joined)
        order, lot_order = np.empty_like(groups), np.empty_like(joined)
        bounds, lot_bounds = np.empty(accounts + 2, np.int64), np.empty(accounts + 2, np.int64)
        line_up(groups, first_invoice, bounds, order)
        line_up(joined, first_lot, lot_bounds, lot_order)
        for lot in range(joined.size):
            run.marks[first_lot + lot] = NO_OPEN_INVOICE if joined[lot] == NOBODY else USED_UP
        at = _pay_accounts(run, order, bounds[: accounts + 1], lot_order, lot_bounds, at)
    return at


@compiled
def allocate_sorted(run: Run, closed: Flags, at: int) -> int:
    """Allocate among rows that come sorted by account, but the closed invoices and the lots marked already.

    Return the place after the last allocation, the first being written at `at`.
    """
    words = run.shape.invoices.accounts
    order, lot_order = np.empty(closed.size, np.int64), np.empty(run.marks.size, np.int64)
    bounds, lot_bounds = np.zeros(lot_order.size + 1, np.int64), np.zeros(lot_order.size + 1, np.int64)
    invoice, lot, stop, lot_stop, accounts = 0, 0, 0, 0, 0
    while lot < lot_order.size:
        account, start, lot_start = lot, stop, lot_stop
        while lot < lot_order.size and same(run.lots, lot, run.lots, account, words):
            if run.marks[lot] == USED_UP:
                lot_order[lot_stop] = lot
                lot_stop += 1
            lot += 1
        while invoice < order.size and before(run.bills, invoice, run.lots, account, 0, words):
            invoice += 1
        while invoice < order.size and same(run.bills, invoice, run.lots, account, words):
            if not closed[invoice]:
                order[stop] = invoice
                stop += 1
            invoice += 1
        if start == stop:
            for place in range(lot_start, lot_stop):
                run.marks[lot_order[place]] = NO_OPEN_INVOICE
            lot_stop = lot_start
        else:
            accounts += 1
            bounds[accounts], lot_bounds[accounts] = stop, lot_stop
    return _pay_accounts(run, order, bounds[: accounts + 1], lot_order, lot_bounds, at)


@compiled
def _pay_accounts(run: Run, order: Rows, bounds: Rows, lot_order: Rows, lot_bounds: Rows, at: int) -> int:
    """Let lots pay, account by account: the rows of account a stand from bounds[a] to bounds[a + 1]."""
    if is_usual(run.shape):
        return pay_usual(run, order, bounds, lot_order, lot_bounds, at)
    for account in range(bounds.size - 1):
        lot, lot_stop = lot_bounds[account], lot_bounds[account + 1]
        if lot < lot_stop:
            at = pay_account(run, order, bounds[account], bounds[account + 1], lot_order, lot, lot_stop, at)
    return at
