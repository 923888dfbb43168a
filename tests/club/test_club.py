"""The demo club: the same for the same day, whole, of every state, and soon told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from credit_rules import (
    Account,
    AccountCredit,
    Collection,
    CreditClass,
    CreditRemoved,
    CreditState,
    InvoiceState,
    NoteReason,
    Removal,
)
from credit_rules_adapters.access.directory import person_of
from credit_rules_adapters.club import MEMBERS, fill
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.tables import entries
from credit_rules_adapters.stores.sql.verifying import verify

TODAY = date(2026, 11, 22)
SOON = 6.0
"""Seconds, on a machine that does other things too; by itself it takes less than two."""


def filled(folder: Path, today: date) -> SqlStore:
    store = open_store(f"sqlite:///{folder / f'club-{today}.db'}")
    fill(store, today)
    return store


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    store = filled(tmp_path_factory.mktemp("club"), TODAY)
    yield store
    store.close()


@pytest.fixture(scope="module")
def told(club: SqlStore) -> dict[str, Account]:
    accounts = {}
    for account in club.accounts():
        with club.reading(account) as reading:
            accounts[account] = reading.whole()
    return accounts


def record(store: SqlStore) -> list[tuple[object, ...]]:
    """Return everything that was recorded."""
    with store.reading_connection() as connection:
        found = connection.execute(select(entries).order_by(entries.c.account, entries.c.number))
        return [tuple(row) for row in found]


def test_every_row_follows_from_the_entries(club: SqlStore) -> None:
    assert list(verify(club)) == []
    assert len(record(club)) > 600


def test_the_same_day_makes_the_same_club_soon(club: SqlStore, tmp_path: Path) -> None:
    begun = time.process_time()
    again = filled(tmp_path, TODAY)
    assert time.process_time() - begun < SOON
    assert record(again) == record(club)
    again.close()


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2027, 1, 1)])
def test_any_day_will_do(today: date, tmp_path: Path) -> None:
    store = filled(tmp_path, today)
    assert list(verify(store)) == []
    store.close()


def test_sixty_people_are_known_by_name(club: SqlStore, told: dict[str, Account]) -> None:
    assert len(MEMBERS) == len({member.account for member in MEMBERS}) == 60
    assert sorted(told) == sorted(member.account for member in MEMBERS)
    assert [person_of(club, member.account) for member in MEMBERS] == [member.person for member in MEMBERS]


def test_every_state_is_there(told: dict[str, Account]) -> None:
    invoices = [invoice for account in told.values() for invoice in account.invoices.values()]
    assert {invoice.state for invoice in invoices} == set(InvoiceState)
    assert {invoice.credit_state for invoice in invoices} == set(CreditState)
    assert {invoice.collection for invoice in invoices} == set(Collection)
    assert {invoice.currency for invoice in invoices} == {"GBP", "EUR", "JPY", "KWD"}
    assert len({line.product for invoice in invoices for line in invoice.lines}) == 4
    assert len({line.tax_code for invoice in invoices for line in invoice.lines}) == 3


def test_lots_of_every_kind_are_there(told: dict[str, Account]) -> None:
    lots = [lot for account in told.values() for lot in account.credits.values()]

    def some(kind: str, found: list[AccountCredit]) -> None:
        assert found, kind

    left = [lot for lot in lots if lot.remaining_minor]
    some("a gift that remains", [lot for lot in left if lot.credit_class is CreditClass.PROMOTIONAL])
    some("money that remains", [lot for lot in left if lot.credit_class is CreditClass.PAID])
    some("expired, not removed", [lot for lot in left if lot.has_expired(TODAY)])
    some("not usable yet", [lot for lot in lots if lot.usable_from > TODAY])
    some("limited", [lot for lot in lots if lot.products and len(lot.products) == 2])
    some("paused", [lot for lot in lots if lot.paused])
    some("voided", [lot for lot in lots if lot.voided])
    some("of another currency", [lot for lot in told["colm-casey"].credits.values() if lot.currency == "GBP"])
    removed = {
        effect.removal
        for account in told.values()
        for entry in account.entries
        for effect in entry.effects
        if isinstance(effect, CreditRemoved)
    }
    assert removed == set(Removal)


def test_notes_of_every_kind_are_there_and_numbered_without_gaps(club: SqlStore, told: dict[str, Account]) -> None:
    notes = [note for account in told.values() for note in account.notes.values()]
    assert {note.voided for note in notes} == {True, False}
    assert any(note.restored for note in notes)
    assert any(note.reduced_minor and note.account_credit_minor for note in notes)
    assert {note.reason for note in notes} == set(NoteReason)
    numbers = []
    for account in told:
        with club.reading(account) as reading:
            numbers += [(place.series, place.number) for place in reading.numbers().values()]
    by_series = {series: sorted(number for name, number in numbers if name == series) for series, _ in numbers}
    assert by_series
    assert all(found == list(range(1, len(found) + 1)) for found in by_series.values())
    assert sum(map(len, by_series.values())) == len(notes)
