"""Reading one account: what a decision needs, by index, never the account's whole past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from credit_rules import Account, AccountCredit, CreditNote, Invoice, Needs, Status
from credit_rules_adapters.stores.protocol import NoteNumber, Recorded
from credit_rules_adapters.stores.sql.rows import recorded_of, state_of
from credit_rules_adapters.stores.sql.tables import (
    accounts,
    allocations,
    credits,
    entries,
    invoices,
    lines,
    note_numbers,
    notes,
)

_State = TypeVar("_State", Invoice, AccountCredit, CreditNote)
_MOST = 500
"""How many ids one statement names: every driver takes so many."""


class SqlReading:
    """One account of the tables, read over a connection that is in a transaction."""

    def __init__(self, connection: Connection, account: str) -> None:
        self._connection = connection
        self._account = account
        self._version, self._last_on = self._row()

    def _row(self) -> tuple[int, date | None]:
        row = self._connection.execute(self._select_account()).one_or_none()
        return (0, None) if row is None else (row.version, row.last_on)

    def _select_account(self) -> Select[tuple[Any, ...]]:
        return select(accounts.c.version, accounts.c.last_on).where(accounts.c.account == self._account)

    @property
    def version(self) -> int:
        """How many entries the account has."""
        return self._version

    @property
    def last_on(self) -> date | None:
        """The date of its last entry."""
        return self._last_on

    def load(self, needed: Needs) -> Account:
        """Return what is needed of the account (see `credit_rules.needs`)."""
        found_notes = self._states(notes, CreditNote, named=needed.notes)
        lots = {*needed.credits, *found_notes}
        lots |= {piece.credit for note in found_notes.values() for piece in note.restored}
        named = {*needed.invoices, *(note.invoice for note in found_notes.values())}
        if found_notes:
            named |= set(self._ids(allocations.c.invoice, allocations, allocations.c.credit, lots))
        found_invoices = self._states(invoices, Invoice, named=named)
        if needed.open_invoices:
            found_invoices |= self._states(invoices, Invoice, where=invoices.c.outstanding_minor > 0)
        if needed.product is not None:
            found_invoices |= self._states(invoices, Invoice, where=_may_concern(self._account, needed.product))
        lots |= {piece.credit for invoice in found_invoices.values() for piece in invoice.allocations}
        found_credits = self._states(credits, AccountCredit, named=lots)
        if needed.all_credits or needed.remaining_credits:
            where = None if needed.all_credits else credits.c.remaining_minor > 0
            found_credits |= self._states(credits, AccountCredit, where=where)
        return Account(invoices=found_invoices, credits=found_credits, notes=found_notes, number=self._version)

    def whole(self) -> Account:
        """Return every state and every entry."""
        return Account(
            invoices=self._states(invoices, Invoice),
            credits=self._states(credits, AccountCredit),
            notes=self._states(notes, CreditNote),
            number=self._version,
            entries=tuple(recorded.entry for recorded in self.recorded()),
        )

    def recorded(self, after: int = 0) -> Iterator[Recorded]:
        """Yield its entries after that number, in order."""
        found = select(entries).where(entries.c.account == self._account, entries.c.number > after)
        return map(recorded_of, self._connection.execute(found.order_by(entries.c.number)).mappings())

    def numbers(self) -> Mapping[str, NoteNumber]:
        """Return the numbers of its notes."""
        found = select(note_numbers).where(note_numbers.c.account == self._account)
        return {row.note: NoteNumber(row.series, row.number) for row in self._connection.execute(found)}

    def _states(
        self,
        table: Table,
        kind: type[_State],
        *,
        named: Iterable[str] | None = None,
        where: ColumnElement[bool] | None = None,
    ) -> dict[str, _State]:
        if named is not None:
            texts = self._ids(table.c.state, table, table.c.id, named)
        else:
            found = select(table.c.state).where(table.c.account == self._account)
            texts = self._connection.execute(found if where is None else found.where(where)).scalars().all()
        states = map(state_of(kind), texts)
        return {state.id: state for state in states}

    def _ids(
        self, wanted: ColumnElement[str], table: Table, by: ColumnElement[str], ids: Iterable[str]
    ) -> Sequence[str]:
        """Return a column of the rows of this account that have one of those ids."""
        return [
            value
            for some in _batches(sorted(ids))
            for value in self._connection.execute(
                select(wanted).where(table.c.account == self._account, by.in_(some))
            ).scalars()
        ]


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _MOST] for start in range(0, len(ids), _MOST))


def _may_concern(account: str, product: str) -> ColumnElement[bool]:
    of_product = select(lines.c.invoice).where(lines.c.account == account, lines.c.product == product)
    in_use = [Status.DRAFT.value, Status.ISSUED.value]
    return invoices.c.id.in_(of_product) & invoices.c.status.in_(in_use)
