"""Cells of a store's tables in files: the same rows come back, from CSV and from Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Table

from credit_rules_adapters.exchange.reading import csv_cells
from credit_rules_adapters.stores.sql.columns import Instant
from credit_rules_adapters.stores.sql.tables import Row
from credit_rules_adapters.text.csv_text import Cell, csv_lines
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, shown
from credit_rules_adapters.text.readers import day_in_text

FORMATS = ("csv", "parquet")
Write: TypeAlias = Callable[[Sequence[Sequence[Any]]], None]

_TRUTHS = {"true": True, "false": False}
_TYPES: Mapping[type[Any], str] = MappingProxyType(
    {Instant: "timestamp", Date: "date", BigInteger: "int64", Integer: "int64", Boolean: "bool"}
)


def type_of(column: Column[Any]) -> str:
    """Name the type of a column's values in a file."""
    return next((name for kind, name in _TYPES.items() if isinstance(column.type, kind)), "string")


def writing(folder: Path, name: str, columns: Mapping[str, str], kind: str) -> AbstractContextManager[Write]:
    """Write a table in a folder, some rows at a time; `columns` says of which type each is."""
    path = folder / f"{name}.{kind}"
    return _csv(path, columns) if kind == "csv" else _parquet(path, columns)


@contextmanager
def _csv(path: Path, columns: Mapping[str, str]) -> Iterator[Write]:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines([*columns], ()))

        def write(rows: Sequence[Sequence[Any]]) -> None:
            lines = csv_lines([], ([_cell(value) for value in row] for row in rows))
            next(lines)  # the names stand there already
            file.writelines(lines)

        yield write


def _cell(value: Any) -> Cell:
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case _:
            return value  # type: ignore[no-any-return]


@contextmanager
def _parquet(path: Path, columns: Mapping[str, str]) -> Iterator[Write]:
    import pyarrow as pa
    import pyarrow.parquet

    types = {
        "string": pa.string(),
        "int64": pa.int64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", "UTC"),
        "decimal": pa.decimal128(38, 4),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:

        def write(rows: Sequence[Sequence[Any]]) -> None:
            values = zip(*rows, strict=True)
            writer.write_table(
                pa.table([pa.array(each, of) for each, of in zip(values, schema.types, strict=True)], schema=schema)
            )

        yield write


def rows_of(folder: Path, table: Table, kind: str) -> Iterator[Row]:
    """Yield the rows of a table of a store as they were written.

    :raises NotUnderstood: there is no such file, it has other columns, or a value is not of its column's type
    """
    path = folder / f"{table.name}.{kind}"
    names, given = _csv_table(path) if kind == "csv" else _parquet_table(path)
    wanted = [column.name for column in table.columns]
    if names != wanted:
        what = f"its columns are {', '.join(names)}; allowed are {', '.join(wanted)}"
        raise NotUnderstood([Mistake(str(path), None, "", what)])
    read = [(column.name, _reader(column) if kind == "csv" else _given) for column in table.columns]
    for number, values in enumerate(given, 1):
        if len(values) != len(read):
            what = f"has {len(values)} values; allowed are {len(read)}, one a column"
            raise NotUnderstood([Mistake(str(path), None, f"row {number}", what)])
        row: Row = {}
        for (name, of), value in zip(read, values, strict=True):
            try:
                row[name] = of(value)
            except ValueError as error:
                raise NotUnderstood([Mistake(str(path), None, f"row {number}, {name}", str(error))]) from error
        yield row


def _csv_table(path: Path) -> tuple[list[str], Iterator[Sequence[Any]]]:
    cells = csv_cells(path)
    return next(cells, []), cells


def _parquet_table(path: Path) -> tuple[list[str], Iterator[Sequence[Any]]]:
    import pyarrow as pa
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise NotUnderstood([Mistake(str(path), None, "", str(error))]) from error
    batches: Iterable[Any] = file.iter_batches()
    return file.schema_arrow.names, (
        row for batch in batches for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    )


def _given(value: Any) -> Any:
    return value


def _reader(column: Column[Any]) -> Callable[[str], Any]:
    """Return what reads a column's cells in CSV: where there may be none, an empty one is null."""
    read = _READERS[type_of(column)]
    if not column.nullable:
        return read
    return lambda cell: None if cell == "" else read(json.loads(cell) if cell.startswith('"') else cell)


def told_apart(text: str) -> str:
    """Write a text of a column that may be null so that the empty one is not taken for null: in quotes, as in JSON."""
    return json.dumps(text) if text == "" or text.startswith('"') else text


def _instant(cell: str) -> datetime:
    instant = datetime.fromisoformat(cell)
    if instant.tzinfo is None:
        raise ValueError(f"{shown(cell)} has no time zone; allowed is a time like 2026-03-01T12:00:00+00:00")
    return instant


def _truth(cell: str) -> bool:
    if cell not in _TRUTHS:
        raise ValueError(f"{shown(cell)} is unknown; allowed are true, false")
    return _TRUTHS[cell]


def _day(cell: str) -> date:
    return day_in_text(cell)


_READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {"timestamp": _instant, "date": _day, "int64": int, "bool": _truth, "string": str}
)
