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
from credit_rules_adapters.columnar.reading.coding import Coded, coded
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
    found = {name for column in columns if column is not None for name in column.names.to_pylist()}
    names = sorted(found | ({only} if only else set()))
    for table, column in zip(tables, columns, strict=True):
        if column is not None:
            _check(table, column.names.to_pylist(), only)
    if len(names) < 2:
        return Currencies(tuple(names), tuple(None for _ in tables))
    known = pa.array(names)
    return Currencies(
        tuple(names),
        tuple(
            _constant(names.index(str(only)), len(table.table)) if column is None else column.numbered(known, first=0)
            for table, column in zip(tables, columns, strict=True)
        ),
    )


def _constant(value: int, size: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(pa.scalar(value, pa.int32()), size)])


def _column(table: Reading, only: str | None) -> Coded | None:
    if not table.has("currency") and only is not None:
        return None
    if table.missing("currency"):
        return None
    column = table.table.column("currency")
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not is_text(kind):
        table.wrong_type("currency", "string")
        return None
    return _of_one_name(column) or coded(column)


def _of_one_name(column: pa.ChunkedArray) -> Coded | None:
    """Read a column of one value all over, the usual case, without hashing it."""
    if not is_text(column.type) or column.null_count or not len(column):
        return None
    sample = str(column[0])
    expected = np.frombuffer(sample.encode(), np.uint8)
    if any(side_by_side(lambda part: text_words.differ(*views.plain_text(part), expected), parts_of(column))):
        return None
    names = pa.array([sample])
    return Coded([pa.DictionaryArray.from_arrays(np.zeros(len(column), np.int8), names, safe=False)], names)


def _check(table: Reading, names: Sequence[str], only: str | None) -> None:
    unknown = [name for name in names if name not in DIGITS]
    _refuse(table, unknown, "allowed are the codes of ISO 4217, like GBP")
    if only is not None:
        _refuse(table, [name for name in names if name != only and name in DIGITS], f"the run is in {only} alone")


def _refuse(table: Reading, names: Sequence[str], allowed: str) -> None:
    """Note each row with one of some currencies."""
    if names:
        column = table.table.column("currency")
        plain = column.cast(pa.large_string())
        bad = pa.array(names, pa.large_string())
        rows = rows_where(pa.table({"": plain}), lambda batch: pc.is_in(batch.column(0), value_set=bad))
        table.mistakes.add_rows(column, "currency", rows, allowed)
