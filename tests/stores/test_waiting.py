"""Nobody waits without end for a connection, an account's row or SQLite's file: `StoreUnavailable` is told instead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import anyio
import pytest
from anyio.to_thread import current_default_thread_limiter
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from api.asking import ADMINISTRATOR, VIEWER, opened
from credit_rules_adapters.stores.protocol import StoreUnavailable
from credit_rules_adapters.stores.sql import SqlStore, open_store, opening
from credit_rules_adapters.testing.stores.base import ask, crediting, entering, whole
from stores.databases import another, postgresql_url, sqlite_url

DATABASES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.real, pytest.mark.xdist_group("postgresql")])]
BRIEF = 0.2


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name a database to open where nobody waits for long."""
    for name in ("_POOL_SECONDS", "_LOCK_SECONDS"):
        monkeypatch.setattr(opening, name, BRIEF)
    monkeypatch.setitem(opening._POOL, "pool_timeout", BRIEF)
    return sqlite_url(tmp_path) if request.param == "sqlite" else postgresql_url()


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """Open it, with an invoice."""
    store = open_store(url)
    ask(store, entering())
    yield store
    store.close()


@contextmanager
def all_in_use(engine: Engine) -> Iterator[None]:
    """Take every connection that an engine opens."""
    assert isinstance(engine.pool, QueuePool)
    with ExitStack() as taken:
        for _ in range(engine.pool.size()):
            taken.enter_context(engine.connect())
        yield


@contextmanager
def soon() -> Iterator[None]:
    """Demand that something is over soon."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 10 * BRIEF


def test_where_all_connections_are_in_use_it_is_told(store: SqlStore) -> None:
    with all_in_use(store.engine):
        with soon(), pytest.raises(StoreUnavailable, match="all 40 connections are in use"):
            ask(store, crediting(), key="k")
        with soon(), pytest.raises(StoreUnavailable):
            store.accounts()
    assert not ask(store, crediting(), key="k").replayed


def test_the_writer_of_a_locked_account_is_told(store: SqlStore) -> None:
    with store.transaction("ann"), soon(), pytest.raises(StoreUnavailable):
        ask(store, crediting(), key="k")
    assert not ask(store, crediting(), key="k").replayed
    assert whole(store).number == 2


def test_a_writer_of_another_process_is_waited_for_no_longer(store: SqlStore, url: str) -> None:
    with another(url) as other:
        with other.transaction("ann"), soon(), pytest.raises(StoreUnavailable):
            ask(store, crediting(), key="k")
        assert not ask(other, crediting(), key="k").replayed


def test_readers_wait_for_no_writer(store: SqlStore) -> None:
    with store.transaction("ann"), soon():
        assert whole(store).number == 1


def test_who_broke_off_hands_the_turn_on(store: SqlStore) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), store.transaction("ann"):
            raise ZeroDivisionError
    with soon():
        ask(store, crediting())


def test_over_http_it_is_a_503_that_says_when_to_ask_again(url: str) -> None:
    with opened(url) as api:
        api.paid_invoice("ann")
        api.secret(VIEWER)
        with all_in_use(api.store.engine):
            for answer in (api.get(VIEWER, "/accounts/ann"), api.post(ADMINISTRATOR, "/accounts/ann/expire")):
                assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
                assert answer.headers["retry-after"] == "1"
                assert answer.elapsed.total_seconds() < 10 * BRIEF
            assert api.client.get("/ready").status_code == 503
        assert api.get(VIEWER, "/accounts/ann").is_success


def test_no_thread_of_a_server_waits_for_a_connection(tmp_path: Path) -> None:
    """As many connections as threads: then the bound above is met by servers inside servers alone."""

    async def threads() -> float:
        return current_default_thread_limiter().total_tokens

    with another(sqlite_url(tmp_path)) as store:
        assert isinstance(store.engine.pool, QueuePool)
        assert store.engine.pool.size() >= anyio.run(threads)


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
def test_postgresql_waits_as_long_as_its_url_says() -> None:
    url = postgresql_url()
    for address, told in ((url, "10s"), (f"{url}&options=-c%20lock_timeout%3D3s", "3s")):
        with another(address) as store, store.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == told
