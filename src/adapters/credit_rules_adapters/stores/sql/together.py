"""Many accounts in one transaction: locked, read and written with few statements, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

from attrs import evolve
from sqlalchemy import ColumnElement, Connection, Table, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from credit_rules import Account, AccountCredit, Entry, Invoice, Needs
from credit_rules_adapters.stores.protocol import KeptAnswer, NoteNumber, Recorded
from credit_rules_adapters.stores.sql.columns import metadata
from credit_rules_adapters.stores.sql.rows import answer_of, state_of
from credit_rules_adapters.stores.sql.tables import Row, accounts, answers, credits, invoices
from credit_rules_adapters.stores.sql.writing import (
    SqlUnit,
    delete_rows,
    insert_rows,
    move_accounts,
    moved_row,
    update_rows,
)

_State = TypeVar("_State", Invoice, AccountCredit)
_Heads: TypeAlias = Mapping[str, tuple[int, date | None]]
_MOST = 400
"""How many accounts or states one statement names."""


class Batch:
    """The units of several accounts in one transaction, and what they have to write."""

    def __init__(self, connection: Connection, needed: Mapping[str, Needs]) -> None:
        self.connection = connection
        self._held: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        self._moved: dict[str, Row] = {}
        self._answers: dict[tuple[str, str], dict[str, KeptAnswer]] = {}
        heads = _lock(connection, sorted(needed))
        known = {account: needed[account] for account, (version, _) in heads.items() if version > 0}
        loaded = _load(connection, {account: each for account, each in known.items() if _is_plain(each)})
        self.units = {
            account: _JoinedUnit(self, account, heads[account], (needed[account], loaded.get(account)))
            for account in needed
        }

    def hold(self, kind: str, table: Table, rows: Sequence[Row]) -> None:
        """Hold rows that are to be deleted, updated or inserted."""
        self._held[kind, table.name].extend(rows)

    def move(self, account: str, entry: Entry) -> None:
        """Move an account on to its next entry; what was held of it is written before."""
        if account in self._moved:
            self.write()
        self._moved[account] = moved_row(account, entry)

    def answered(self, account: str, actor: str, key: str) -> KeptAnswer | None:
        """Return what an account was answered under a key; it is looked up for all of them at once."""
        if (actor, key) not in self._answers:
            found = select(answers).where(answers.c.actor == actor, answers.c.key == key)
            self._answers[actor, key] = {
                row["account"]: answer_of(row)
                for some in _parts(sorted(self.units))
                for row in self.connection.execute(found.where(answers.c.account.in_(some))).mappings()
            }
        return self._answers[actor, key].get(account)

    def keep(self, account: str, answer: KeptAnswer) -> None:
        """Let an answer be found from now on."""
        self._answers.setdefault((answer.actor, answer.key), {})[account] = answer

    def write(self) -> None:
        """Write what is held. Within one entry of an account no row is written twice, so each kind may go at once."""
        if self._moved:
            move_accounts(self.connection, [*self._moved.values()])
        for kind, write in (("delete", delete_rows), ("update", update_rows), ("insert", insert_rows)):
            for table in metadata.sorted_tables:  # what is referred to comes first
                rows = self._held.pop((kind, table.name), [])
                if rows:
                    write(self.connection, table, rows)
        self._moved.clear()


class _JoinedUnit(SqlUnit):
    """One account of a batch: it reads what was read for all, and its batch writes what it adds."""

    def __init__(
        self, batch: Batch, account: str, head: tuple[int, date | None], at_hand: tuple[Needs, Account | None]
    ) -> None:
        self._connection, self._account = batch.connection, account
        self._version, self._last_on = head
        self._batch, self._needed, self._loaded = batch, *at_hand

    def load(self, needed: Needs) -> Account:
        """Return what was read, where it is that and nothing was added since."""
        if self.changed or needed != self._needed:
            self._batch.write()
            return super().load(needed)
        if self._version == 0:
            return Account()
        return super().load(needed) if self._loaded is None else evolve(self._loaded, number=self._version)

    def whole(self) -> Account:
        """Return every state and every entry."""
        self._batch.write()
        return super().whole()

    def recorded(self, after: int = 0) -> Iterator[Recorded]:
        """Yield its entries after that number, in order."""
        self._batch.write()
        return super().recorded(after)

    def numbers(self) -> Mapping[str, NoteNumber]:
        """Return the numbers of its notes."""
        self._batch.write()
        return super().numbers()

    def answered(self, actor: str, key: str) -> KeptAnswer | None:
        """Return what was answered under that key."""
        return self._batch.answered(self._account, actor, key)

    def number(self, series_name: str, noted: Sequence[str]) -> Sequence[NoteNumber]:
        """Give those notes, which must be there by then, the next numbers of a series."""
        self._batch.write()
        return super().number(series_name, noted)

    def keep(self, answer: KeptAnswer) -> None:
        """Keep what was answered."""
        self._batch.keep(self._account, answer)
        super().keep(answer)

    def _move(self, entry: Entry) -> None:
        self._batch.move(self._account, entry)

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        self._batch.hold("insert", table, rows)

    def _update(self, table: Table, rows: Sequence[Row]) -> None:
        self._batch.hold("update", table, rows)

    def _delete(self, table: Table, rows: Sequence[Row]) -> None:
        self._batch.hold("delete", table, rows)


def _lock(connection: Connection, ids: Sequence[str]) -> _Heads:
    """Lock accounts one after the other, known or not, in one pass; return their versions and last dates."""
    if not ids:
        return {}
    dialect_insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    locked = dialect_insert(accounts).on_conflict_do_update(
        index_elements=[accounts.c.account], set_={"version": accounts.c.version}
    )
    found = connection.execute(
        locked.returning(accounts.c.account, accounts.c.version, accounts.c.last_on),
        [{"account": id, "version": 0} for id in ids],
    )
    return {row.account: (row.version, row.last_on) for row in found}


def _is_plain(needed: Needs) -> bool:
    """Tell whether needs can be read for many accounts at once; others are read account by account."""
    return not needed.notes and needed.product is None


def _load(connection: Connection, needed: Mapping[str, Needs]) -> dict[str, Account]:
    """Return what is needed of each account (see `credit_rules.needs`)."""
    bills = _named(connection, invoices, Invoice, {account: each.invoices for account, each in needed.items()})
    with_open = [account for account, each in needed.items() if each.open_invoices]
    _add(bills, _where(connection, invoices, Invoice, (with_open, invoices.c.outstanding_minor > 0)))
    lots = _where(
        connection, credits, AccountCredit, ([account for account, each in needed.items() if each.all_credits], None)
    )
    remaining = [account for account, each in needed.items() if each.remaining_credits and not each.all_credits]
    _add(lots, _where(connection, credits, AccountCredit, (remaining, credits.c.remaining_minor > 0)))
    standing = {
        account: {*each.credits, *_standing(bills[account].values())} - lots[account].keys()
        for account, each in needed.items()
    }
    _add(lots, _named(connection, credits, AccountCredit, standing))
    return {account: Account(invoices=bills[account], credits=lots[account]) for account in needed}


def _standing(bills: Iterable[Invoice]) -> Iterator[str]:
    return (piece.credit for invoice in bills for piece in invoice.allocations)


_Found: TypeAlias = defaultdict[str, dict[str, _State]]


def _add(found: _Found[_State], more: _Found[_State]) -> None:
    for account, states in more.items():
        found[account].update(states)


def _named(
    connection: Connection, table: Table, kind: type[_State], ids: Mapping[str, Iterable[str]]
) -> _Found[_State]:
    """Read the states with those ids of each account."""
    pairs = [(account, id) for account in sorted(ids) for id in sorted(ids[account])]
    wheres = (tuple_(table.c.account, table.c.id).in_(some) for some in _parts(pairs))
    return _states(connection, table, kind, wheres)


def _where(
    connection: Connection,
    table: Table,
    kind: type[_State],
    of: tuple[Sequence[str], ColumnElement[bool] | None],
) -> _Found[_State]:
    """Read the states of accounts for which something holds."""
    ids, holds = of
    some = (table.c.account.in_(part) for part in _parts(sorted(ids)))
    return _states(connection, table, kind, (each if holds is None else each & holds for each in some))


def _states(
    connection: Connection, table: Table, kind: type[_State], wheres: Iterable[ColumnElement[bool]]
) -> _Found[_State]:
    found: _Found[_State] = defaultdict(dict)
    read = state_of(kind)
    for where in wheres:
        for account, id, text in connection.execute(select(table.c.account, table.c.id, table.c.state).where(where)):
            found[account][id] = read(text)
    return found


_Part = TypeVar("_Part")


def _parts(values: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    return (values[start : start + _MOST] for start in range(0, len(values), _MOST))
