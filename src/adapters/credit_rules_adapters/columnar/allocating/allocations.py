"""The table of allocations, made of a run's rows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
from attrs import frozen

from credit_rules_adapters.columnar.allocating.collecting import in_order, order_of_rows, pick
from credit_rules_adapters.columnar.allocating.prepared import is_whole
from credit_rules_adapters.columnar.allocating.ran import Ran
from credit_rules_adapters.columnar.arrays.blocks import BLOCK
from credit_rules_adapters.columnar.arrays.memory import Rows, Words, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel.layout import ABSENT
from credit_rules_adapters.columnar.reading.books import Books
from credit_rules_adapters.columnar.words.keys import WORD, Key, WholeKey

_ALL = 2**WORD - 1
_LARGEST_TAKE = 2**31


@frozen
class _Source:
    """Where a column comes from: a word of each row, masked and counted from `low`; if `named`, that row of it."""

    word: int
    mask: int = _ALL
    low: int = 0
    named: pa.ChunkedArray | None = None

    def read(self, rows: Words, order: Rows, target: Rows) -> list[pa.Array]:
        """Read a piece of the column in another order."""
        pick(rows, order, self.word, np.uint64(self.mask), np.uint64(self.low % 2**WORD), target)
        return self._column(target)

    def read_there(self, rows: Words) -> list[pa.Array]:
        """Read the column of rows as they lie, where it then stays."""
        words = rows[self.word]
        if self.mask != _ALL or self.low:
            words &= np.uint64(self.mask)
            words += np.uint64(self.low % 2**WORD)
        return self._column(words.view(np.int64))

    def _column(self, values: Rows) -> list[pa.Array]:
        return [pa.array(values)] if self.named is None else self.named.take(pa.array(values)).chunks


def allocation_table(
    invoices: pa.Table, credits: pa.Table, books: Books, ran: Ran, *, by_invoice: bool = True
) -> pa.Table:
    """Make the table: in the invoice order over all accounts, or as the run found them."""
    sources = _sources(invoices, credits, books, ran)
    columns = read_columns(ran, sources, by_invoice=by_invoice)
    schema = allocation_schema(invoices, credits)
    if "currency" not in columns:
        code = pa.array([(*books.currencies, "")[0]]).cast(schema.field("currency").type)
        columns["currency"] = _repeated(code, len(columns["amount_minor"]))
    else:
        named = pa.array(books.currencies)
        numbers = columns["currency"].cast(pa.int32()).chunks
        columns["currency"] = pa.chunked_array(
            [pa.DictionaryArray.from_arrays(chunk, named) for chunk in numbers], pa.dictionary(pa.int32(), named.type)
        )
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def _repeated(one: pa.Array, size: int) -> pa.ChunkedArray:
    """Repeat a value without writing it anew for each block of rows."""
    block = one.take(pa.array(np.zeros(min(size, BLOCK), np.int64)))
    return pa.chunked_array([block.slice(0, size - start) for start in range(0, size, BLOCK)], one.type)


def invoice_rows(ran: Ran) -> Rows:
    """Return the row of each allocation's invoice, in the invoice order, from a run that kept them."""
    rows: Rows = read_columns(ran, {"row": _Source(ran.prepared.found.row)}, by_invoice=True)["row"].to_numpy()
    return rows


def read_columns(ran: Ran, sources: dict[str, _Source], *, by_invoice: bool) -> dict[str, pa.ChunkedArray]:
    """Read columns off a run's rows."""
    read = _in_invoice_order(ran, sources) if by_invoice else _as_found(ran, sources)
    return {
        name: pa.chunked_array(
            [chunk for part in read for chunk in part[name]], pa.int64() if source.named is None else source.named.type
        )
        for name, source in sources.items()
    }


def _in_invoice_order(ran: Ran, sources: dict[str, _Source]) -> list[dict[str, list[pa.Array]]]:
    keys = ran.prepared.found.keys
    rows, starts = in_order(ran.found, keys)
    targets = {name: room(len(rows), np.int64) for name in sources}

    def read(span: tuple[int, int]) -> dict[str, list[pa.Array]]:
        order = order_of_rows(rows, *span, keys)
        return {name: source.read(rows, order, targets[name][slice(*span)]) for name, source in sources.items()}

    return side_by_side(read, pairwise(starts))


def _as_found(ran: Ran, sources: dict[str, _Source]) -> list[dict[str, list[pa.Array]]]:
    def read(rows: Words) -> dict[str, list[pa.Array]]:
        return {name: source.read_there(rows) for name, source in sources.items()}

    return side_by_side(read, ran.found)


def allocation_schema(invoices: pa.Table, credits: pa.Table) -> pa.Schema:
    """Keys and currencies keep the types they came in."""
    currency = invoices.schema.field("currency").type if "currency" in invoices.column_names else pa.string()
    return pa.schema(
        {
            "invoice": invoices.schema.field("id").type,
            "credit": credits.schema.field("id").type,
            "account": invoices.schema.field("account").type,
            "currency": currency,
            "amount_minor": pa.int64(),
        }
    )


def _sources(invoices: pa.Table, credits: pa.Table, books: Books, ran: Ran) -> dict[str, _Source]:
    """Whole keys stand in the words themselves; other keys are taken from the row they stand in."""
    found, prepared = ran.prepared.found, ran.prepared
    sources = {
        "invoice": _Source(found.keys - 1, prepared.bill_form.order.id_mask, _low(prepared.bill_form.order.id)),
        "credit": _Source(found.credit, low=_low(prepared.lot_form.order.id)),
        "account": _Source(found.account),
        "amount_minor": _Source(found.amount),
    }
    for name, word, table, column in (
        ("invoice", found.row, invoices, "id"),
        ("credit", found.credit, credits, "id"),
        ("account", found.row, invoices, "account"),
    ):
        if not is_whole(books.credits if table is credits else books.invoices, column):
            sources[name] = _Source(word, named=one_chunk(table.column(column)))
    if found.currency != ABSENT:
        sources["currency"] = _Source(found.currency)
    return sources


def _low(key: Key) -> int:
    return key.low if isinstance(key, WholeKey) else 0


def one_chunk(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Join a column's chunks, from which rows are then taken sooner, if it is not too long for its type."""
    return pa.chunked_array([column.combine_chunks()]) if column.nbytes < _LARGEST_TAKE else column
