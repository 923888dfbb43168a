"""The statements on one account, built once: building one anew costs more than carrying it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from credit_rules import Status
from credit_rules_adapters.stores.sql.tables import (
    DERIVED,
    accounts,
    allocations,
    answers,
    credits,
    entries,
    invoices,
    lines,
    note_numbers,
    notes,
    outbox,
    series,
)

Found: TypeAlias = Select[tuple[Any, ...]]

_ACCOUNT: BindParameter[str] = bindparam("of_account")
_STATES = (invoices, credits, notes)


def _of_account(*wanted: ColumnElement[Any] | Table) -> Found:
    """Select from the rows of one account."""
    table = wanted[0] if isinstance(wanted[0], Table) else wanted[0].table
    return select(*wanted).where(table.c.account == _ACCOUNT)


def _named(found: Found, by: ColumnElement[str]) -> Found:
    """Keep the rows whose column is one of `ids`."""
    return found.where(by.in_(bindparam("ids", expanding=True)))


def _keyed(table: Table) -> list[ColumnElement[bool]]:
    return [column == bindparam(f"of_{column.name}") for column in table.primary_key]


def _update(table: Table) -> Update:
    changed = [column.name for column in table.columns if not column.primary_key]
    return update(table).where(*_keyed(table)).values({name: bindparam(name) for name in changed})


ACCOUNT = _of_account(accounts.c.version, accounts.c.last_on)
LOCKED_ACCOUNT = ACCOUNT.with_for_update()
MOVED_ACCOUNT = (
    update(accounts)
    .where(accounts.c.account == _ACCOUNT, accounts.c.version == bindparam("version") - 1)
    .values(version=bindparam("version"), last_on=bindparam("last_on"))
)

ENTRIES = _of_account(entries).where(entries.c.number > bindparam("after")).order_by(entries.c.number)
ANSWER = _of_account(answers).where(answers.c.actor == bindparam("of_actor"), answers.c.key == bindparam("of_key"))
NOTE_NUMBERS = _of_account(note_numbers)

STATES: Mapping[Table, Found] = {table: _of_account(table.c.state) for table in _STATES}
NAMED_STATES: Mapping[Table, Found] = {table: _named(STATES[table], table.c.id) for table in _STATES}
OPEN_INVOICES = STATES[invoices].where(invoices.c.outstanding_minor > 0)
REMAINING_CREDITS = STATES[credits].where(credits.c.remaining_minor > 0)
INVOICES_OF_PRODUCT = STATES[invoices].where(
    invoices.c.id.in_(_of_account(lines.c.invoice).where(lines.c.product == bindparam("of_product"))),
    invoices.c.status.in_([Status.DRAFT.value, Status.ISSUED.value]),
)
INVOICES_PAID_BY = _named(_of_account(allocations.c.invoice), allocations.c.credit)

_WRITTEN = (*DERIVED, accounts, entries, outbox, answers, note_numbers)
INSERT: Mapping[Table, Insert] = {table: insert(table) for table in _WRITTEN}
UPDATE: Mapping[Table, Update] = {table: _update(table) for table in DERIVED}
DELETE: Mapping[Table, Delete] = {table: delete(table).where(*_keyed(table)) for table in DERIVED}

COUNTED_ON = (
    update(series)
    .where(series.c.series == bindparam("of_series"))
    .values(last=series.c.last + bindparam("more"))
    .returning(series.c.last)
)
