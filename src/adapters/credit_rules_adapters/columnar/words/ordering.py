"""The policy's orders as words: the keys of R18 and R19, each in as few bits as its values need, and the id last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from attrs import evolve, frozen

from credit_rules import CreditKey, InvoiceKey
from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.memory import Words
from credit_rules_adapters.columnar.words.keys import WORD, Key, WholeKey, append, extent, key_of

# Each key of an order: the column it sorts by, and whether the greatest comes first.
CREDIT_COLUMNS: Mapping[CreditKey, tuple[str, bool]] = MappingProxyType(
    {
        CreditKey.PRIORITY: ("priority", False),
        CreditKey.EXPIRES_ON: ("expires_on", False),
        CreditKey.PROMOTIONAL_FIRST: ("promotional", True),
        CreditKey.PAID_FIRST: ("promotional", False),
        CreditKey.USABLE_FROM: ("usable_from", False),
        CreditKey.ISSUED_ON: ("issued_on", False),
        CreditKey.NARROWEST_SCOPE: ("scope_size", False),
        CreditKey.SMALLEST: ("amount", False),
        CreditKey.LARGEST: ("amount", True),
    }
)
INVOICE_COLUMNS: Mapping[InvoiceKey, tuple[str, bool]] = MappingProxyType(
    {
        InvoiceKey.DUE_ON: ("due_on", False),
        InvoiceKey.ISSUED_ON: ("issued_on", False),
        InvoiceKey.NEWEST: ("issued_on", True),
        InvoiceKey.SMALLEST: ("amount", False),
        InvoiceKey.LARGEST: ("amount", True),
    }
)


@frozen
class Field:
    """One key of an order in so many bits of a word: its column, measured from `origin` up or (`sign` -1) down.

    Where the column is null, `absent` stands: one beyond all others.
    """

    column: str
    origin: int
    sign: int
    bits: int
    word: int = 0
    absent: int = 0

    def write(self, batch: pa.RecordBatch, staged: Words) -> None:
        """Put this key of each row behind those before it."""
        column = batch.column(self.column)
        values, given = views.numbers(column), views.present(column)
        if given is not None:
            values = np.where(given, values, self.absent)
        append(staged[self.word], values, np.uint64(self.origin % 2**WORD), self.sign, self.bits)


@frozen
class Order:
    """An order as words: the keys, then the id, which begins a word of its own if its words are its own.

    The first word may have been begun by others; `id_word` is the first of an id's own words.
    """

    fields: tuple[Field, ...]
    id: Key
    id_word: int
    words: int

    @property
    def id_mask(self) -> int:
        """The bits of the id in the last word."""
        return (1 << max(1, self.id.bits)) - 1

    def write(self, batch: pa.RecordBatch, staged: Words, begun: int) -> None:
        """Write the words of each row, the first `begun` of which hold something."""
        staged[begun : self.id_word] = 0
        for each in self.fields:
            each.write(batch, staged)
        if self.id_word < self.words:
            self.id.write(batch.column("id"), staged[self.id_word : self.words])


def order_of(
    table: pa.Table, keys: Iterable[tuple[str, bool]], *, before: Sequence[Field], begun: tuple[int, int]
) -> Order:
    """Order a table's rows by (column, greatest first) and id. A column the table lacks is the same in every row.

    :param before: keys that come before these
    :param begun: the word to begin with, and how many bits of it are used
    """
    id = key_of([table.column("id")])
    fields = [*before, *(_field(table, *key) for key in keys if key[0] in table.column_names)]
    if isinstance(id, WholeKey):
        fields.append(Field("id", id.low, 1, max(1, id.bits)))
    placed: list[Field] = []
    word, used = begun
    for field in fields:
        if used + field.bits > WORD:
            word, used = word + 1, 0
        used += field.bits
        placed.append(evolve(field, word=word))
    id_word = word + (used > 0)
    return Order(tuple(placed), id, id_word, id_word if isinstance(id, WholeKey) else id_word + id.words)


def _field(table: pa.Table, name: str, greatest_first: bool) -> Field:
    column = table.column(name)
    if column.null_count == len(column):
        return Field(name, 0, 1, 0)
    low, high = extent(column)
    absent = high + (column.null_count > 0)
    bits = (absent - low).bit_length()
    return Field(name, high, -1, bits, absent=absent) if greatest_first else Field(name, low, 1, bits, absent=absent)
