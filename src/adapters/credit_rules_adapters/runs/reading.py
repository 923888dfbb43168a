"""What a run must know of a store, read a stretch of accounts at a time, so that it takes little memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias, TypeVar

from attrs import frozen
from sqlalchemy import ColumnElement, Connection, Table, func, select

from credit_rules_adapters.asking import Answer, read_answer
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.tables import accounts, answers, credits, invoices, lines

AT_ONCE = 5000
"""So many accounts are read, and run, together."""

Within: TypeAlias = Callable[[Table], ColumnElement[bool]]


class Bill(NamedTuple):
    """An issued invoice that owes something."""

    account: str
    id: str
    currency: str
    outstanding_minor: int
    pending_minor: int
    issued_on: date
    due_on: date


class Lot(NamedTuple):
    """A lot of which something remains."""

    account: str
    id: str
    currency: str
    remaining_minor: int
    credit_class: str
    issued_on: date
    usable_from: date
    expires_on: date | None
    paused: bool
    voided: bool
    priority: int
    products: Sequence[str] | None


@frozen
class Stretch:
    """Accounts that follow one another by id: versions, bills and lots by id, and the products of each bill's lines.

    `late` have entries after the run's date, and take no part; `done` were answered in this run before.
    """

    versions: Mapping[str, int]
    late: frozenset[str]
    done: Mapping[str, Answer]
    bills: Sequence[Bill]
    lots: Sequence[Lot]
    products: Mapping[tuple[str, str], frozenset[str | None]]


def stretches(store: SqlStore, on: date, run: tuple[str, str] | None) -> Iterator[Stretch]:
    """Yield all accounts with entries, by id; each stretch as it is at one moment.

    :param run: the actor and the key of a run that may have been begun
    """
    last = ""
    while True:
        with store.reading_connection() as connection:
            after = select(accounts).where(accounts.c.version > 0, accounts.c.account > last)
            rows = connection.execute(after.order_by(accounts.c.account).limit(AT_ONCE)).all()
            if not rows:
                return
            first, last = rows[0].account, rows[-1].account

            def between(table: Table, first: str = first, last: str = last) -> ColumnElement[bool]:
                return (table.c.account >= first) & (table.c.account <= last)

            bills, lots, products = standing(connection, between)
            yield Stretch(
                versions={row.account: row.version for row in rows},
                late=frozenset(row.account for row in rows if row.last_on > on),
                done={} if run is None else _answered(connection, between, run),
                bills=bills,
                lots=lots,
                products=products,
            )


def count(store: SqlStore) -> int:
    """Count the accounts with entries."""
    with store.reading_connection() as connection:
        found = connection.execute(select(func.count()).select_from(accounts).where(accounts.c.version > 0))
        return found.scalar_one()


def standing(
    connection: Connection, within: Within
) -> tuple[list[Bill], list[Lot], Mapping[tuple[str, str], frozenset[str | None]]]:
    """Read the bills and lots of accounts by account and id, and, where a lot is limited, the products of the bills."""
    open_ones = within(invoices) & (invoices.c.outstanding_minor > 0)
    columns = [invoices.c[name] for name in Bill._fields]
    in_order = select(*columns).where(open_ones).order_by(invoices.c.account, invoices.c.id)
    bills = [Bill(*row) for row in connection.execute(in_order)]
    lots = [*_lots(connection, within)]
    products: defaultdict[tuple[str, str], set[str | None]] = defaultdict(set)
    if any(lot.products for lot in lots):
        named = select(lines.c.account, lines.c.invoice, lines.c.product).join_from(lines, invoices).where(open_ones)
        for account, invoice, product in connection.execute(named):
            products[account, invoice].add(product)
    return bills, lots, {key: frozenset(found) for key, found in products.items()}


_Of = TypeVar("_Of", Bill, Lot)


def by_account(rows: Iterable[_Of]) -> Mapping[str, list[_Of]]:
    """Return the bills, or lots, of each account; of another none."""
    found: defaultdict[str, list[_Of]] = defaultdict(list)
    for row in rows:
        found[row.account].append(row)
    return found


def _lots(connection: Connection, within: Within) -> Iterator[Lot]:
    columns = [credits.c[name] for name in Lot._fields[:-2]]
    remaining = within(credits) & (credits.c.remaining_minor > 0)
    in_order = select(*columns, credits.c.state).where(remaining).order_by(credits.c.account, credits.c.id)
    for *values, text in connection.execute(in_order):
        state = json.loads(text)
        yield Lot._make([*values, state["priority"], state["products"]])


def _answered(connection: Connection, within: Within, run: tuple[str, str]) -> dict[str, Answer]:
    """Read what accounts were answered in a run."""
    actor, key = run
    found = select(answers.c.account, answers.c.answer).where(within(answers), answers.c.actor == actor)
    return {account: read_answer(text) for account, text in connection.execute(found.where(answers.c.key == key))}
