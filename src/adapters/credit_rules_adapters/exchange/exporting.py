"""A whole store as a folder: the record, from which the same state is made again, and tables for people beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from credit_rules_adapters.exchange.forms import FORMATS, told_apart, type_of, writing
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.columns import metadata
from credit_rules_adapters.stores.sql.tables import DERIVED, allocations, credits, invoices, lines, notes
from credit_rules_adapters.text.folders import whole_or_not_at_all
from credit_rules_adapters.text.mistakes import listed
from credit_rules_adapters.text.money import DIGITS

FORMAT = 1
MANIFEST = "manifest.json"
RECORD, TABLES = "record", "tables"
LEFT_OUT = frozenset({"tokens", "sessions", "rates"})
"""Tables that are no part of what was recorded: who may ask is a matter of each store."""
_ROWS = 5000


def recorded_tables() -> list[Table]:
    """Return the tables from which the others follow, what is referred to first."""
    return [table for table in metadata.sorted_tables if table not in DERIVED and table.name not in LEFT_OUT]


def export(store: SqlStore, folder: Path, kind: str = "csv", *, replace: bool = False) -> dict[str, int]:
    """Write all that a store holds into a new folder, as it is at one moment; return how many rows each table has.

    `record/` has every column of the tables that are the record, for `restore`; `tables/` has invoices, lines, lots,
    notes and allocations for people, amounts in major units. In CSV no text is taken for a formula. The folder appears
    whole or not at all.

    :param kind: csv, or, with the extra `bulk`, parquet
    :raises FileExistsError: the folder exists, and is not to be replaced
    :raises ValueError: an unknown format
    :raises StoreError: the store could not be read
    """
    if kind not in FORMATS:
        raise ValueError(f"{kind!r} is no format; {listed(FORMATS)}")
    counts: dict[str, int] = {}
    with whole_or_not_at_all(folder, replace=replace) as room, store.reading_connection() as connection:
        record, tables = room / RECORD, room / TABLES
        record.mkdir()
        tables.mkdir()
        for table in recorded_tables():
            columns = {column.name: type_of(column) for column in table.columns}
            with writing(record, table.name, columns, kind) as write:
                counts[table.name] = 0
                for rows in _parts(connection, select(table).order_by(*table.primary_key)):
                    write(_with_nulls(table, rows) if kind == "csv" else rows)
                    counts[table.name] += len(rows)
        for table in (invoices, lines, credits, notes, allocations):
            counts[table.name] = _write_for_people(connection, table, tables, kind)
        manifest = {"format": FORMAT, "kind": kind, "rows": counts}
        (room / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return counts


def _parts(connection: Connection, query: Select[Any]) -> Iterator[list[Sequence[Any]]]:
    """Read rows some at a time, however many there are."""
    found = connection.execute(query.execution_options(stream_results=True, yield_per=_ROWS))
    for rows in found.partitions():
        yield [tuple(row) for row in rows]


def _with_nulls(table: Table, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Write texts beside which a null may stand so that CSV keeps the two apart."""
    may_be_null = [column.nullable and type_of(column) == "string" for column in table.columns]
    return [
        [told_apart(cell) if of and cell is not None else cell for of, cell in zip(may_be_null, row, strict=True)]
        for row in rows
    ]


def _write_for_people(connection: Connection, table: Table, folder: Path, kind: str) -> int:
    """Write a table without the states, its amounts in major units of its currency."""
    query, names = _for_people(table)
    at, written = names.index("currency"), 0
    columns = {name.removesuffix("_minor"): of for name, of in _types(table, names).items()}
    amounts = [place for place, name in enumerate(names) if name.endswith("_minor")]
    with writing(folder, table.name, columns, kind) as write:
        for rows in _parts(connection, query):
            write([_in_major_units(row, amounts, str(row[at])) for row in rows])
            written += len(rows)
    return written


def _for_people(table: Table) -> tuple[Select[Any], list[str]]:
    shown = [column for column in table.columns if column.name != "state"]
    query = select(*shown).order_by(*table.primary_key)
    if "currency" not in table.columns:
        of = invoices.c.account, invoices.c.id
        same = (of[0] == table.c.account) & (of[1] == table.c.invoice)
        query = query.add_columns(invoices.c.currency).join(invoices, same)
        return query, [*(column.name for column in shown), "currency"]
    return query, [column.name for column in shown]


def _types(table: Table, names: Sequence[str]) -> Mapping[str, str]:
    own = {name: type_of(table.columns[name]) for name in names if name in table.columns}
    return {name: "decimal" if name.endswith("_minor") else own.get(name, "string") for name in names}


def _in_major_units(row: Sequence[Any], amounts: Sequence[int], currency: str) -> list[Any]:
    """Write amounts in major units; of a currency without digits in ISO 4217 they are whole."""
    cells, digits = [*row], DIGITS.get(currency, 0)
    for place in amounts:
        cells[place] = Decimal(cells[place]).scaleb(-digits)
    return cells


def is_empty(connection: Connection) -> bool:
    """Tell whether nothing is recorded in a store."""
    return all(connection.execute(select(*table.primary_key).limit(1)).first() is None for table in recorded_tables())
