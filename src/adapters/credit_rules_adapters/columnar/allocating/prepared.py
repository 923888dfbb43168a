"""Tables ready for a run, and what a run leaves of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from attrs import field, frozen

from credit_rules import Policy
from credit_rules_adapters.columnar.allocating.forms import Form
from credit_rules_adapters.columnar.arrays.blocks import Block, blocks_of
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Words, room
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Found, Run, Shape
from credit_rules_adapters.columnar.reading.books import Books
from credit_rules_adapters.columnar.words.keys import key_of, ranked
from credit_rules_adapters.columnar.words.ordering import CREDIT_COLUMNS, INVOICE_COLUMNS, order_of


@frozen
class Prepared:
    """Two good tables, each key short enough for words, and the form in which their rows become words."""

    books: Books
    on: date
    invoices: pa.Table
    credits: pa.Table
    bill_form: Form
    lot_form: Form
    invoice_blocks: list[Block] = field()
    credit_blocks: list[Block] = field()

    @invoice_blocks.default
    def _invoice_blocks(self) -> list[Block]:
        return blocks_of(self.invoices)

    @credit_blocks.default
    def _credit_blocks(self) -> list[Block]:
        return blocks_of(self.credits)

    @property
    def shape(self) -> Shape:
        """Where everything stands in the rows of a run."""
        form = self.bill_form
        keys, several, numbered = form.order.words, form.several_currencies, form.numbered
        row = keys + 3 + several if numbered else ABSENT
        found = Found(keys, keys, keys + 1, keys + 2, keys + 3 if several else ABSENT, row)
        mask = np.uint64(0 if self.lot_form.numbered else self.lot_form.order.id_mask)
        return Shape(form.side, self.lot_form.side, found, mask)

    def room_for(self, allocations: int) -> Words:
        """Make room for so many allocations."""
        form = self.bill_form
        words: Words = room((form.order.words + 3 + form.several_currencies + form.numbered, allocations), np.uint64).T
        return words

    def run(self, bills: Words, lots: Words, marks: Marks, found: Words) -> Run:
        """Describe a run over rows to a kernel."""
        none, scopes = np.zeros(2, np.int64), self.books.scopes
        starts, products = (none, none[:0]) if scopes is None else (scopes.starts, scopes.products)
        return Run(self.shape, bills, lots, marks, found, starts, products)


def prepare(books: Books, policy: Policy, on: date, *, numbered: bool) -> Prepared:
    """Find how keys and orders become words; `numbered` keeps the rows of invoices whatever their keys are."""
    invoices, credits = ranked("account", books.invoices, books.credits)
    (invoices,), (credits,) = ranked("id", invoices), ranked("id", credits)
    account = key_of([invoices.column("account"), credits.column("account")])
    several, labelled = len(books.currencies) > 1, books.scopes is not None
    by_label = books.scopes is not None and books.scopes.single
    order = order_of(invoices, [INVOICE_COLUMNS[key] for key in policy.invoice_order])
    lot_order = order_of(credits, [CREDIT_COLUMNS[key] for key in policy.credit_order])
    numbered |= not (is_whole(books.invoices, "id") and is_whole(books.invoices, "account"))
    return Prepared(
        books,
        on,
        invoices,
        credits,
        Form(account, order, several, labelled, by_label, numbered),
        Form(account, lot_order, several, labelled, by_label, not is_whole(books.credits, "id")),
    )


def is_whole(table: pa.Table, name: str) -> bool:
    """Tell whether a key is an integer, which its words hold entire."""
    return bool(pa.types.is_int64(table.column(name).type))


@frozen
class Ran:
    """What a run left: `left` of each row, each lot's reason; `found` from start to stop of each span, allocations."""

    prepared: Prepared
    invoices_left: Rows
    credits_left: Rows
    marks: Marks
    found: Words
    spans: list[tuple[int, int]]
