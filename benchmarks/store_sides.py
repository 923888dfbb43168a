"""The sides of the store benchmark: the service, and the same reads and writes by hand through Core and the driver."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from threading import local
from typing import Any

import psycopg
from sqlalchemy import BindParameter, ClauseElement, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from store_cases import Prepared, service_of

from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.stores.sql.opening import engine_of
from credit_rules_adapters.stores.sql.tables import (
    accounts,
    answers,
    credits,
    entries,
    invoices,
    lines,
    notes,
    outbox,
)

_ACCOUNT: BindParameter[str] = bindparam("at_account")
_ID: BindParameter[str] = bindparam("at_id")


def _updated(table: Any, id: Any, *kept: str) -> ClauseElement:
    changed = [each.name for each in table.columns if each.name not in {"account", *kept}]
    return (
        update(table).where(table.c.account == _ACCOUNT, id == _ID).values({name: bindparam(name) for name in changed})
    )


STATEMENTS: Mapping[str, ClauseElement] = {
    "lock": select(accounts.c.version, accounts.c.last_on).where(accounts.c.account == _ACCOUNT).with_for_update(),
    "answered": select(answers).where(
        answers.c.account == _ACCOUNT, answers.c.actor == bindparam("by"), answers.c.key == bindparam("under")
    ),
    "invoice": select(invoices.c.state).where(invoices.c.account == _ACCOUNT, invoices.c.id == _ID),
    "account": update(accounts)
    .where(accounts.c.account == _ACCOUNT)
    .values(version=bindparam("number"), last_on=bindparam("on")),
    "entry": insert(entries),
    "event": insert(outbox),
    "credited": _updated(invoices, invoices.c.id, "id"),
    "line": _updated(lines, lines.c.invoice, "invoice", "id"),
    "lot": insert(credits),
    "note": insert(notes),
    "answer": insert(answers),
}
"""What a credit on a half-paid invoice reads and writes, in one transaction; no statement could be left out."""

Execute = Callable[[str, dict[str, Any]], Any]


def record(execute: Execute, work: Prepared) -> None:
    """Read and write what one request must; nothing is decided, checked or put into words here."""
    account = work.request.account
    version = execute("lock", {"at_account": account}).fetchone()[0]
    asked = {"at_account": account, "by": work.request.actor, "under": work.request.key}
    assert execute("answered", asked).fetchone() is None
    at = {"at_account": account, "at_id": work.invoice_id}
    assert execute("invoice", at).fetchone() is not None
    number = version + 1
    execute("account", {"at_account": account, "number": number, "on": work.entry["dated"]})
    execute("entry", {**work.entry, "number": number})
    execute("event", {"account": account, "number": number})
    execute("credited", at | work.invoice)
    execute("line", at | work.line)
    execute("lot", work.lot)
    execute("note", work.note)
    execute("answer", {**work.answer, "answer": work.answer_text(number)})


class Side(ABC):
    """One way to do the work over a database."""

    @abstractmethod
    def __init__(self, url: str) -> None: ...

    @abstractmethod
    def do(self, work: Prepared) -> None:
        """Do what one request asks, to its commit."""

    @abstractmethod
    def close(self) -> None:
        """Close the connections."""


class Store(Side):
    """The service over the store."""

    def __init__(self, url: str) -> None:
        self._store = open_store(url)
        self._service = service_of(self._store)

    def do(self, work: Prepared) -> None:
        self._service.carry_out(work.request).result.unwrap()

    def close(self) -> None:
        self._store.close()


class Core(Side):
    """By hand through SQLAlchemy Core, over an engine that is set up as the store's is."""

    def __init__(self, url: str) -> None:
        self._engine = engine_of(url)

    def do(self, work: Prepared) -> None:
        with self._engine.begin() as connection:
            record(lambda name, values: connection.execute(STATEMENTS[name], values), work)  # type: ignore[call-overload]

    def close(self) -> None:
        self._engine.dispose()


class Driver(Side):
    """By hand through the driver alone: the statements compiled before, a connection for each writer."""

    def __init__(self, dialect: Any) -> None:
        self._own, self._opened = local(), list[Any]()
        self._sql = {name: str(statement.compile(dialect=dialect)) for name, statement in STATEMENTS.items()}

    @abstractmethod
    def connect(self) -> Any:
        """Open a connection as the store sets it up."""

    @abstractmethod
    def transaction(self, connection: Any) -> AbstractContextManager[object]:
        """Open a transaction."""

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return values as the driver takes them."""
        return given

    def do(self, work: Prepared) -> None:
        if not hasattr(self._own, "connection"):
            self._own.connection = self.connect()
            self._opened.append(self._own.connection)
        connection = self._own.connection
        with self.transaction(connection):
            record(lambda name, values: connection.execute(self._sql[name], self.values(values)), work)

    def close(self) -> None:
        for connection in self._opened:
            connection.close()


class SqliteDriver(Driver):
    """Through `sqlite3`."""

    def __init__(self, url: str) -> None:
        super().__init__(sqlite.dialect(paramstyle="named"))
        self._file = str(make_url(url).database)

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def transaction(self, connection: sqlite3.Connection) -> Iterator[None]:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """Write days and times as text: SQLite has no kind of its own for them."""
        return {name: _in_text(value) for name, value in given.items()}


class PsycopgDriver(Driver):
    """Through psycopg."""

    def __init__(self, url: str) -> None:
        super().__init__(postgresql.psycopg.dialect())  # type: ignore[no-untyped-call]
        self._url = url

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._url)

    def transaction(self, connection: psycopg.Connection[Any]) -> AbstractContextManager[object]:
        return connection.transaction()


def _in_text(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
