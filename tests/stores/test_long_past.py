"""An account with a hundred thousand past invoices costs no more than one with ten open ones: counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from credit_rules import (
    ApplyCredit,
    Command,
    Expire,
    Leaving,
    Money,
    RaiseCredit,
    RemoveFromProduct,
    Unapply,
    VoidNote,
)
from credit_rules_adapters.stores.sql import JoiningStore, SqlStore, open_store
from credit_rules_adapters.testing.stores.base import ask, crediting, entering, whole
from stores.databases import postgresql_url, sqlite_url

PAST = 100_000
COMMANDS: list[Command] = [
    RaiseCredit(invoice="I1", amount=Money(7, "GBP")),
    ApplyCredit(invoice="I2"),
    Unapply(invoice="I0", amount=Money(1, "GBP")),
    VoidNote("PAID-CN1"),
    RemoveFromProduct(Leaving(account="ann", product="swim"), Money(1, "GBP")),
    Expire("ann"),
]
NUMBERS = {
    "sqlite": "WITH RECURSIVE past(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM past WHERE n < {past})",
    "postgresql": "WITH past(n) AS (SELECT generate_series(1, {past}))",
}


def add_past(store: SqlStore, past: int) -> None:
    """Copy the paid invoice, its line, its note and its used-up lot so many times: all is settled, nothing is left."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "SET LOCAL session_replication_role = replica"
            )  # what is copied refers to itself
        names = {table: _columns(connection, table) for table in ("invoices", "lines", "credits", "notes")}
        for table, columns in names.items():
            id = "invoice" if table == "lines" else "id"
            copied = {
                id: "'P' || n" if table in {"invoices", "lines"} else "'P' || n || '-CN1'",
                "state": "replace(state, 'OLD', 'P' || n)",
                "invoice": "'P' || n",
                "product": "'gym-' || (n - n / 1000 * 1000)",
            }
            values = ", ".join(copied.get(column, column) for column in columns)
            source = "'OLD'" if table in {"invoices", "lines"} else "'OLD-CN1'"
            numbers = NUMBERS[connection.dialect.name].format(past=past)
            connection.exec_driver_sql(
                f"INSERT INTO {table} ({', '.join(columns)}) {numbers}"  # noqa: S608 - names of our own
                f" SELECT {values} FROM past, (SELECT * FROM {table} WHERE {id} = {source}) AS one"
            )
        connection.exec_driver_sql("ANALYZE")


def _columns(connection: Connection, table: str) -> list[str]:
    found = connection.exec_driver_sql(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
    return list(found.keys())


@contextmanager
def filled(url: str, past: int) -> Iterator[SqlStore]:
    """Open a store: ten open invoices, a lot, a note whose lot is unused; and a long past."""
    store = open_store(url)
    for number in range(10):
        ask(store, entering(f"I{number}", 100))
    for id in ("OLD", "PAID"):
        ask(store, entering(id, 50, paid_minor=50))
        ask(store, crediting(id, 50))
    ask(store, ApplyCredit(invoice="I0", chosen=("OLD-CN1",)))
    add_past(store, past)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def counted_statements(store: SqlStore) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(store.engine, "before_cursor_execute", listen)
    yield said
    event.remove(store.engine, "before_cursor_execute", listen)


def steps_of_sqlite(store: SqlStore, command: Command) -> tuple[list[str], int]:
    """Carry out a command, then undo it: the statements, and the instructions of SQLite's machine."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    with counted_statements(store) as said, store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(step, 1)
        ask(JoiningStore(connection), command).result.unwrap()
        driver.set_progress_handler(None, 1)
        connection.rollback()
    return said, steps[0]


def rows_of_postgresql(store: SqlStore, command: Command) -> tuple[list[str], int]:
    """Carry out a command, then undo it: the statements, and the rows that were fetched."""
    with counted_statements(store) as said, store.engine.connect() as connection:
        ask(JoiningStore(connection), command).result.unwrap()
        fetched = "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
        rows = connection.exec_driver_sql(fetched).scalar_one()
        connection.rollback()
    return said[:-1], int(rows)


def test_sqlite_does_not_look_at_the_past(tmp_path: Path) -> None:
    with filled(sqlite_url(tmp_path), 10) as short, filled(sqlite_url(tmp_path), PAST) as long:
        for command in COMMANDS:
            (said, few), (also_said, many) = steps_of_sqlite(short, command), steps_of_sqlite(long, command)
            assert said == also_said
            assert 0 < many <= 1.1 * few, (command, few, many)


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
def test_postgresql_does_not_look_at_the_past() -> None:
    with filled(postgresql_url(), 10) as short, filled(postgresql_url(), PAST) as long:
        for command in COMMANDS:
            (said, few), (also_said, many) = rows_of_postgresql(short, command), rows_of_postgresql(long, command)
            assert said == also_said
            assert 0 < many <= few + 10, (command, few, many)


def test_the_past_is_really_there(tmp_path: Path) -> None:
    with filled(sqlite_url(tmp_path), 100) as store:
        account = whole(store)
        assert len(account.invoices) == len(account.notes) + 10 == 112
        assert account.invoices["P7"].outstanding_minor == account.credits["P7-CN1"].remaining_minor == 0
