"""Rows of words as the kernel sees them: which word of an invoice, a lot or an allocation holds what."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Words

ABSENT = -1


class Side(NamedTuple):
    """The invoices or the lots of a run in pieces: those of piece p are the rows from starts[p] to starts[p + 1].

    A row begins with `accounts` words of its account. The words from there to `amount` give its place within the
    account: the currency's where `currencies` is 1, then the order's keys, the id's last. `label` holds an invoice's
    product or a lot's scope (0: none, any), `row` its number in its table; `ABSENT` where the run can do without.
    """

    rows: Words
    starts: Rows
    accounts: int
    currencies: int
    amount: int
    label: int
    row: int


class Found(NamedTuple):
    """Allocations: `keys` words for the place of the invoice in its order, then what the columns are made of.

    `credit` is the lot's id, or the number of its row; `account` the account's first word; `currency` and `row`, the
    number of the invoice's row, are `ABSENT` where the run can do without.
    """

    rows: Words
    keys: int
    credit: int
    account: int
    amount: int
    currency: int
    row: int


class Run(NamedTuple):
    """What a kernel works on. Amounts in both sides become what is left; `marks` takes each lot's reason.

    `id_mask` cuts a lot's id out of the last word of its keys. The products of scope s are `scope_products` from
    scope_starts[s] to scope_starts[s + 1], in order.
    """

    invoices: Side
    lots: Side
    id_mask: np.uint64
    scope_starts: Rows
    scope_products: Rows
    marks: Marks
    found: Found
