"""Invoices of all accounts as a person looks for them: a part at a time, each search in the order of its own index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen
from sqlalchemy import Column, ColumnElement, Connection, Select, and_, false, or_, select, tuple_

from credit_rules import Invoice, InvoiceState, Status
from credit_rules_adapters.stores.sql.listing import Part, part_of
from credit_rules_adapters.stores.sql.rows import state_of
from credit_rules_adapters.stores.sql.store import SqlStore
from credit_rules_adapters.stores.sql.tables import directory, invoices

_LAST = "\U0010ffff"
"""After every text that begins like this one."""
_issued = invoices.c.status == Status.ISSUED.value
_settled = invoices.c.paid_minor + invoices.c.applied_minor

_OF_STATE: Mapping[InvoiceState, ColumnElement[bool]] = MappingProxyType(
    {
        **{
            InvoiceState(status.value): invoices.c.status == status.value
            for status in (Status.CANCELLED, Status.WRITTEN_OFF, Status.DRAFT)
        },
        InvoiceState.PENDING: _issued & (invoices.c.pending_minor > 0),
        InvoiceState.RECONCILED: _issued & (invoices.c.pending_minor == 0) & (invoices.c.outstanding_minor == 0),
        InvoiceState.PART_PAID: (invoices.c.outstanding_minor > 0) & (invoices.c.pending_minor == 0) & (_settled > 0),
        InvoiceState.OUTSTANDING: (invoices.c.outstanding_minor > 0)
        & (invoices.c.pending_minor == 0)
        & (_settled == 0),
    }
)
"""The state a person sees (`Invoice.state`), as the tables have it."""

After: TypeAlias = tuple[Any, ...]


@frozen(kw_only=True)
class Search:
    """What is looked for: all of it holds of an invoice that is found.

    `number` and `customer` are beginnings: of an invoice's number, also in capitals; of a customer's name or, where no
    name begins so, of an account. `totals` are sums in minor units with the currencies in which each is meant.
    """

    state: InvoiceState | None = None
    number: str = ""
    customer: str = ""
    from_on: date | None = None
    until: date | None = None
    """Inclusive, as people mean it."""
    totals: Sequence[tuple[int, Sequence[str]]] | None = None


@frozen
class _Order:
    """By which columns the found ones stand, and the condition by which they were found."""

    columns: tuple[Column[Any], ...]
    where: ColumnElement[bool] | None = None
    descending: bool = False


_c = invoices.c
_NEWEST = _Order((_c.listed_on, _c.id, _c.account), descending=True)


def search(store: SqlStore, wanted: Search, *, after: After | None, limit: int) -> Part[Invoice]:
    """Return a part of what is found: the newest first, or by number, or by customer, if that was looked for."""
    with store.reading_connection() as connection:
        order = _order(connection, wanted)
        rows = connection.execute(_found(wanted, order, after).limit(limit + 1)).all()
    read = state_of(Invoice)
    return part_of([(tuple(key), read(state)) for state, *key in rows], limit)


def search_all(store: SqlStore, wanted: Search, *, limit: int = 500) -> Iterator[Sequence[Invoice]]:
    """Yield everything that is found, part by part."""
    after: After | None = None
    while True:
        part = search(store, wanted, after=after, limit=limit)
        yield part.rows
        after = part.last
        if after is None:
            return


def _order(connection: Connection, wanted: Search) -> _Order:
    """Return the order of what was looked for: of several meanings the first that anything has."""
    if wanted.number:
        numbers = dict.fromkeys([wanted.number, wanted.number.upper()])
        orders = [_Order((_c.id, _c.account), _begins(_c.id, number)) for number in numbers]
    elif wanted.customer:
        named = _begins(directory.c.name_key, wanted.customer.casefold())
        orders = [
            _Order((directory.c.name_key, _c.account, _c.id), named),
            _Order((_c.account, _c.id), _begins(_c.account, wanted.customer)),
        ]
    else:
        orders = [_NEWEST]
    return next((order for order in orders[:-1] if _has_any(connection, order)), orders[-1])


def _has_any(connection: Connection, order: _Order) -> bool:
    found = _in(order, select(_c.id)).limit(1)
    return connection.execute(found).first() is not None


def _in(order: _Order, found: Select[Any]) -> Select[Any]:
    if any(column.table is directory for column in order.columns):
        found = found.join(directory, directory.c.account == _c.account)
    return found if order.where is None else found.where(order.where)


def _found(wanted: Search, order: _Order, after: After | None) -> Select[Any]:
    found = _in(order, select(_c.state, *order.columns)).where(*_conditions(wanted))
    if after is not None:
        key = tuple_(*order.columns)
        found = found.where(key < after if order.descending else key > after)
    return found.order_by(*(column.desc() if order.descending else column for column in order.columns))


def _conditions(wanted: Search) -> Iterator[ColumnElement[bool]]:
    if wanted.state is not None:
        yield _OF_STATE[wanted.state]
    if wanted.from_on is not None:
        yield _c.listed_on >= wanted.from_on
    if wanted.until is not None:
        yield _c.listed_on <= wanted.until
    if wanted.totals is not None:
        yield or_(false(), *(and_(_c.total_minor == sum_, _c.currency.in_(of)) for sum_, of in wanted.totals))
    if wanted.number and wanted.customer:
        named = select(directory.c.account).where(_begins(directory.c.name_key, wanted.customer.casefold()))
        yield or_(_begins(_c.account, wanted.customer), _c.account.in_(named))


def _begins(column: Column[Any], text: str) -> ColumnElement[bool]:
    return (column >= text) & (column < text + _LAST)
