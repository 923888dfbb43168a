"""R21 in columns: in each group the lots pay the invoices, the least of what both have left; and why lots do not."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Whole
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run, compared, has_short_keys, with_short_keys
from credit_rules_adapters.columnar.kernel.reasons import (
    NO_OPEN_INVOICE,
    NOTHING_LEFT_OWING,
    OTHER_CURRENCY,
    OUT_OF_SCOPE,
    USED_UP,
)


@inlined
def write_down(run: Run, invoice: Whole, lot: Whole, paid: np.uint64, piece: np.uint64, at: Whole) -> None:
    """Write an allocation down; `piece` holds the upper bits of the account's number."""
    side, other, where, accounts = run.shape.invoices, run.shape.lots, run.shape.found, run.shape.accounts
    bills, lots, found = run.bills, run.lots, run.found
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
def pay(run: Run, invoice: Whole, lot: Whole, piece: np.uint64, at: Whole) -> None:
    """Let a lot pay what it can of an invoice, and write the allocation down."""
    owing, left = run.shape.invoices.amount, run.shape.lots.amount
    paid = min(run.bills[owing, invoice], run.lots[left, lot])
    run.bills[owing, invoice] -= paid
    run.lots[left, lot] -= paid
    write_down(run, invoice, lot, paid, piece, at)


@compiled
def pay_groups(run: Run, piece: np.uint64, at: Whole) -> Whole:
    """Let the lots of each group pay its invoices, both being in order.

    Return the place after the last allocation, the first being written at `at`.
    """
    if has_short_keys(run.shape):
        return _pay_groups(Run(with_short_keys(run.shape), *run[1:]), piece, at)
    return _pay_groups(run, piece, at)


@inlined
def _pay_groups(run: Run, piece: np.uint64, first: Whole) -> Whole:
    """Go down both sides at once, each step without a branch: which way it goes could not be foretold.

    What is written where nothing is paid is written over by the next, or lies behind the last.
    """
    bills, lots, owing, left = run.bills, run.lots, run.shape.invoices.amount, run.shape.lots.amount
    group, other = run.shape.invoices.group, run.shape.lots.group
    parted = group != run.shape.invoices.account
    stop, lot_stop = np.uint64(bills.shape[1]), np.uint64(lots.shape[1])
    bill, lot, at, none = np.uint64(0), np.uint64(0), np.uint64(first), np.uint64(0)
    while bill < stop and lot < lot_stop:
        less, equal = compared(bills, bill, lots, lot, group, other)
        owed, credit = bills[owing, bill], lots[left, lot]
        paid = min(owed, credit) if equal else none
        write_down(run, bill, lot, paid, piece, at)
        at += np.uint64(equal)
        owed -= paid
        credit -= paid
        bills[owing, bill], lots[left, lot] = owed, credit
        unused = _unused(run, bill - np.uint64(bill > 0), lot)
        run.marks[lot] = USED_UP if credit == 0 else unused
        over = not (less | equal)
        if parted & over & (unused == NO_OPEN_INVOICE):
            run.marks[lot] = why_not(run, np.int64(bill), np.int64(lot))
        bill += np.uint64(less | (owed == 0))
        lot += np.uint64(over | (credit == 0))
    for rest in range(np.int64(lot), lots.shape[1]):
        run.marks[rest] = NO_OPEN_INVOICE if bill == 0 else _unused(run, bill - np.uint64(1), rest)
        if parted and run.marks[rest] == NO_OPEN_INVOICE:
            run.marks[rest] = why_not(run, np.int64(bill), rest)
    return np.int64(at)


@inlined
def _unused(run: Run, bill: Whole, lot: Whole) -> int:
    """Tell why something is left of a lot, by the invoice before it; `NO_OPEN_INVOICE`: not yet known."""
    _, met = compared(run.bills, bill, run.lots, lot, run.shape.invoices.group, run.shape.lots.group)
    return NOTHING_LEFT_OWING if met else NO_OPEN_INVOICE


@compiled
def why_not(run: Run, bill: Whole, lot: Whole) -> int:
    """Tell why a lot met no invoice: if its account has any, one stands beside the place where its own would be."""
    found = NO_OPEN_INVOICE
    for beside in range(max(bill - 1, 0), min(bill + 1, run.bills.shape[1])):
        if compared(run.bills, beside, run.lots, lot, run.shape.invoices.currency, run.shape.lots.currency)[1]:
            return OUT_OF_SCOPE
        if compared(run.bills, beside, run.lots, lot, run.shape.invoices.account, run.shape.lots.account)[1]:
            found = OTHER_CURRENCY
    return found
