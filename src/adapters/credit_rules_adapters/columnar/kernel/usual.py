"""The usual account: a few invoices and lots of one currency, good for anything, each ordered by a single word.

Its keys and amounts lie side by side in short arrays while its lots pay, and one call goes through all accounts.
"""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Rows, Words
from credit_rules_adapters.columnar.kernel.accounts import pay_account
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Run, Shape
from credit_rules_adapters.columnar.kernel.reasons import NOTHING_LEFT_OWING
from credit_rules_adapters.columnar.kernel.sorting import FEW


@inlined
def is_usual(shape: Shape) -> bool:
    """Tell whether the accounts of a run may be such: one currency, no scopes, a word of keys on either side."""
    bills, lots = shape.invoices, shape.lots
    one_word = bills.amount - bills.accounts == 1 and lots.amount - lots.accounts == 1
    return one_word and bills.currencies == 0 and lots.label == ABSENT


@inlined
def _lay_out(rows: Words, amount: int, order: Rows, start: int, size: int, keys: Words, amounts: Words) -> None:
    """Sort a few row numbers in place by the word before the amount, and copy these words and the amounts."""
    for turn in range(size):
        row, place = order[start + turn], turn
        key, value = rows[row, amount - 1], rows[row, amount]
        while place > 0 and key < keys[place - 1]:
            keys[place], amounts[place] = keys[place - 1], amounts[place - 1]
            order[start + place] = order[start + place - 1]
            place -= 1
        keys[place], amounts[place], order[start + place] = key, value, row


@compiled
def pay_usual(run: Run, order: Rows, bounds: Rows, lot_order: Rows, lot_bounds: Rows, at: int) -> int:
    """Let lots pay, account by account, as `pay_account` does."""
    bills, lots, found, marks, where = run.bills, run.lots, run.found, run.marks, run.shape.found
    amount, row, mask = run.shape.invoices.amount, run.shape.invoices.row, run.shape.id_mask
    lot_amount, lot_row = run.shape.lots.amount, run.shape.lots.row
    keys, owed = np.empty(FEW, np.uint64), np.empty(FEW, np.uint64)
    lot_keys, left = np.empty(FEW, np.uint64), np.empty(FEW, np.uint64)
    for number in range(bounds.size - 1):
        start, size = bounds[number], bounds[number + 1] - bounds[number]
        lot, many = lot_bounds[number], lot_bounds[number + 1] - lot_bounds[number]
        if many == 0:
            continue
        if max(size, many) > FEW:
            at = pay_account(run, order, start, start + size, lot_order, lot, lot + many, at)
            continue
        _lay_out(bills, amount, order, start, size, keys, owed)
        _lay_out(lots, lot_amount, lot_order, lot, many, lot_keys, left)
        account = bills[order[start], 0]
        first, second = 0, 0
        while first < size and second < many:
            one, other = owed[first], left[second]
            paid = min(one, other)
            found[at, 0] = keys[first]
            found[at, where.credit] = (
                lot_keys[second] & mask if lot_row == ABSENT else lots[lot_order[lot + second], lot_row]
            )
            found[at, where.account] = account
            found[at, where.amount] = paid
            if where.row != ABSENT:
                found[at, where.row] = bills[order[start + first], row]
            owed[first], left[second] = one - paid, other - paid
            first += one <= other
            second += other <= one
            at += 1
        for place in range(size):
            bills[order[start + place], amount] = owed[place]
        for place in range(many):
            lots[lot_order[lot + place], lot_amount] = left[place]
            if place >= second:
                marks[lot_order[lot + place]] = NOTHING_LEFT_OWING
    return at
