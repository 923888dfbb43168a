"""Opening a database: how its driver is set up, and which version its tables have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

import alembic.command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry

from credit_rules_adapters.stores.protocol import (
    StoreCannotWrite,
    StoreNotCurrent,
    StoreUnavailable,
)

READING = "credit_rules_reading"
_TURN = "credit_rules_turn"
_CONNECTIONS = 40
"""How many connections an engine opens at most: as many as a server has threads, so that none of them waits for one."""
_POOL_SECONDS = 2
"""How long a thread waits for a connection where there are more threads than that."""
_LOCK_SECONDS = 10
"""How long anybody waits for an account's row, for SQLite's file, or to be connected."""
_UPGRADING = 35_36
"""The number of the lock that lets one upgrade wait for another."""


def engine_of(url: str) -> Engine:
    """Make the engine of a database.

    :raises ValueError: the URL is none of SQLite (a file) or PostgreSQL
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError(f"{url!r} is no URL of a database; {_ALLOWED}") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database not in {None, "", ":memory:"}:
            return _sqlite(parsed)
        case "postgresql":
            return _postgresql(parsed)
        case _:
            raise ValueError(f"{url!r} is no database that is supported; {_ALLOWED}")


_ALLOWED = "allowed are sqlite:///FILE and postgresql://USER@HOST/DATABASE"


_POOL: dict[str, Any] = {"pool_size": _CONNECTIONS, "max_overflow": 0, "pool_timeout": _POOL_SECONDS}


def _postgresql(url: URL) -> Engine:
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": _LOCK_SECONDS}
    url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, connect_args=patience, pool_pre_ping=True, pool_use_lifo=True, **_POOL)
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_postgresql(connection: Any, _: ConnectionPoolEntry) -> None:
    bounded = "SELECT set_config('lock_timeout', %s, false) WHERE current_setting('lock_timeout') = '0'"
    connection.execute(bounded, [f"{_LOCK_SECONDS}s"])
    connection.commit()


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _LOCK_SECONDS}, **_POOL)
    turn = Lock()  # SQLite lets its waiters sleep, whoever wakes first goes on; this wakes the next one at once

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(READING, False):
            connection.exec_driver_sql("BEGIN")
            return
        if not turn.acquire(timeout=_LOCK_SECONDS):
            raise StoreUnavailable("the file is being written to by others")
        connection.info[_TURN] = turn
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a lock taken later may come too late

    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", _end_turn)
    return engine


def _end_turn(_: Any, entry: ConnectionPoolEntry) -> None:
    turn = entry.info.pop(_TURN, None)
    if turn is not None:
        turn.release()


def _set_up_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `begin` does
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def reading_options(engine: Engine) -> dict[str, Any]:
    """Return the execution options of a connection that reads one consistent state."""
    if engine.dialect.name == "sqlite":
        return {READING: True}
    return {READING: True, "isolation_level": "REPEATABLE READ"}


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "credit_rules_adapters.stores.sql:migrations")
    config.attributes["connection"] = connection
    return config


def is_current(engine: Engine) -> bool:
    """Tell whether the tables are those of this program.

    :raises StoreNotCurrent: they are of a later one
    """
    unkept = {"compiled_cache": None}  # Alembic asks with statements of its own each time; the engine would keep each
    with told_plainly(), engine.connect().execution_options(**reading_options(engine), **unkept) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    *earlier, last = _versions()
    if found is not None and found not in {*earlier, last}:
        raise StoreNotCurrent(f"the tables are of version {found}, which only a later program knows; install it")
    return found == last


@cache
def _versions() -> tuple[str, ...]:
    """Return the versions of the tables, the last one last: those of the program as it was started."""
    scripts = ScriptDirectory.from_config(_alembic())
    return tuple(script.revision for script in scripts.walk_revisions())[::-1]


def demand_current(engine: Engine) -> None:
    """Go on only where the tables are those of this program.

    :raises StoreNotCurrent: they are not
    """
    if not is_current(engine):
        shown = engine.url.render_as_string(hide_password=True)
        raise StoreNotCurrent(f"the tables at {shown} are not current; run credit-rules db upgrade")


def upgrade(engine: Engine) -> None:
    """Bring the tables to the version of this program; where they are, nothing is done."""
    if is_current(engine):
        return
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    with told_plainly(), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # another upgrade may take its time
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADING})")
        alembic.command.upgrade(_alembic(connection), "head")


def _write_ahead(engine: Engine) -> None:
    """Let readers and one writer work side by side; the file remembers it."""
    with told_plainly():
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            raw.close()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Tell what a driver raises in the words of a store.

    :raises StoreCannotWrite: the database is read-only or full
    :raises StoreUnavailable: it was not reached, broke off, is damaged or none, or others were in the way too long
    """
    try:
        yield
    except NoConnection as error:
        raise StoreUnavailable(f"all {_CONNECTIONS} connections are in use") from error
    except DBAPIError as error:
        raise _store_error(error) from error


_CANNOT_WRITE = {"SQLITE_READONLY", "SQLITE_FULL", "25006", "53100"}
_UNAVAILABLE = {
    "SQLITE_BUSY",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_NOTADB",
    "SQLITE_CORRUPT",
    "40",
    "08",
    "53",
    "55P03",
    "57",
    "58",
}


def _store_error(error: DBAPIError) -> Exception:
    """Return the error of a store that a driver's error amounts to; one of programming remains what it is."""
    raised: Any = error.orig
    code: str = getattr(raised, "sqlstate", None) or getattr(raised, "sqlite_errorname", None) or ""
    told = str(raised).strip()
    if any(code.startswith(known) for known in _CANNOT_WRITE):
        return StoreCannotWrite(told)
    unreached = error.connection_invalidated or (not code and type(error).__name__ == "OperationalError")
    if unreached or any(code.startswith(known) for known in _UNAVAILABLE):
        return StoreUnavailable(told)
    return error
