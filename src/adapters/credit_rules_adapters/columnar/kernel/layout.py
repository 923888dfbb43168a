"""Rows of words as the kernel sees them: which word of an invoice, a lot or an allocation holds what.

What says where (whole numbers alone) is kept apart from the arrays: passing arrays about costs a count of references.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import inlined
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Words

ABSENT = -1


class Side(NamedTuple):
    """The words of an invoice or a lot.

    A row begins with `accounts` words of its account. The words from there to `amount` give its place within the
    account: `parts` words of its currency and product, then the order's keys, the id's last. `label` holds an invoice's
    product or a lot's scope (0: none, any); before `amount` it is a part, every lot being for one product. `row` holds
    the number in the table. `currency`, `label` and `row` are `ABSENT` where the run can do without.
    """

    accounts: int
    currency: int
    parts: int
    amount: int
    label: int
    row: int
    words: int


class Found(NamedTuple):
    """The words of an allocation: `keys` for the place of the invoice in its order, then what the columns are made of.

    `credit` is the lot's id, or the number of its row; `account` the account's first word; `currency` and `row`, the
    number of the invoice's row, are `ABSENT` where the run can do without.
    """

    keys: int
    credit: int
    account: int
    amount: int
    currency: int
    row: int


class Shape(NamedTuple):
    """Where everything stands in a run. `id_mask` cuts a lot's id out of the last word of its keys."""

    invoices: Side
    lots: Side
    found: Found
    id_mask: np.uint64


class Run(NamedTuple):
    """What a kernel works on. Amounts in `bills` and `lots` become what is left; `marks` takes each lot's reason.

    Rows in pieces lie one after the other; while lots pay, and in `found`, it is the words of one kind.

    The products of scope s are `scope_products` from scope_starts[s] to scope_starts[s + 1], in order.
    """

    shape: Shape
    bills: Words
    lots: Words
    marks: Marks
    found: Words
    scope_starts: Rows
    scope_products: Rows


_USUAL = Side(1, ABSENT, 0, 2, ABSENT, ABSENT, 3)
_USUALLY_FOUND = Found(1, 1, 2, 3, ABSENT, ABSENT)


@inlined
def is_usual(shape: Shape) -> bool:
    """Tell whether accounts and keys of the order are a word each, and all in one currency and good for anything."""
    return shape.invoices == _USUAL and shape.lots == _USUAL and shape.found == _USUALLY_FOUND


@inlined
def usual(shape: Shape) -> Shape:
    """Return the usual shape as constants: what is inlined where it is used needs no loops over words."""
    return Shape(_USUAL, _USUAL, _USUALLY_FOUND, shape.id_mask)
