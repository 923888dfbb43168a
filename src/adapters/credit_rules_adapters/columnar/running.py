"""A run over tables whose every value is good: into pieces, through the kernel, and back."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from attrs import frozen

from credit_rules import Policy
from credit_rules_adapters.columnar import reasons, rows, scattering
from credit_rules_adapters.columnar.books import Books
from credit_rules_adapters.columnar.keys import Key, key_of, ranked
from credit_rules_adapters.columnar.layout import ABSENT, Found, Run
from credit_rules_adapters.columnar.memory import Marks, Numbers, Rows, Words, room
from credit_rules_adapters.columnar.merging import allocate_pieces
from credit_rules_adapters.columnar.ordering import CREDIT_COLUMNS, INVOICE_COLUMNS, Order, order_of
from credit_rules_adapters.columnar.pieces import Block, Choose, Form, Scattered, blocks_of, scatter, sorted_bounds
from credit_rules_adapters.columnar.threads import side_by_side

PIECE = 8192
"""About so many rows of both tables make a piece; their words and what is made of them fit the cache."""
_MOST_BITS = 13
_STRETCHES = 32


@frozen
class Prepared:
    """Two tables ready for a run: their blocks, their keys and orders as words."""

    invoices: pa.Table
    credits: pa.Table
    invoice_blocks: list[Block]
    credit_blocks: list[Block]
    account: Key
    invoice_order: Order
    credit_order: Order


def prepare(books: Books, policy: Policy) -> Prepared:
    """Find how keys and orders become words; text too long for that is ranked."""
    invoices, credits = ranked("account", books.invoices, books.credits)
    (invoices,), (credits,) = ranked("id", invoices), ranked("id", credits)
    account = key_of([invoices.column("account"), credits.column("account")])
    return Prepared(
        invoices,
        credits,
        blocks_of(invoices),
        blocks_of(credits),
        account,
        order_of(invoices, [INVOICE_COLUMNS[key] for key in policy.invoice_order], key_of([invoices.column("id")])),
        order_of(credits, [CREDIT_COLUMNS[key] for key in policy.credit_order], key_of([credits.column("id")])),
    )


@frozen
class Ran:
    """What a run left: `left` of each row, each lot's reason; `found` from start to stop of each span, allocations."""

    prepared: Prepared
    invoices_left: Rows
    credits_left: Rows
    marks: Marks
    found: Found
    spans: list[tuple[int, int]]


def run(books: Books, prepared: Prepared, on: date, *, numbered: bool = False) -> Ran:
    """Allocate. The allocations come account by account; `numbered` keeps the rows of their invoices in any case."""
    numbered |= not (is_whole(books.invoices, "id") and is_whole(books.invoices, "account"))
    lots_numbered = not is_whole(books.credits, "id")
    several, labelled = len(books.currencies) > 1, books.scopes is not None
    form = Form(prepared.account, prepared.invoice_order, several, labelled, numbered)
    lot_form = Form(prepared.account, prepared.credit_order, several, labelled, lots_numbered)
    marks = room(len(prepared.credits), np.uint8)
    numbers, lot_numbers = _open(prepared.invoice_blocks), _usable(prepared.credit_blocks, marks, on)
    choose, pieces = _by_account(prepared)
    bills = scatter(prepared.invoice_blocks, form, numbers, choose, pieces)
    lots = scatter(prepared.credit_blocks, lot_form, lot_numbers, choose, pieces)
    keys = prepared.invoice_order.words
    words = keys + 3 + several + numbered
    found = Found(
        room((len(bills.rows) + len(lots.rows), words), np.uint64),
        keys, keys, keys + 1, keys + 2, keys + 3 if several else ABSENT, words - 1 if numbered else ABSENT,
    )  # fmt: skip
    found_marks = room(len(lots.rows), np.uint8)
    spans = _allocate(books, bills, lots, found_marks, found)
    lots.marks(found_marks, marks)
    return Ran(prepared, bills.amounts(), lots.amounts(), marks, found, spans)


def is_whole(table: pa.Table, name: str) -> bool:
    """Tell whether a key is an integer, which its words hold entire."""
    return bool(pa.types.is_int64(table.column(name).type))


def _allocate(books: Books, bills: Scattered, lots: Scattered, marks: Marks, found: Found) -> list[tuple[int, int]]:
    """Run the kernel over stretches of pieces side by side; each writes allocations where its rows begin."""
    none = np.zeros(2, np.int64)
    starts, products = (none, none[:0]) if books.scopes is None else (books.scopes.starts, books.scopes.products)
    mask = np.uint64(lots.form.order.id_mask if not lots.form.numbered else 0)
    run = Run(bills.side(), lots.side(), mask, starts, products, marks, found)
    sizes = np.diff(bills.starts) + np.diff(lots.starts)
    bounds = _even(sizes, _STRETCHES)

    def stretch(at: int) -> tuple[int, int]:
        first, last = bounds[at], bounds[at + 1]
        start = int(bills.starts[first] + lots.starts[first])
        return start, allocate_pieces(run, first, last, start)

    return side_by_side(stretch, range(len(bounds) - 1))


def _even(sizes: Rows, parts: int) -> list[int]:
    """Cut pieces into at most so many stretches of about the same size."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], parts + 1)[1:-1])
    return sorted({0, *(int(cut) for cut in cuts), len(sizes)})


def _by_account(prepared: Prepared) -> tuple[Choose, int]:
    """Choose pieces: by the bounds of accounts where both tables come sorted by them, else by hash."""
    key = prepared.account
    bounds, lot_bounds = sorted_bounds(prepared.invoice_blocks, key), sorted_bounds(prepared.credit_blocks, key)
    if bounds is not None and lot_bounds is not None:
        between: Words = np.unique(np.concatenate([bounds, lot_bounds]), axis=0)
        return lambda words, numbers: scattering.number_by_bounds(words, key.words, between, numbers), len(between) + 1
    size = len(prepared.invoices) + len(prepared.credits)
    bits = min(_MOST_BITS, max(1, (size // PIECE).bit_length()))
    return lambda words, numbers: scattering.number_by_hash(words, key.words, bits, numbers), 1 << bits


def _open(parts: list[Block]) -> Numbers:
    numbers = room(parts[-1].stop if parts else 0, np.uint16)

    def number(block: Block) -> None:
        numbers[block.rows] = np.where(rows.closed(block.batch), scattering.LEFT_OUT, 0)

    side_by_side(number, parts)
    return numbers


def _usable(parts: list[Block], marks: Marks, on: date) -> Numbers:
    numbers = room(len(marks), np.uint16)

    def number(block: Block) -> None:
        marks[block.rows] = rows.unusable(block.batch, on)
        numbers[block.rows] = np.where(marks[block.rows] == reasons.USED_UP, 0, scattering.LEFT_OUT)

    side_by_side(number, parts)
    return numbers
