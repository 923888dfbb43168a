"""R17, R29: what may be used on a date, and what counts in a balance."""

from __future__ import annotations

from datetime import date

import pytest

from credit_rules import AccountCredit, ApplyCredit, Expire, available, balances
from examples.make import DAY, TOMORROW, YESTERDAY, allocated, ask, books, invoice, lot, play


@pytest.mark.parametrize(
    ("of", "usable", "counted"),
    [
        (lot(), 20, 20),
        (lot(remaining_minor=1), 1, 1),
        (lot(remaining_minor=0), 0, 0),
        (lot(voided=True), 0, 0),
        (lot(paused=True), 0, 20),
        (lot(issued_on=YESTERDAY, usable_from=DAY), 20, 20),  # usable_from: the day itself counts
        (lot(usable_from=TOMORROW), 0, 20),
        (lot(until=TOMORROW), 20, 20),
        (lot(issued_on=YESTERDAY, until=DAY), 0, 0),  # expires_on: the day itself is too late
        (lot(products=["swim"]), 20, 20),
        (lot(gift=True), 20, 20),
    ],
    ids=map(str, range(11)),
)
def test_on_a_day(of: AccountCredit, usable: int, counted: int) -> None:
    assert dict(available([of], on=DAY)) == ({"GBP": usable} if usable else {})
    assert dict(balances([of], on=DAY)) == ({"GBP": counted} if counted else {})


@pytest.mark.parametrize(("on", "usable"), [(YESTERDAY, False), (DAY, True), (TOMORROW, False)])
def test_a_lot_for_one_day(on: date, *, usable: bool) -> None:
    one_day = lot("C1", 20, issued_on=YESTERDAY, usable_from=DAY, until=TOMORROW)
    assert bool(available([one_day], on=on)) is usable


def test_by_currency() -> None:
    lots = [lot("A", 20), lot("B", 5), lot("C", 7, currency="EUR"), lot("D", 9, currency="JPY", paused=True)]
    assert dict(balances(lots, on=DAY)) == {"GBP": 25, "EUR": 7, "JPY": 9}
    assert dict(available(lots, on=DAY)) == {"GBP": 25, "EUR": 7}


def test_a_balance_counts_by_date_whether_expiry_has_run_or_not() -> None:
    account = books(lot("C1", 20, until=TOMORROW))
    expired = play(account, Expire(), on=TOMORROW)
    for each in (account, expired):
        assert dict(balances(each.credits.values(), on=TOMORROW)) == {}
    assert dict(balances(account.credits.values(), on=DAY)) == {"GBP": 20}


def test_has_expired() -> None:
    assert not lot().has_expired(date.max)
    assert [lot(until=TOMORROW).has_expired(on) for on in (DAY, TOMORROW, date.max)] == [False, True, True]


def test_what_is_available_is_what_is_applied() -> None:
    account = books(invoice(100), lot("A", 20, until=TOMORROW), lot("B", 5, usable_from=TOMORROW))
    assert allocated(ask(account, ApplyCredit(invoice="INV-1"))) == [("A", "INV-1", 20)]
    assert allocated(ask(account, ApplyCredit(invoice="INV-1"), on=TOMORROW)) == [("B", "INV-1", 5)]
