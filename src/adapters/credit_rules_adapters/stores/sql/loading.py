"""Reading one account: what a decision needs, by index, never the account's whole past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Table

from credit_rules import Account, AccountCredit, CreditNote, Invoice, Needs
from credit_rules_adapters.stores.protocol import NoteNumber, Recorded
from credit_rules_adapters.stores.sql import statements
from credit_rules_adapters.stores.sql.rows import recorded_of, state_of
from credit_rules_adapters.stores.sql.tables import credits, invoices, notes

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
        row = self._rows(statements.ACCOUNT).one_or_none()
        return (0, None) if row is None else (row.version, row.last_on)

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
        found_notes = self._named(notes, CreditNote, needed.notes)
        lots = {*needed.credits, *found_notes}
        lots |= {piece.credit for note in found_notes.values() for piece in note.restored}
        named = {*needed.invoices, *(note.invoice for note in found_notes.values())}
        if found_notes:
            named |= set(self._by_ids(statements.INVOICES_PAID_BY, lots))
        found_invoices = self._named(invoices, Invoice, named)
        if needed.open_invoices:
            found_invoices |= self._states(Invoice, statements.OPEN_INVOICES)
        if needed.product is not None:
            found_invoices |= self._states(Invoice, statements.INVOICES_OF_PRODUCT, of_product=needed.product)
        lots |= {piece.credit for invoice in found_invoices.values() for piece in invoice.allocations}
        found_credits = self._named(credits, AccountCredit, lots)
        if needed.all_credits or needed.remaining_credits:
            left = statements.STATES[credits] if needed.all_credits else statements.REMAINING_CREDITS
            found_credits |= self._states(AccountCredit, left)
        return Account(invoices=found_invoices, credits=found_credits, notes=found_notes, number=self._version)

    def whole(self) -> Account:
        """Return every state and every entry."""
        return Account(
            invoices=self._states(Invoice, statements.STATES[invoices]),
            credits=self._states(AccountCredit, statements.STATES[credits]),
            notes=self._states(CreditNote, statements.STATES[notes]),
            number=self._version,
            entries=tuple(recorded.entry for recorded in self.recorded()),
        )

    def recorded(self, after: int = 0) -> Iterator[Recorded]:
        """Yield its entries after that number, in order."""
        return map(recorded_of, self._rows(statements.ENTRIES, after=after).mappings())

    def numbers(self) -> Mapping[str, NoteNumber]:
        """Return the numbers of its notes."""
        return {row.note: NoteNumber(row.series, row.number) for row in self._rows(statements.NOTE_NUMBERS)}

    def _rows(self, statement: statements.Found, **values: object) -> CursorResult[Any]:
        """Select from the rows of this account."""
        return self._connection.execute(statement, {"of_account": self._account, **values})

    def _states(self, kind: type[_State], statement: statements.Found, **values: object) -> dict[str, _State]:
        return _by_id(kind, self._rows(statement, **values).scalars())

    def _named(self, table: Table, kind: type[_State], ids: Iterable[str]) -> dict[str, _State]:
        return _by_id(kind, self._by_ids(statements.NAMED_STATES[table], ids))

    def _by_ids(self, statement: statements.Found, ids: Iterable[str]) -> Iterator[str]:
        """Yield a column of the rows of this account that have one of those ids."""
        for some in _batches(sorted(ids)):
            yield from self._rows(statement, ids=some).scalars()


def _by_id(kind: type[_State], texts: Iterable[str]) -> dict[str, _State]:
    states = map(state_of(kind), texts)
    return {state.id: state for state in states}


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _MOST] for start in range(0, len(ids), _MOST))
