"""CSV: every value is read as text first, so that one that is not understood can be named with its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from credit_rules_adapters.columnar.reading.checks import written
from credit_rules_adapters.columnar.reading.mistakes import Mistakes, refuse
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood


def _whole(text: pa.Array) -> pa.Array:
    fits = pc.match_substring_regex(text, "^-?[0-9]{1,18}$")
    return pc.if_else(fits, text, None).cast(pa.int64())


def _day(text: pa.Array) -> pa.Array:
    fits = pc.match_substring_regex(text, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    days = pc.strptime(pc.if_else(fits, text, None), format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
    return pc.if_else(pc.equal(pc.strftime(days, format="%Y-%m-%d"), text), days, None)  # no 30 February


def _truth(text: pa.Array) -> pa.Array:
    fits = pc.is_in(text, value_set=pa.array(["true", "false"]))
    return pc.equal(pc.if_else(fits, text, None), "true")


def _list(text: pa.Array) -> pa.Array:
    return pc.split_pattern(text, ";")


Read = tuple[Callable[[pa.Array], pa.Array], str]
COLUMNS: Mapping[str, Read] = MappingProxyType(
    {
        **dict.fromkeys(
            ("outstanding_minor", "remaining_minor", "pending_minor", "amount_minor", "priority"),
            (_whole, "allowed is a whole number"),
        ),
        **dict.fromkeys(
            ("issued_on", "due_on", "usable_from", "expires_on"), (_day, "allowed is a date like 2026-03-01")
        ),
        "paused": (_truth, "allowed are true, false"),
        "products": (_list, "allowed are products, separated by ;"),
    }
)


def read_csv_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Read a CSV file with a line of names; keys are text, as written, and an empty value is null.

    There is at least one batch, which may have no rows.

    :raises NotUnderstood: a line has too many or too few values, or a value is not understood; the file is not UTF-8
    """
    mistakes, start = Mistakes(str(path)), 0
    first = _names(path)
    options = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(first, pa.string()), strings_can_be_null=True, null_values=[""]
    )
    try:
        with pyarrow.csv.open_csv(path, convert_options=options) as reader:
            for batch in reader:
                mistakes.rows = np.arange(start, start + len(batch))
                start += len(batch)
                yield _read(batch, mistakes)
            if start == 0:
                yield _read(pa.RecordBatch.from_pylist([], reader.schema), mistakes)
    except pa.ArrowInvalid as error:
        raise NotUnderstood([Mistake(str(path), None, "", str(error))]) from error
    refuse(mistakes)


def _read(batch: pa.RecordBatch, mistakes: Mistakes) -> pa.RecordBatch:
    names = batch.schema.names  # of which one may occur twice, which is told later
    columns = [_column(column, name, mistakes) for name, column in zip(names, batch.columns, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names)


def _names(path: Path) -> list[str]:
    """Read the names, which stand in the first line that is not empty."""
    with path.open("rb") as file:
        line = next((line for line in file if line.strip()), b"")
    try:
        return line.decode("utf-8-sig").strip().replace('"', "").split(",")
    except UnicodeDecodeError as error:
        raise NotUnderstood([Mistake(str(path), None, "", "the line of names is not UTF-8")]) from error


def _column(text: pa.Array, name: str, mistakes: Mistakes) -> pa.Array:
    if name not in COLUMNS:
        return text
    read, allowed = COLUMNS[name]
    column = read(text)
    if column.null_count > text.null_count:
        bad = pc.and_(text.is_valid(), column.is_null()).to_numpy(zero_copy_only=False)
        mistakes.add_rows(pa.chunked_array([text]), name, np.flatnonzero(bad), allowed)
    return column


def as_text(table: pa.Table) -> pa.Table:
    """Write UUIDs, for which CSV has no form, as text."""
    for at, field in enumerate(table.schema):
        if pa.types.is_fixed_size_binary(field.type) or isinstance(field.type, pa.BaseExtensionType):
            keys = [written(key) for key in table.column(at).to_pylist()]
            table = table.set_column(at, field.name, pa.array(keys, pa.string()))
    return table
