"""The store inside the caller's own transaction, and what others see of it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from credit_rules_adapters.stores.sql import JoiningStore, SqlStore, open_store
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.base import ask, crediting, entering, whole
from stores.databases import postgresql_url, sqlite_url

DATABASES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.real, pytest.mark.xdist_group("postgresql")])]


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Open a store in which an invoice stands, beside a table of the caller's."""
    store = open_store(sqlite_url(tmp_path) if request.param == "sqlite" else postgresql_url())
    ask(store, entering())
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE orders (id TEXT PRIMARY KEY)"))
    yield store
    store.close()


@pytest.fixture
def callers(store: SqlStore) -> Iterator[Engine]:
    """Make an engine as a caller would, who knows nothing of ours."""
    engine = create_engine(store.engine.url)
    yield engine
    engine.dispose()


def orders(store: SqlStore) -> list[str]:
    with store.engine.connect() as connection:
        return list(connection.execute(text("SELECT id FROM orders")).scalars())


def test_what_is_done_is_kept_once_the_caller_commits(store: SqlStore, callers: Engine) -> None:
    with callers.connect() as connection:
        connection.execute(text("INSERT INTO orders VALUES ('O1')"))
        answer = ask(JoiningStore(connection), crediting(), key="k")
        assert (answer.version, whole(JoiningStore(connection)).number) == (2, 2)
        assert whole(store).number == 1
        assert len(list(store.events(10))) == 1
        connection.commit()
    assert (whole(store).number, orders(store)) == (2, ["O1"])
    assert len(list(store.events(10))) == 2
    assert ask(store, crediting(), key="k").replayed
    assert list(verify(store)) == []


def test_what_the_caller_rolls_back_never_happened(store: SqlStore, callers: Engine) -> None:
    with callers.connect() as connection:
        ask(JoiningStore(connection), crediting(), key="k")  # the first statement of the transaction
        connection.execute(text("INSERT INTO orders VALUES ('O1')"))
        connection.rollback()
    assert (whole(store).number, orders(store)) == (1, [])
    assert not ask(store, crediting(), key="k").replayed


def test_several_commands_are_one_transaction(store: SqlStore, callers: Engine) -> None:
    with callers.begin() as connection:
        joining = JoiningStore(connection)
        ask(joining, crediting(amount_minor=1))
        ask(joining, crediting(amount_minor=1000))  # refused
        ask(joining, entering(account="bob"), account="bob")
        assert joining.accounts() == ["ann", "bob"]
        assert store.accounts() == ["ann"]
    assert (whole(store).number, store.accounts()) == (2, ["ann", "bob"])
    assert list(verify(store)) == []


def test_what_fails_inside_leaves_the_callers_transaction_usable(store: SqlStore, callers: Engine) -> None:
    with callers.begin() as connection:
        connection.execute(text("INSERT INTO orders VALUES ('O1')"))
        with pytest.raises(LookupError), JoiningStore(connection).transaction("ann") as unit:
            unit.number("CN", [])
            raise LookupError("planted")
        ask(JoiningStore(connection), crediting())
    assert (whole(store).number, orders(store)) == (2, ["O1"])
    assert list(verify(store)) == []
