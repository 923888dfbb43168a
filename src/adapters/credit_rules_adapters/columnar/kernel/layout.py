"""Rows as the kernel sees them: which bits of which word say what.

A row is a few 64-bit words. The first of them are its key, read as one long number: the account, then where they differ
from row to row the currency and the product, then the order's keys with the id last. Each begins a word of its own only
where it would not fit behind the one before, so that most rows have a single word to compare.

Rows on their way into pieces lie one after the other (row, word); everywhere else the words of one kind do (word, row).
What says where (whole numbers alone) is kept apart from the arrays: passing arrays about costs a count of references.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import inlined
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Whole, Words

ABSENT = -1


class Level(NamedTuple):
    """The beginning of a key: so many words, the last without its lowest `shift` bits."""

    words: int
    shift: np.uint64


class Side(NamedTuple):
    """Where an invoice or a lot has everything.

    `account`, `currency` and `group` each go on from the one before, or are the same as it; rows of one group may pay
    each other: they share the currency, too, and the product if every lot is for one. The order's keys begin in word
    `order`, below the bits that `order_mask` cuts off; the amount follows the last of them. `label` holds an invoice's
    product or a lot's scope (0: none, any) where lots are for several; `row` the number in the table: `ABSENT` where
    the run can do without. `used` bits of the first word differ from row to row.
    """

    account: Level
    currency: Level
    group: Level
    order: int
    order_mask: np.uint64
    amount: int
    label: int
    row: int
    words: int
    used: int


class Accounts(NamedTuple):
    """How an account of one word is told from the number that stands for it: times `times`, within `mask`, and `low`.

    The piece holds the number's upper bits, the lowest `rest` stand in the rows.
    """

    rest: np.uint64
    times: np.uint64
    mask: np.uint64
    low: np.uint64


class Found(NamedTuple):
    """The words of an allocation: `keys` for the place of the invoice in its order, then what the columns are made of.

    `credit` is the lot's id (within `id_mask`, less the lowest) or the number of its row; `currency` and `row`, the
    number of the invoice's row, are `ABSENT` where the run can do without.
    """

    keys: int
    credit: int
    account: int
    amount: int
    currency: int
    row: int
    id_mask: np.uint64
    currency_mask: np.uint64


class Shape(NamedTuple):
    """Where everything stands in a run."""

    invoices: Side
    lots: Side
    found: Found
    accounts: Accounts


class Run(NamedTuple):
    """What a kernel works on. Amounts in `bills` and `lots` become what is left; `marks` takes each lot's reason.

    The products of scope s are `scope_products` from scope_starts[s] to scope_starts[s + 1], in order.
    """

    shape: Shape
    bills: Words
    lots: Words
    marks: Marks
    found: Words
    scope_starts: Rows
    scope_products: Rows


@inlined
def has_short_keys(shape: Shape) -> bool:
    """Tell whether a row is two words, its key and its amount."""
    return shape.invoices.words == 2 and shape.lots.words == 2


@inlined
def with_short_keys(shape: Shape) -> Shape:
    """Return such a shape with constants for its words: what is inlined where it is used needs no loops over words."""
    return Shape(
        with_short_key(shape.invoices),
        with_short_key(shape.lots),
        Found(1, 1, 2, 3, shape.found.currency, ABSENT, shape.found.id_mask, shape.found.currency_mask),
        shape.accounts,
    )


@inlined
def with_short_key(side: Side) -> Side:
    """Return the side of such a shape with constants for its words."""
    account, currency, group = Level(1, side.account.shift), Level(1, side.currency.shift), Level(1, side.group.shift)
    return Side(account, currency, group, 0, side.order_mask, 1, ABSENT, ABSENT, 2, side.used)


@inlined
def compared(bills: Words, bill: Whole, lots: Words, lot: Whole, level: Level, other: Level) -> tuple[bool, bool]:
    """Tell whether an invoice comes before a lot at a level, and whether they are equal; branches would be guesses."""
    less, equal = False, True
    for word in range(level.words - 1):
        value, beside = bills[word, bill], lots[word, lot]
        less |= equal & (value < beside)
        equal &= value == beside
    value, beside = bills[level.words - 1, bill] >> level.shift, lots[other.words - 1, lot] >> other.shift
    return less | (equal & (value < beside)), equal & (value == beside)


@inlined
def alike(rows: Words, row: Whole, other: Whole, level: Level) -> bool:
    """Tell whether two rows of one side are equal at a level."""
    return compared(rows, row, rows, other, level, level)[1]
