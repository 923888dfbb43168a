"""The kernel: piece by piece, account by account, currency by currency, the lots pay the invoices."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Flags, Rows, Words
from credit_rules_adapters.columnar.kernel.grouping import NOBODY, group, join, line_up
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run
from credit_rules_adapters.columnar.kernel.paying import pay_all
from credit_rules_adapters.columnar.kernel.reasons import NO_OPEN_INVOICE, OTHER_CURRENCY, USED_UP
from credit_rules_adapters.columnar.kernel.scoping import pay_within_scope
from credit_rules_adapters.columnar.kernel.sorting import sort_rows
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
        for account in range(accounts):
            start, stop = bounds[account], bounds[account + 1]
            lot, lot_stop = lot_bounds[account], lot_bounds[account + 1]
            if lot < lot_stop:
                at = _pay_account(run, order, start, stop, lot_order, lot, lot_stop, at)
    return at


@compiled
def allocate_sorted(run: Run, closed: Flags, at: int) -> int:
    """Allocate among rows that come sorted by account, but the closed invoices and the lots marked already.

    Return the place after the last allocation, the first being written at `at`.
    """
    words = run.shape.invoices.accounts
    order, lot_order = np.empty(closed.size, np.int64), np.empty(run.marks.size, np.int64)
    invoice, lot = 0, 0
    while lot < lot_order.size:
        account, usable, stop = lot, 0, 0
        while lot < lot_order.size and same(run.lots, lot, run.lots, account, words):
            if run.marks[lot] == USED_UP:
                lot_order[usable] = lot
                usable += 1
            lot += 1
        while invoice < order.size and before(run.bills, invoice, run.lots, account, 0, words):
            invoice += 1
        while invoice < order.size and same(run.bills, invoice, run.lots, account, words):
            if not closed[invoice]:
                order[stop] = invoice
                stop += 1
            invoice += 1
        if stop == 0:
            for place in range(usable):
                run.marks[lot_order[place]] = NO_OPEN_INVOICE
        elif usable > 0:
            at = _pay_account(run, order, 0, stop, lot_order, 0, usable, at)
    return at


@inlined
def _pay_account(
    run: Run, order: Rows, start: int, stop: int, lot_order: Rows, lot: int, lot_stop: int, at: int
) -> int:
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
