"""What reports read of a store: entries of one account or of all, and states as they stood at the end of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import TypeVar

from attrs import frozen
from sqlalchemy import ColumnElement, Connection, Table, select

from credit_rules import AccountCredit, Entry, Invoice
from credit_rules_adapters.reports import as_at
from credit_rules_adapters.stores.sql.rows import recorded_of, state_of
from credit_rules_adapters.stores.sql.store import Tables
from credit_rules_adapters.stores.sql.tables import accounts, credits, entries, invoices

_State = TypeVar("_State", Invoice, AccountCredit)
_AT_ONCE = 1000
"""How many rows are taken from the database at a time."""


@frozen
class States:
    """Invoices that owed something, and lots of which something remained."""

    invoices: tuple[Invoice, ...]
    credits: tuple[AccountCredit, ...]


def entries_of(store: Tables, account: str | None, *where: ColumnElement[bool]) -> Iterator[Entry]:
    """Yield the entries of an account, or of each after the other, in their order."""
    with store.reading_connection() as connection:
        yield from (entry for _, entry in _entries(connection, account, *where))


def states_at(store: Tables, account: str | None, on: date) -> States:
    """Return the states of an account, or of all, at the end of a day.

    Of accounts that have not moved since, the tables have them; of the others, the entries up to that day make them.
    """
    has_moved = accounts.c.last_on > on
    with store.reading_connection() as connection:
        replayed = [
            as_at((entry for _, entry in found), on)
            for _, found in groupby(
                _entries(connection, account, entries.c.account.in_(select(accounts.c.account).where(has_moved))),
                lambda owned: owned[0],
            )
        ]
        still = (~has_moved, *_of(account, accounts))
        owing = _states(connection, invoices, Invoice, *still, invoices.c.outstanding_minor > 0)
        left = _states(connection, credits, AccountCredit, *still, credits.c.remaining_minor > 0)
    return States(
        (
            *owing,
            *(invoice for each in replayed for invoice in each.invoices.values() if invoice.outstanding_minor > 0),
        ),
        (*left, *(lot for each in replayed for lot in each.credits.values() if lot.remaining_minor > 0)),
    )


def _entries(connection: Connection, account: str | None, *where: ColumnElement[bool]) -> Iterator[tuple[str, Entry]]:
    found = select(entries).where(*where, *_of(account, entries)).order_by(entries.c.account, entries.c.number)
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(found).mappings()
    return ((row["account"], recorded_of(row).entry) for row in rows)


def _states(connection: Connection, table: Table, kind: type[_State], *where: ColumnElement[bool]) -> list[_State]:
    of_account = table.join(accounts, accounts.c.account == table.c.account)
    found = select(table.c.state).select_from(of_account).where(*where)
    read = state_of(kind)
    return [read(text) for text in connection.execute(found.order_by(table.c.account, table.c.id)).scalars()]


def _of(account: str | None, table: Table) -> Iterable[ColumnElement[bool]]:
    return () if account is None else (table.c.account == account,)
