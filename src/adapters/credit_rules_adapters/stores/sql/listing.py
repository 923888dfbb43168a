"""Lists over the tables, a part at a time: each part begins after the last row of the one before, by account and id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from attrs import frozen
from sqlalchemy import ColumnElement, Table, select, tuple_

from credit_rules import AccountCredit, CreditNote, Invoice
from credit_rules_adapters.stores.protocol import Recorded
from credit_rules_adapters.stores.sql.rows import recorded_of, state_of
from credit_rules_adapters.stores.sql.store import SqlStore
from credit_rules_adapters.stores.sql.tables import accounts, entries, lines

_State = TypeVar("_State", Invoice, AccountCredit, CreditNote)
_Kind = TypeVar("_Kind")


@frozen
class Part(Generic[_Kind]):
    """A part of a list, and the key of its last row if more rows follow."""

    rows: Sequence[_Kind]
    last: tuple[Any, ...] | None


def part_of(rows: Sequence[tuple[tuple[Any, ...], _Kind]], limit: int) -> Part[_Kind]:
    """Make a part of keyed rows, of which there may be one more than it may have."""
    return Part([row for _, row in rows[:limit]], rows[limit - 1][0] if len(rows) > limit else None)


def states(
    store: SqlStore,
    table: Table,
    kind: type[_State],
    *,
    where: Sequence[ColumnElement[bool]],
    after: tuple[str, str] | None,
    limit: int,
) -> Part[_State]:
    """Return states of invoices, lots or notes, by account and id."""
    key = tuple_(table.c.account, table.c.id)
    found = select(table.c.account, table.c.id, table.c.state).where(*where)
    if after is not None:
        found = found.where(key > after)
    with store.reading_connection() as connection:
        rows = connection.execute(found.order_by(table.c.account, table.c.id).limit(limit + 1)).all()
    read = state_of(kind)
    return part_of([((account, id), read(state)) for account, id, state in rows], limit)


def recorded(store: SqlStore, account: str, *, after: int, limit: int) -> Part[Recorded]:
    """Return entries of an account after a number, in their order."""
    found = select(entries).where(entries.c.account == account, entries.c.number > after)
    with store.reading_connection() as connection:
        rows = connection.execute(found.order_by(entries.c.number).limit(limit + 1)).mappings().all()
    return part_of([((row["number"],), recorded_of(row)) for row in rows], limit)


def account_ids(store: SqlStore, *, after: str, limit: int) -> Part[str]:
    """Return accounts with entries after an id, by id."""
    found = select(accounts.c.account).where(accounts.c.version > 0, accounts.c.account > after)
    with store.reading_connection() as connection:
        ids = connection.execute(found.order_by(accounts.c.account).limit(limit + 1)).scalars().all()
    return part_of([((id,), id) for id in ids], limit)


def products_of(store: SqlStore, account: str) -> Sequence[str]:
    """Return the products that an account was ever invoiced for, in order."""
    found = select(lines.c.product).distinct().where(lines.c.account == account, lines.c.product.is_not(None))
    with store.reading_connection() as connection:
        return sorted(filter(None, connection.execute(found).scalars()))


def recorded_under(store: SqlStore, actor: str, key: str) -> Iterator[tuple[str, Recorded]]:
    """Yield what an actor had recorded under one key in all accounts, by account."""
    found = select(entries).where(entries.c.key == key, entries.c.actor == actor).order_by(entries.c.account)
    with store.reading_connection() as connection:
        for row in connection.execution_options(yield_per=500).execute(found).mappings():
            yield row["account"], recorded_of(row)
