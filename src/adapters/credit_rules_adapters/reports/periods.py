"""Periods, and entries in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from attrs import field, frozen

from credit_rules import Account, AccountCredit, Entry, balances


@frozen
class Period:
    """The days from `from_on` (inclusive) until `until` (exclusive); there is at least one."""

    from_on: date
    until: date = field()

    @until.validator
    def _is_after(self, _: object, until: date) -> None:
        if until <= self.from_on:
            raise ValueError(f"a period from {self.from_on} must end after it, not at {until}")

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day < self.until

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.until - timedelta(days=1)


def in_date_order(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries of one account, of which none is dated before the one that precedes it (R35).

    :raises ValueError: one is; what stood on an earlier date can't be told then
    """
    last = date.min
    for entry in entries:
        if entry.on < last:
            raise ValueError(f"entry {entry.number} of {entry.on} follows one of {last}; dates must not go back")
        last = entry.on
        yield entry


def as_at(entries: Iterable[Entry], on: date) -> Account:
    """Return the account as it stood at the end of that day: what the entries up to it make (R35).

    :raises ValueError: an entry's date goes back, or the entries do not follow from each other
    """
    return Account().replay(entry for entry in in_date_order(entries) if entry.on <= on)


def counted(lot: AccountCredit, on: date) -> int:
    """Return what a lot adds to its account's balance on that date, in minor units (R29)."""
    return balances([lot], on=on).get(lot.currency, 0)
