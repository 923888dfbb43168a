"""Tables ready for a run."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from attrs import evolve, frozen

from credit_rules import Policy
from credit_rules_adapters.columnar.allocating.forms import AccountForm, Form, spread_bits
from credit_rules_adapters.columnar.allocating.stretches import Stretch, stretches_of
from credit_rules_adapters.columnar.arrays.blocks import Block, blocks_of
from credit_rules_adapters.columnar.arrays.memory import Marks, Words
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Found, Run, Shape
from credit_rules_adapters.columnar.reading.books import Books
from credit_rules_adapters.columnar.words.keys import Key, key_of, ranked
from credit_rules_adapters.columnar.words.ordering import CREDIT_COLUMNS, INVOICE_COLUMNS, Field, order_of

PIECE = 8192
"""About so many rows of both tables make a piece; their words and what is made of them fit the cache."""
_MOST_BITS = 13


@frozen
class Prepared:
    """Two good tables, each key short enough for words, and the form in which their rows become words."""

    books: Books
    on: date
    invoices: pa.Table
    credits: pa.Table
    bill_form: Form
    lot_form: Form
    invoice_blocks: list[Block]
    credit_blocks: list[Block]
    stretches: list[Stretch]

    @property
    def found(self) -> Found:
        """Where everything stands in an allocation."""
        side, several, numbered = self.bill_form.side, self.bill_form.several_currencies, self.bill_form.numbered
        keys = side.amount - side.order
        return Found(
            keys=keys,
            credit=keys,
            account=keys + 1,
            amount=keys + 2,
            currency=keys + 3 if several else ABSENT,
            row=keys + 3 + several if numbered else ABSENT,
            id_mask=np.uint64(self.lot_form.order.id_mask),
            currency_mask=np.uint64((1 << currency_bits(self.books)) - 1),
        )

    @property
    def found_words(self) -> int:
        """The words of an allocation."""
        return self.found.amount + 1 + self.bill_form.several_currencies + self.bill_form.numbered

    def lying(self) -> Prepared | None:
        """Return the same with forms for rows that keep the order they lie in; None: there are none."""
        bill_form, lot_form = self.bill_form.lying(), self.lot_form.lying()
        return evolve(self, bill_form=bill_form, lot_form=lot_form) if bill_form and lot_form else None

    def run(self, bills: Words, lots: Words, marks: Marks, found: Words, low: int) -> Run:
        """Describe a run over rows, whose accounts are counted from `low`, to a kernel."""
        none, scopes = np.zeros(2, np.int64), self.books.scopes
        starts, products = (none, none[:0]) if scopes is None else (scopes.starts, scopes.products)
        shape = Shape(self.bill_form.side, self.lot_form.side, self.found, self.bill_form.account.told(low))
        return Run(shape, bills, lots, marks, found, starts, products)


def currency_bits(books: Books) -> int:
    """Say in how many bits a run's currencies are numbered."""
    return (len(books.currencies) - 1).bit_length()


def prepare(books: Books, policy: Policy, on: date, *, numbered: bool) -> Prepared:
    """Find how keys and orders become words; `numbered` keeps the rows of invoices whatever their keys are."""
    invoices, credits = ranked("account", books.invoices, books.credits)
    (invoices,), (credits,) = ranked("id", invoices), ranked("id", credits)
    blocks = blocks_of(invoices), blocks_of(credits)
    key = key_of([invoices.column("account"), credits.column("account")])
    stretches, key = stretches_of((invoices, credits), blocks, key)
    account = AccountForm(key, _pieces(key, max((stretch.rows for stretch in stretches), default=0)))
    several, labelled = len(books.currencies) > 1, books.scopes is not None and not books.scopes.single
    parts = [Field("currency", 0, 1, currency_bits(books))] if several else []
    if books.scopes is not None and books.scopes.single:
        parts.append(Field("label", 0, 1, len(books.scopes.names).bit_length()))
    begun = key.words - 1, account.bits
    order = order_of(invoices, [INVOICE_COLUMNS[key] for key in policy.invoice_order], before=parts, begun=begun)
    lot_order = order_of(credits, [CREDIT_COLUMNS[key] for key in policy.credit_order], before=parts, begun=begun)
    numbered |= not (is_whole(books.invoices, "id") and is_whole(books.invoices, "account"))
    return Prepared(
        books,
        on,
        invoices,
        credits,
        Form(account, order, len(parts), several, labelled, numbered),
        Form(account, lot_order, len(parts), several, labelled, not is_whole(books.credits, "id")),
        *blocks,
        stretches,
    )


def _pieces(key: Key, rows: int) -> int:
    """Choose into how many pieces rows go, as a power of two."""
    return min(_MOST_BITS, max(1, (rows // PIECE).bit_length()), spread_bits(key) - 1)


def is_whole(table: pa.Table, name: str) -> bool:
    """Tell whether a key is an integer, which its words hold entire."""
    return bool(pa.types.is_int64(table.column(name).type))
