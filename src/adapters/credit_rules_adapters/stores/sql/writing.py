"""Writing to one account: its row is locked, entries are added, and the tables that follow from them are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from credit_rules import AccountCredit, CreditNote, Entry, Invoice
from credit_rules_adapters.stores.protocol import Change, Changes, KeptAnswer, NoteNumber, Recorded, StoreUnavailable
from credit_rules_adapters.stores.sql import statements
from credit_rules_adapters.stores.sql.loading import SqlReading
from credit_rules_adapters.stores.sql.rows import (
    allocation_rows,
    answer_of,
    answer_row,
    credit_row,
    entry_row,
    invoice_row,
    line_rows,
    note_row,
)
from credit_rules_adapters.stores.sql.tables import (
    Row,
    accounts,
    allocations,
    answers,
    credits,
    entries,
    invoices,
    lines,
    note_numbers,
    notes,
    outbox,
    series,
)

_State = TypeVar("_State", Invoice, AccountCredit, CreditNote)


class SqlUnit(SqlReading):
    """One transaction on one account of the tables."""

    changed = False
    """Whether anything was written that is worth keeping: the locked row of an unknown account alone is not."""

    def _row(self) -> tuple[int, date | None]:
        found = self._rows(statements.LOCKED_ACCOUNT).one_or_none()
        if found is None:
            _insert_unless_there(self._connection, accounts, {"account": self._account, "version": 0})
            found = self._rows(statements.LOCKED_ACCOUNT).one()
        return found.version, found.last_on

    def answered(self, actor: str, key: str) -> KeptAnswer | None:
        """Return what was answered under that key."""
        row = self._rows(statements.ANSWER, of_actor=actor, of_key=key).mappings().one_or_none()
        return None if row is None else answer_of(row)

    def append(self, recorded: Recorded, changes: Changes) -> None:
        """Add the next entry, and bring the tables that follow from the entries up to date."""
        self.changed = True
        entry = recorded.entry
        self._move(entry)
        self._insert(entries, [entry_row(self._account, recorded)])
        self._insert(outbox, [{"account": self._account, "number": entry.number}])
        self._write(invoices, changes.invoices, invoice_row)
        self._write_parts(lines, changes.invoices, line_rows)
        self._write(credits, changes.credits, credit_row)
        self._write_parts(allocations, changes.invoices, allocation_rows)
        self._write(notes, changes.notes, note_row)
        self._version, self._last_on = entry.number, entry.on

    def number(self, series_name: str, noted: Sequence[str]) -> Sequence[NoteNumber]:
        """Give those notes the next numbers of a series, and lock it to the end of the transaction."""
        _insert_unless_there(self._connection, series, {"series": series_name, "last": 0})
        more = {"of_series": series_name, "more": len(noted)}
        last = self._connection.execute(statements.COUNTED_ON, more).scalar_one()
        places = [NoteNumber(series_name, last - len(noted) + place) for place in range(1, len(noted) + 1)]
        self._insert(
            note_numbers,
            [
                {"account": self._account, "note": note, "series": place.series, "number": place.number}
                for note, place in zip(noted, places, strict=True)
            ],
        )
        return places

    def keep(self, answer: KeptAnswer) -> None:
        """Keep what was answered."""
        self.changed = True
        self._insert(answers, [answer_row(self._account, answer)])

    def _move(self, entry: Entry) -> None:
        """Move the account on to its next entry."""
        move_accounts(self._connection, [moved_row(self._account, entry)])

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            insert_rows(self._connection, table, rows)

    def _update(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            update_rows(self._connection, table, rows)

    def _delete(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            delete_rows(self._connection, table, rows)

    def _write(self, table: Table, changes: Sequence[Change[_State]], row_of: Callable[[_State], Row]) -> None:
        """Insert the states that are new, update the others."""
        self._insert(table, [row_of(each.after) for each in changes if each.before is None])
        self._update(table, [row_of(each.after) for each in changes if each.before is not None])

    def _write_parts(
        self, table: Table, changes: Sequence[Change[Invoice]], rows_of: Callable[[Invoice], list[Row]]
    ) -> None:
        """Delete, update and insert the rows of invoices' parts that are no longer what they were."""
        key = _key(table)
        before, after = ({tuple(row[name] for name in key): row for row in rows} for rows in _both(changes, rows_of))
        self._delete(table, [row for at, row in before.items() if at not in after])
        self._update(table, [row for at, row in after.items() if at in before and row != before[at]])
        self._insert(table, [row for at, row in after.items() if at not in before])


def moved_row(account: str, entry: Entry) -> Row:
    """Return the row of an account once an entry is its last."""
    return {"account": account, "version": entry.number, "last_on": entry.on}


def move_accounts(connection: Connection, rows: Sequence[Row]) -> None:
    """Move accounts on, each to its next entry.

    :raises StoreUnavailable: one is elsewhere
    """
    keyed = [{"of_account": row["account"], "version": row["version"], "last_on": row["last_on"]} for row in rows]
    if connection.execute(statements.MOVED_ACCOUNT, keyed).rowcount != len(rows):
        names = ", ".join(row["account"] for row in rows[:3])
        raise StoreUnavailable(f"an account (of {names}, …) was changed by somebody who did not lock it")


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows."""
    connection.execute(statements.INSERT[table], rows)


def update_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Update rows, found by their primary key."""
    key = _key(table)
    keyed = [{f"of_{name}" if name in key else name: value for name, value in row.items()} for row in rows]
    connection.execute(statements.UPDATE[table], keyed)


def delete_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Delete rows, found by their primary key."""
    connection.execute(statements.DELETE[table], [{f"of_{name}": row[name] for name in _key(table)} for row in rows])


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _both(changes: Sequence[Change[Invoice]], rows_of: Callable[[Invoice], list[Row]]) -> tuple[list[Row], list[Row]]:
    before = [row for each in changes if each.before is not None for row in rows_of(each.before)]
    return before, [row for each in changes for row in rows_of(each.after)]


def _insert_unless_there(connection: Connection, table: Table, row: Row) -> None:
    """Insert a row that another transaction may be inserting at this moment: wait for it, and take its row then."""
    dialect_insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(dialect_insert(table).values(row).on_conflict_do_nothing())
