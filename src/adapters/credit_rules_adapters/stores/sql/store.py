"""The store over SQLite or PostgreSQL: in transactions of its own, or as a part of the caller's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Transaction, delete, func, select

from credit_rules import Needs, Status
from credit_rules_adapters.stores.protocol import Recorded
from credit_rules_adapters.stores.sql.loading import SqlReading
from credit_rules_adapters.stores.sql.opening import demand_current, engine_of, reading_options, told_plainly, upgrade
from credit_rules_adapters.stores.sql.rows import recorded_of
from credit_rules_adapters.stores.sql.tables import accounts, answers, entries, invoices, lines, outbox
from credit_rules_adapters.stores.sql.together import Batch
from credit_rules_adapters.stores.sql.writing import SqlUnit


def open_store(url: str) -> SqlStore:
    """Open the store at a URL; a SQLite file is made or brought up to date, PostgreSQL must be current.

    :raises ValueError: the URL is none of SQLite (a file) or PostgreSQL
    :raises StoreNotCurrent: the tables of PostgreSQL are of another version: `credit-rules db upgrade`
    """
    engine = engine_of(url)
    try:
        upgrade(engine) if engine.dialect.name == "sqlite" else demand_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine)


class Tables(ABC):
    """The store over any way to come by a connection."""

    @abstractmethod
    def reading_connection(self) -> AbstractContextManager[Connection]:
        """Open a connection that sees one committed state."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[tuple[Connection, Transaction]]:
        """Open a transaction that is committed at the end."""

    @contextmanager
    def transaction(self, account: str) -> Iterator[SqlUnit]:
        """Lock an account, known or not; what was not worth keeping leaves no trace."""
        with self._writing() as (connection, transaction):
            unit = SqlUnit(connection, account)
            yield unit
            if not unit.changed:
                transaction.rollback()

    @contextmanager
    def together(self, needed: Mapping[str, Needs]) -> Iterator[Mapping[str, SqlUnit]]:
        """Lock several accounts in the order of their ids; read and write them with few statements."""
        with self._writing() as (connection, transaction):
            batch = Batch(connection, needed)
            yield batch.units
            batch.write()
            if not any(unit.changed for unit in batch.units.values()):
                transaction.rollback()

    @contextmanager
    def reading(self, account: str) -> Iterator[SqlReading]:
        """Look at an account without locking it."""
        with self.reading_connection() as connection:
            yield SqlReading(connection, account)

    def accounts(self, *, product: str | None = None) -> Sequence[str]:
        """Return the ids of all accounts with entries, or of those with a product on an issued invoice, in order."""
        found = select(accounts.c.account).where(accounts.c.version > 0)
        if product is not None:
            found = (
                select(lines.c.account)
                .distinct()
                .join_from(lines, invoices)
                .where(lines.c.product == product, invoices.c.status == Status.ISSUED.value)
            )
        with self.reading_connection() as connection:
            return sorted(connection.execute(found).scalars())

    def events(self, limit: int) -> Iterator[tuple[str, Recorded]]:
        """Yield entries that were committed and not yet taken, those of one account in their order."""
        # A clock may go back, or another server's may lag: no entry is put before an earlier one of its account.
        reached = func.max(entries.c.at).over(partition_by=entries.c.account, order_by=entries.c.number)
        oldest = (
            select(entries).select_from(outbox.join(entries)).order_by(reached, entries.c.account, entries.c.number)
        )
        with self.reading_connection() as connection:
            rows = connection.execute(oldest.limit(limit)).mappings().all()
        return ((row["account"], recorded_of(row)) for row in rows)

    def taken(self, events: Iterable[tuple[str, int]]) -> None:
        """Forget events that the caller's queue has."""
        with self._writing() as (connection, _):
            for account, number in events:
                of_event = (outbox.c.account == account) & (outbox.c.number == number)
                connection.execute(delete(outbox).where(of_event))

    def forget_answers(self, before: datetime) -> int:
        """Forget answers kept before that time; return how many they were."""
        with self._writing() as (connection, _):
            return connection.execute(delete(answers).where(answers.c.at < before)).rowcount


class SqlStore(Tables):
    """A store over an engine of its own, each transaction on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        """Close the connections that are not in use."""
        self.engine.dispose()

    @contextmanager
    def reading_connection(self) -> Iterator[Connection]:
        """Open a connection that sees one committed state."""
        with told_plainly(), self.engine.connect() as connection:
            yield connection.execution_options(**reading_options(self.engine))

    @contextmanager
    def joined(self) -> Iterator[tuple[Connection, JoiningStore]]:
        """Open a transaction for other rows beside what the store does in it: all of it is kept, or nothing."""
        with self._writing() as (connection, _):
            yield connection, JoiningStore(connection)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, Transaction]]:
        with told_plainly(), self.engine.connect() as connection, connection.begin() as transaction:
            yield connection, transaction


class JoiningStore(Tables):
    """A store inside the caller's transaction: it takes part in it behind a savepoint, and never commits it.

    What is seen is what the caller's transaction sees; what was done is kept once the caller commits.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def reading_connection(self) -> Iterator[Connection]:
        """Lend the caller's connection."""
        with told_plainly():
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, Transaction]]:
        with told_plainly():
            _begin_really(self._connection)
            with self._connection.begin_nested() as savepoint:
                yield self._connection, savepoint


def _begin_really(connection: Connection) -> None:
    """Begin where SQLite's driver has put it off: else the savepoint would be the transaction, its release a commit."""
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
