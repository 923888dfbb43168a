"""Whether every row of the tables follows from the entries: they are folded anew, and every byte is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sqlalchemy import Connection, Table, func, select

from credit_rules import Account, Invoice
from credit_rules_adapters.stores.sql.loading import SqlReading
from credit_rules_adapters.stores.sql.rows import allocation_rows, credit_row, invoice_row, line_rows, note_row
from credit_rules_adapters.stores.sql.store import Tables
from credit_rules_adapters.stores.sql.tables import (
    Row,
    accounts,
    allocations,
    credits,
    invoices,
    lines,
    note_numbers,
    notes,
    series,
)

ROWS_MADE: Mapping[Table, Callable[[Account], Iterable[Row]]] = {
    invoices: lambda account: map(invoice_row, account.invoices.values()),
    lines: lambda account: _parts(account, line_rows),
    credits: lambda account: map(credit_row, account.credits.values()),
    notes: lambda account: map(note_row, account.notes.values()),
    allocations: lambda account: _parts(account, allocation_rows),
}
"""The rows that follow from an account's entries, table by table, what is referred to first."""


def _parts(account: Account, rows_of: Callable[[Invoice], list[Row]]) -> Iterator[Row]:
    return (row for invoice in account.invoices.values() for row in rows_of(invoice))


def verify(store: Tables, only: str | None = None) -> Iterator[str]:
    """Yield every fault of a store, or of one account, as a sentence; none where all is what the entries make it."""
    every = select(accounts.c.account).order_by(accounts.c.account)
    with store.reading_connection() as connection:
        for account in [only] if only is not None else connection.execute(every).scalars().all():
            yield from (f"account {account}: {fault}" for fault in _of_account(connection, account))
        yield from of_series(connection)


def _of_account(connection: Connection, account: str) -> Iterator[str]:
    reading = SqlReading(connection, account)
    try:
        entries = [recorded.entry for recorded in reading.recorded()]
        folded = Account().replay(entries)
    except (ValueError, KeyError, TypeError) as error:
        yield f"its entries cannot be folded: {error}"
        return
    last_on = entries[-1].on if entries else None
    if (reading.version, reading.last_on) != (folded.number, last_on):
        yield f"version {reading.version} of {reading.last_on}, but the last entry is {folded.number} of {last_on}"
    for table, rows_of in ROWS_MADE.items():
        yield from _of_table(table, rows_of(folded), _rows(connection, table, account))


def _rows(connection: Connection, table: Table, account: str) -> list[Row]:
    found = connection.execute(select(table).where(table.c.account == account))
    return [dict(row) for row in found.mappings()]


def _of_table(table: Table, expected: Iterable[Row], found: Iterable[Row]) -> Iterator[str]:
    key = [column.name for column in table.primary_key if column.name != "account"]
    made, kept = ({tuple(row[name] for name in key): row for row in rows} for rows in (expected, found))
    for at in sorted({*made, *kept}, key=str):
        place = f"{table.name} {', '.join(map(str, at))}"
        if at not in kept:
            yield f"{place} is missing"
        elif at not in made:
            yield f"{place} follows from no entry"
        elif made[at] != kept[at]:
            differing = [name for name, value in made[at].items() if kept[at][name] != value]
            yield f"{place} differs from what its entries make it: {', '.join(differing)}"


def of_series(connection: Connection) -> Iterator[str]:
    """Yield the series whose numbers are not 1 to the last one, each once."""
    given = note_numbers.c.number
    counted = select(note_numbers.c.series, func.count(given.distinct()), func.count(given), func.max(given))
    found = {name: tuple(sums) for name, *sums in connection.execute(counted.group_by(note_numbers.c.series))}
    for name, last in connection.execute(select(series.c.series, series.c.last).order_by(series.c.series)):
        if found.pop(name, (0, 0, None)) != (last, last, last or None):
            yield f"series {name}: its numbers are not 1 to {last}, each once"
    yield from (f"series {name} has no last number" for name in found)
