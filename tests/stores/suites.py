"""The suite over each of our stores; the tests run it small, the soak runs it long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from credit_rules_adapters.stores.protocol import Store
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.testing.stores.sql import SqlStoreSuite, opened
from stores.databases import another, postgresql_url, sqlite_url


class SqliteSuite(SqlStoreSuite):
    """A file for each store."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        self.stores: list[SqlStore] = []
        yield
        for store in self.stores:
            store.close()

    def make_store(self) -> SqlStore:
        store = open_store(sqlite_url(self.folder))
        self.stores.append(store)
        return store

    def opener(self, store: Store) -> Callable[[], Store]:
        return partial(open_store, _url(store))

    @contextmanager
    def read_only(self, store: Store) -> Iterator[Store]:
        with another(f"sqlite:///file:{opened(store).engine.url.database}?mode=ro&uri=true") as locked:
            yield locked

    @contextmanager
    def full(self, store: Store) -> Iterator[Store]:
        opened(store).close()
        with another(_url(store)) as filled:
            event.listen(filled.engine, "connect", _no_further_page)
            filled.close()
            yield filled


def _url(store: Store) -> str:
    return opened(store).engine.url.render_as_string(hide_password=False)


def _no_further_page(connection: Any, _: object) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
class PostgresqlSuite(SqlStoreSuite):
    """A database for each store, in one server."""

    @pytest.fixture(autouse=True)
    def _closing(self) -> Iterator[None]:
        self.stores: list[SqlStore] = []
        yield
        for store in self.stores:
            store.close()

    def make_store(self) -> SqlStore:
        store = open_store(postgresql_url())
        self.stores.append(store)
        return store

    def opener(self, store: Store) -> Callable[[], Store]:
        return partial(open_store, _url(store))

    @contextmanager
    def read_only(self, store: Store) -> Iterator[Store]:
        with another(f"{_url(store)}&options=-c%20default_transaction_read_only=on") as locked:
            yield locked

    @contextmanager
    def full(self, store: Store) -> Iterator[Store]:
        """Answer an insertion as PostgreSQL does where its disk is full (SQLSTATE 53100)."""
        with another(_url(store)) as filled:
            event.listen(filled.engine, "before_cursor_execute", _no_space)
            yield filled


def _no_space(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    if statement.startswith("INSERT INTO outbox"):
        raise psycopg.errors.DiskFull("could not extend file: No space left on device")
