"""What a service asks of a store: one transaction on one account, which is read by need and to which entries are added.

A store keeps and finds; it decides nothing. `credit_rules_adapters.testing.StoreSuite` says whether one keeps its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from credit_rules import Account, AccountCredit, CreditNote, Entry, Invoice, Needs

LARGEST_MINOR = 2**63 - 1
"""The largest sum of an invoice or a lot that a store keeps, in minor units."""

_State = TypeVar("_State", Invoice, AccountCredit, CreditNote)


class StoreError(Exception):
    """A store cannot do what it was asked; the message says why."""


class StoreUnavailable(StoreError):
    """The store was not reached, or broke off: ask again, under the same key."""


class StoreCannotWrite(StoreError):
    """The store is read-only or full, and nothing was written."""


class StoreNotCurrent(StoreError):
    """The store's tables are of another version than this program's."""


@frozen
class Recorded:
    """An entry as a store keeps it: who asked for it, when, under which key, and who approved it if somebody had to."""

    entry: Entry
    actor: str
    at: datetime
    key: str | None = None
    approver: str | None = None


@frozen(kw_only=True)
class KeptAnswer:
    """What one actor's request under one key was answered, and a hash of that request (R36)."""

    actor: str
    key: str
    request: str
    answer: str
    at: datetime


@frozen
class Change(Generic[_State]):
    """One state as it was (None: it is new) and as it is."""

    before: _State | None
    after: _State


@frozen(kw_only=True)
class Changes:
    """The states that an entry made or changed."""

    invoices: Sequence[Change[Invoice]]
    credits: Sequence[Change[AccountCredit]]
    notes: Sequence[Change[CreditNote]]

    @classmethod
    def between(cls, before: Account, after: Account) -> Changes:
        """Return what differs between a working set and the one that recording on it made."""
        return cls(
            invoices=_changes(before.invoices, after.invoices),
            credits=_changes(before.credits, after.credits),
            notes=_changes(before.notes, after.notes),
        )


def _changes(before: Mapping[str, _State], after: Mapping[str, _State]) -> tuple[Change[_State], ...]:
    return tuple(Change(before.get(id), state) for id, state in after.items() if before.get(id) is not state)


@frozen
class NoteNumber:
    """The place of a credit note in a series without gaps, which some laws ask for, counted from 1."""

    series: str
    number: int


class Reading(Protocol):
    """One account as it stands committed, and as it stays while this is open."""

    @property
    def version(self) -> int:
        """How many entries the account has; 0 where it is unknown."""

    @property
    def last_on(self) -> date | None:
        """The date of its last entry."""

    def load(self, needed: Needs) -> Account:
        """Return the part of the account that is needed, numbered like the whole; what is unknown is not in it."""

    def whole(self) -> Account:
        """Return every state and every entry."""

    def recorded(self, after: int = 0) -> Iterable[Recorded]:
        """Return its entries after that number in order, with who made them."""

    def numbers(self) -> Mapping[str, NoteNumber]:
        """Return the numbers of its notes that have one, by note."""


class Unit(Reading, Protocol):
    """One transaction on one account, which nobody else can change meanwhile."""

    def answered(self, actor: str, key: str) -> KeptAnswer | None:
        """Return what was answered under that key."""

    def append(self, recorded: Recorded, changes: Changes) -> None:
        """Add the next entry and the states it made; `version` and `last_on` are then its."""

    def number(self, series: str, notes: Sequence[str]) -> Sequence[NoteNumber]:
        """Give those notes the next numbers of a series; asked last, for the series is shared by all accounts."""

    def keep(self, answer: KeptAnswer) -> None:
        """Keep what was answered."""


class Store(Protocol):
    """A store of accounts.

    Whatever ends a transaction before its end was reached, an exception or a crash, leaves the store as it was; once
    the end was reached, all of it is kept for good.
    """

    def transaction(self, account: str) -> AbstractContextManager[Unit]:
        """Lock an account, known or not; commit at the end, or do nothing at all where an exception is raised.

        :raises StoreUnavailable: whether it was committed is not known; the same request under the same key tells
        :raises StoreCannotWrite: nothing was written
        """

    def together(self, needed: Mapping[str, Needs]) -> AbstractContextManager[Mapping[str, Unit]]:
        """Lock several accounts, in the order of their ids, in one transaction: it is kept whole or not at all.

        What is needed of each is named at once, so that a store may read it, and write what the units add, with few
        statements for many accounts; their units answer as those of `transaction` do.

        :raises StoreUnavailable: whether it was committed is not known
        :raises StoreCannotWrite: nothing was written
        """

    def reading(self, account: str) -> AbstractContextManager[Reading]:
        """Look at an account without locking it; what others commit meanwhile is not seen."""

    def accounts(self, *, product: str | None = None) -> Sequence[str]:
        """Return the ids of all accounts with entries, or of those with a product on an issued invoice, in order."""

    def events(self, limit: int) -> Iterator[tuple[str, Recorded]]:
        """Yield entries that were committed and not yet taken, with their account: of one account in their order."""

    def taken(self, events: Iterable[tuple[str, int]]) -> None:
        """Forget events that the caller's queue has: account and number of each. Until then they are yielded again."""

    def forget_answers(self, before: datetime) -> int:
        """Forget answers kept before that time; return how many they were."""
