"""`SqlStoreSuite`: for stores over SQLAlchemy, a crash before or after each statement too (the extra `sql`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, event

from credit_rules_adapters.stores.protocol import Store
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.crashing import CrashPoints
from credit_rules_adapters.testing.stores.durable import DurableStoreSuite
from credit_rules_adapters.testing.stores.suite import Crashing


class SqlStoreSuite(DurableStoreSuite):
    """Put a `SqlStore` through everything, and verify its tables after each crash."""

    def reopen(self, store: Store) -> Store:
        """Drop every connection, as the end of a process does."""
        opened(store).close()
        return store

    def check(self, store: Store, account: str) -> None:
        """Fold the account's entries anew, and compare every row."""
        assert list(verify(opened(store), account)) == []

    def crashings(self) -> Sequence[Crashing]:
        """Crash around the calls of the protocol, and around each SQL statement."""
        return [*super().crashings(), _crashing_statements]


def opened(store: Store) -> SqlStore:
    """Return a store as the one over SQL that it is."""
    assert isinstance(store, SqlStore)
    return store


@contextmanager
def _crashing_statements(store: Store, points: CrashPoints) -> Iterator[Store]:
    with listening(opened(store).engine, points):
        yield store


@contextmanager
def listening(engine: Engine, points: CrashPoints) -> Iterator[None]:
    """Let a crash come before or after each statement, and before each commit, of an engine."""
    moments = ("before_cursor_execute", "after_cursor_execute", "commit")
    for moment in moments:
        event.listen(engine, moment, points.reach)
    try:
        yield
    finally:
        for moment in moments:
            event.remove(engine, moment, points.reach)
