"""The reports, each over one account of a store (None: all), as rows."""

from __future__ import annotations

from datetime import date

from credit_rules_adapters import reports
from credit_rules_adapters.finance.books import entries_of, states_at
from credit_rules_adapters.reports import (
    Aged,
    Balance,
    Expiring,
    JournalLine,
    Period,
    RollForward,
    StatementLine,
)
from credit_rules_adapters.stores.sql.store import Tables
from credit_rules_adapters.stores.sql.tables import entries


def roll_forward(store: Tables, period: Period, *, account: str | None = None) -> tuple[RollForward, ...]:
    """Return the roll-forward of the credit liability, by currency and class."""
    return reports.roll_forward(entries_of(store, account, entries.c.dated < period.until), period)


def journal(store: Tables, period: Period, *, account: str | None = None) -> tuple[JournalLine, ...]:
    """Return every posting of a period, by account and in the order of its entries (R34)."""
    within = entries.c.dated.between(period.from_on, period.last_day)
    return tuple(reports.journal(entries_of(store, account, within), period))


def statement(store: Tables, period: Period, *, account: str) -> tuple[StatementLine, ...]:
    """Return the statement of one account, by currency."""
    return reports.statement(entries_of(store, account, entries.c.dated < period.until), account, period)


def ageing(store: Tables, on: date, *, account: str | None = None) -> tuple[Aged, ...]:
    """Return what was owed and what was unspent at the end of that day, by age."""
    states = states_at(store, account, on)
    return reports.ageing(states.invoices, states.credits, on=on)


def balance(store: Tables, on: date, *, account: str | None = None) -> tuple[Balance, ...]:
    """Return the balances at the end of that day, by account, currency and class."""
    return reports.balance(states_at(store, account, on).credits, on=on)


def expiring(store: Tables, on: date, *, until: date | None = None, account: str | None = None) -> tuple[Expiring, ...]:
    """Return what will expire of what is there at the end of that day, and before `until`.

    :raises ValueError: until is not after that day
    """
    if until is not None and until <= on:
        raise ValueError(f"until {until} must be after {on}")
    return reports.expiring(states_at(store, account, on).credits, until=until)
