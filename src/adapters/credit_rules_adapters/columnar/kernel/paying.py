"""R21 in columns: in each group the lots pay the invoices, the least of what both have left; and why lots do not."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Words
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run, Shape, compared, has_short_keys, with_short_keys
from credit_rules_adapters.columnar.kernel.reasons import (
    NO_OPEN_INVOICE,
    NOTHING_LEFT_OWING,
    OTHER_CURRENCY,
    OUT_OF_SCOPE,
    USED_UP,
)


@inlined
def write_down(
    shape: Shape,
    bills: Words,
    lots: Words,
    found: Words,
    invoice: int,
    lot: int,
    paid: np.uint64,
    piece: np.uint64,
    at: int,
) -> None:
    """Write an allocation down."""
    side, other, where, accounts = shape.invoices, shape.lots, shape.found, shape.accounts
    found[0, at] = bills[side.order, invoice] & side.order_mask
    for key in range(1, where.keys):
        found[key, at] = bills[side.order + key, invoice]
    if other.row == ABSENT:
        found[where.credit, at] = lots[other.amount - 1, lot] & where.id_mask
    else:
        found[where.credit, at] = lots[other.row, lot]
    number = piece | (bills[side.account.words - 1, invoice] >> side.account.shift)
    found[where.account, at] = ((number * accounts.times) & accounts.mask) + accounts.low
    found[where.amount, at] = paid
    if where.currency != ABSENT:
        level = side.currency
        found[where.currency, at] = (bills[level.words - 1, invoice] >> level.shift) & where.currency_mask
    if where.row != ABSENT:
        found[where.row, at] = bills[side.row, invoice]


@inlined
def pay(run: Run, invoice: int, lot: int, piece: np.uint64, at: int) -> None:
    """Let a lot pay what it can of an invoice, and write the allocation down."""
    owing, left = run.shape.invoices.amount, run.shape.lots.amount
    paid = min(run.bills[owing, invoice], run.lots[left, lot])
    run.bills[owing, invoice] -= paid
    run.lots[left, lot] -= paid
    write_down(run.shape, run.bills, run.lots, run.found, invoice, lot, paid, piece, at)


@compiled
def pay_groups(run: Run, piece: np.uint64, at: int) -> int:
    """Let the lots of each group pay its invoices, both being in order; `piece` goes before the accounts' numbers.

    Return the place after the last allocation, the first being written at `at`.
    """
    if has_short_keys(run.shape):
        return _pay_groups(
            Run(
                with_short_keys(run.shape),
                run.bills,
                run.lots,
                run.marks,
                run.found,
                run.scope_starts,
                run.scope_products,
            ),
            piece,
            at,
        )
    return _pay_groups(run, piece, at)


@inlined
def _pay_groups(run: Run, piece: np.uint64, at: int) -> int:
    """Go down both sides at once. Each step is made without a branch that could not be foretold.

    What is written where nothing is paid is written over by the next, or lies behind the last.
    """
    shape, bills, lots, marks, found = run.shape, run.bills, run.lots, run.marks, run.found
    side, other = shape.invoices, shape.lots
    parted = side.group != side.account
    stop, lot_stop = np.uint64(bills.shape[1]), np.uint64(lots.shape[1])
    bill, lot, none, end = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(at)
    while bill < stop and lot < lot_stop:
        less, equal = compared(bills, bill, lots, lot, side.group, other.group)
        owed, credit = bills[side.amount, bill], lots[other.amount, lot]
        paid = min(owed, credit) if equal else none
        write_down(shape, bills, lots, found, bill, lot, paid, piece, end)
        end += np.uint64(equal)
        owed -= paid
        credit -= paid
        bills[side.amount, bill], lots[other.amount, lot] = owed, credit
        unused = _unused(shape, bills, bill - np.uint64(bill > 0), lots, lot)
        marks[lot] = USED_UP if credit == 0 else unused
        over = not (less | equal)
        if parted & over & (unused == NO_OPEN_INVOICE):
            marks[lot] = why_not(run, bill, lot)
        bill += np.uint64(less | (owed == 0))
        lot += np.uint64(over | (credit == 0))
    while lot < lot_stop:
        marks[lot] = NO_OPEN_INVOICE
        if bill > 0:
            marks[lot] = _unused(shape, bills, bill - np.uint64(1), lots, lot)
            if parted and marks[lot] == NO_OPEN_INVOICE:
                marks[lot] = why_not(run, bill, lot)
        lot += np.uint64(1)
    return np.int64(end)


@inlined
def _unused(shape: Shape, bills: Words, bill: int, lots: Words, lot: int) -> int:
    """Tell why something is left of a lot, by the invoice before it; `NO_OPEN_INVOICE`: not yet known."""
    _, met = compared(bills, bill, lots, lot, shape.invoices.group, shape.lots.group)
    return NOTHING_LEFT_OWING if met else NO_OPEN_INVOICE


@compiled
def why_not(run: Run, bill: int, lot: int) -> int:
    """Tell why a lot met no invoice: if its account has any, one stands beside the place where its own would be."""
    found = NO_OPEN_INVOICE
    for beside in range(max(bill - 1, 0), min(bill + 1, run.bills.shape[1])):
        if compared(run.bills, beside, run.lots, lot, run.shape.invoices.currency, run.shape.lots.currency)[1]:
            return OUT_OF_SCOPE
        if compared(run.bills, beside, run.lots, lot, run.shape.invoices.account, run.shape.lots.account)[1]:
            found = OTHER_CURRENCY
    return found
