"""The currencies of a run: whether there are several, and each row's as a number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import parts_of
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.arrays.views import is_text
from credit_rules_adapters.columnar.reading.columns import Reading
from credit_rules_adapters.columnar.reading.mistakes import rows_where
from credit_rules_adapters.columnar.words import text_words
from credit_rules_adapters.text.money import DIGITS


@frozen
class Currencies:
    """The currencies of a run, sorted, and for each table every row's place among them (None: there is only one)."""

    codes: tuple[str, ...]
    columns: tuple[pa.ChunkedArray | None, ...]


def currencies_of(tables: Sequence[Reading], only: str | None) -> Currencies:
    """Find the currencies of tables; `only` is that of tables without the column, and all that may stand in it."""
    columns = [_column(table, only) for table in tables]
    names = sorted(
        {name for column in columns if column is not None for name in _names(column)} | ({only} if only else set())
    )
    if len(names) > 1 or not names or names[0] not in DIGITS:
        columns = [None if column is None else _decoded(column) for column in columns]
    for table, column in zip(tables, columns, strict=True):
        if column is not None:
            _check(table, column, names, only)
    if len(names) < 2:
        return Currencies(tuple(names), tuple(None for _ in tables))
    known = pa.array(names)
    return Currencies(
        tuple(names),
        tuple(
            _constant(names.index(str(only)), len(table.table))
            if column is None
            else pc.fill_null(pc.index_in(column, value_set=known.cast(column.type)), 0)
            for table, column in zip(tables, columns, strict=True)
        ),
    )


def _constant(value: int, size: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(pa.scalar(value, pa.int32()), size)])


def _column(table: Reading, only: str | None) -> pa.ChunkedArray | None:
    if not table.has("currency") and only is not None:
        return None
    if table.missing("currency"):
        return None
    column = table.table.column("currency")
    column = column if _single(column) else _decoded(column)
    if not is_text(column.type.value_type if pa.types.is_dictionary(column.type) else column.type):
        table.wrong_type("currency", "string")
        return None
    return column


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _single(column: pa.ChunkedArray) -> bool:
    """Tell whether a column refers to a dictionary of one and the same value all over."""
    if not pa.types.is_dictionary(column.type) or column.null_count or not len(column):
        return False
    first = column.chunk(0).dictionary
    return len(first) == 1 and all(chunk.dictionary.equals(first) for chunk in column.chunks)


def _names(column: pa.ChunkedArray) -> set[str]:
    """List the different values; a column of one value, the usual case, is not hashed."""
    if pa.types.is_dictionary(column.type):
        return {column[0].as_py()}
    if column.null_count == 0 and len(column):
        sample = str(column[0])
        expected = np.frombuffer(sample.encode(), np.uint8)
        if not any(side_by_side(lambda chunk: text_words.differ(*views.plain_text(chunk), expected), parts_of(column))):
            return {sample}
    return {value for value in pc.unique(column).to_pylist() if value is not None}


def _check(table: Reading, column: pa.ChunkedArray, names: Sequence[str], only: str | None) -> None:
    unknown = pa.array([name for name in names if name not in DIGITS], column.type)
    if len(unknown):
        rows = rows_where(pa.table({"": column}), lambda batch: pc.is_in(batch.column(0), value_set=unknown))
        table.mistakes.add_rows(column, "currency", rows, "allowed are the codes of ISO 4217, like GBP")
    if only is not None and names != [only]:
        others = pa.array([name for name in names if name != only and name in DIGITS], column.type)
        rows = rows_where(pa.table({"": column}), lambda batch: pc.is_in(batch.column(0), value_set=others))
        table.mistakes.add_rows(column, "currency", rows, f"the run is in {only} alone")
