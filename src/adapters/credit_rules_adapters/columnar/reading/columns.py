"""The columns of a table as a run wants them: one type each, defaults filled in, every mistake named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define

from credit_rules.checks import is_identifier
from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows
from credit_rules_adapters.columnar.arrays.views import is_text
from credit_rules_adapters.columnar.reading import amounts
from credit_rules_adapters.columnar.reading.mistakes import Mistakes, rows_where
from credit_rules_adapters.columnar.words import text_words
from credit_rules_adapters.text.money import DIGITS

KEY_COLUMNS = ("id", "account", "currency")
AMOUNTS: Mapping[str, str] = MappingProxyType({"invoices": "outstanding", "credits": "remaining"})
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "invoices": (
            *KEY_COLUMNS, "outstanding_minor", "outstanding", "issued_on", "due_on", "pending_minor", "pending",
            "product",
        ),
        "credits": (
            *KEY_COLUMNS, "remaining_minor", "remaining", "class", "priority", "issued_on", "usable_from", "expires_on",
            "products", "paused",
        ),
    }
)  # fmt: skip
TEXT = "1-128 printable characters, no space at either end"


@define
class Reading:
    """Reads the columns of one table; what is wrong is added to `mistakes`, and a stand-in returned."""

    table: pa.Table
    mistakes: Mistakes

    def has(self, name: str) -> bool:
        """Tell whether the table has a column."""
        return name in self.table.column_names

    def missing(self, name: str) -> bool:
        """Note a required column that is missing, and its nulls; tell whether it can be read at all."""
        if not self.has(name):
            self.mistakes.add("", f"the column {name} is missing; the table has {', '.join(self.table.column_names)}")
            return True
        self.nulls(name)
        return False

    def nulls(self, name: str) -> bool:
        """Note each row in which a column is null; tell whether there is one."""
        column = self.table.column(name)
        if column.null_count == 0:
            return False
        rows = rows_where(self.table.select([name]), lambda batch: batch.column(0).is_null())
        self.mistakes.add_rows(column, name, rows, "a value is required")
        return True

    def wrong_type(self, name: str, allowed: str) -> None:
        """Note a column whose type can't be read."""
        self.mistakes.add(name, f"the column is {self.table.schema.field(name).type}; allowed is {allowed}")

    def key(self, name: str) -> pa.ChunkedArray | None:
        """Read ids or accounts: int64, text or 16 bytes; None if they can't be read."""
        if self.missing(name):
            return None
        column = plain_key(self.table.column(name))
        if column is None:
            self.wrong_type(name, "integer, string or UUID")
        elif is_text(column.type):
            self.identifiers(column, name)
        return column

    def identifiers(self, column: pa.ChunkedArray, name: str) -> None:
        """Note each text that is no identifier."""
        self.mistakes.add_rows(column, name, self.odd(column), f"allowed are {TEXT}")

    @staticmethod
    def odd(column: pa.ChunkedArray) -> Rows:
        """Find the rows whose text is no identifier; null is looked at elsewhere."""

        def unusual(batch: pa.RecordBatch) -> Marks:
            marks = np.empty(len(batch), np.uint8)
            text_words.unusual(*views.text(batch.column(0)), marks)
            return marks

        rows = rows_where(pa.table({"": column}), unusual).tolist()
        bad = [row for row in rows if (text := column[row].as_py()) is not None and not is_identifier(text)]
        return np.array(bad, np.int64)

    def whole(self, name: str, default: int) -> pa.ChunkedArray:
        """Read whole numbers as int64."""
        column = self.table.column(name)
        if not pa.types.is_integer(column.type):
            self.wrong_type(name, "integer")
            return pa.chunked_array([pa.nulls(len(column), pa.int64()).fill_null(0)])
        if pa.types.is_uint64(column.type):
            rows = rows_where(
                self.table.select([name]),
                lambda batch: pc.fill_null(pc.greater(batch.column(0), pa.scalar(2**63 - 1, pa.uint64())), False),
            )
            self.mistakes.add_rows(column, name, rows, "allowed is what fits 64 bits with a sign")
        column = column if column.type == pa.int64() else column.cast(pa.int64(), safe=False)
        return column if column.null_count == 0 else column.fill_null(default)

    def days(self, name: str) -> pa.ChunkedArray | None:
        """Read dates; None if they can't be read."""
        column = self.table.column(name)
        if pa.types.is_date64(column.type) or pa.types.is_null(column.type):
            return column.cast(pa.date32())
        if not pa.types.is_date(column.type):
            self.wrong_type(name, "date")
            return None
        return column

    def amount(
        self, stem: str, currencies: Sequence[str], codes: pa.ChunkedArray | None, *, required: bool
    ) -> pa.ChunkedArray | None:
        """Read an amount in minor units (`stem`_minor) or in major ones (`stem`), nulls being 0 unless required."""
        names = [name for name in (f"{stem}_minor", stem) if self.has(name)]
        if len(names) != 1:
            if names:
                self.mistakes.add("", f"the table has both {names[0]} and {names[1]}; allowed is one of them")
            elif required:
                self.mistakes.add("", f"the column {stem}_minor, or {stem} in major units, is missing")
            return None
        (name,) = names
        if required:
            self.nulls(name)
        if name == stem:
            return self._major(name, currencies, codes)
        column = self.whole(name, 0)
        rows = rows_where(pa.table({name: column}), lambda batch: views.numbers(batch.column(0)) < 0)
        self.mistakes.add_rows(column, name, rows, "allowed is 0 or more")
        return column

    def _major(self, name: str, currencies: Sequence[str], codes: pa.ChunkedArray | None) -> pa.ChunkedArray | None:
        column = self.table.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if not (is_text(column.type) or pa.types.is_decimal(column.type)):
            self.wrong_type(name, f"decimal or string, or whole minor units in {name}_minor; a float is no amount")
            return None
        digits = np.array([DIGITS.get(currency, 0) for currency in currencies] or [0], np.uint8)
        zero = pa.scalar("0" if is_text(column.type) else Decimal(0), column.type)
        column, read, wrong = column.fill_null(zero), [], []
        start = 0
        for chunk in column.chunks:
            which = np.zeros(len(chunk), np.int64) if codes is None else codes.slice(start, len(chunk)).to_numpy()
            found, statuses = amounts.minor(chunk, digits[which])
            read.append(pa.array(found))
            wrong.append(statuses)
            start += len(chunk)
        statuses = np.concatenate([np.empty(0, np.uint8), *wrong])
        for status, allowed in amounts.ALLOWED.items():
            self.mistakes.add_rows(column, name, np.flatnonzero(statuses == status), allowed)
        return pa.chunked_array(read, pa.int64())


def plain_key(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Return keys as int64, text or 16 bytes, without copying where they are; None: they are something else."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_int64(kind) or is_text(kind) or kind == pa.binary(16):
        return column
    if pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        return column.cast(pa.int64())
    return column.cast(pa.large_string()) if kind == pa.string_view() else None
