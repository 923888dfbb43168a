"""Reports on how things stood on a day: ageing, the expiry forecast, balances."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings

from credit_rules import Account, AccountCredit, CreditClass, CreditRemoved, Invoice, Line, Status, expire
from credit_rules_adapters.reports import Aged, What, ageing, as_at, balance, expiring
from credit_rules_adapters.testing import DAY_ONE, accounts
from reports.books import a_year, day

ON = day(6, 30)
BUCKETS = ("current", "days_1_to_30", "days_31_to_60", "days_61_to_90", "over_90")
AGES = [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4000, 4)]


def owed(due_on: date, minor: int = 700, account: str = "ann") -> Invoice:
    return Invoice("INV", account, "GBP", [Line("L1", minor)], issued_on=due_on, due_on=due_on)


def lot(issued_on: date, minor: int = 700, expires_on: date | None = None) -> AccountCredit:
    return AccountCredit("LOT", "ann", "GBP", minor, issued_on=issued_on, expires_on=expires_on)


def by_bucket(row: Aged) -> list[int]:
    return [getattr(row, f"{bucket}_minor") for bucket in BUCKETS]


@pytest.mark.parametrize(("days", "bucket"), AGES)
def test_each_age_has_its_bucket(days: int, bucket: int) -> None:
    since = ON - timedelta(days=days)
    for row in (*ageing([owed(since)], [], on=ON), *ageing([], [lot(since)], on=ON)):
        assert by_bucket(row) == [700 if place == bucket else 0 for place in range(5)]
        assert row.total_minor == 700


def test_ageing_adds_up_by_account_currency_and_kind_in_order() -> None:
    gift = evolve(lot(ON), credit_class=CreditClass.PROMOTIONAL)
    invoices = [owed(day(6, 29), 100, "zoe"), owed(day(6, 1), 200), owed(day(5, 1), 300), owed(day(6, 30), 400)]
    rows = ageing(invoices, [gift, lot(day(1, 1), 50)], on=ON)
    assert [(row.account, row.what, by_bucket(row), row.total_minor) for row in rows] == [
        ("ann", What.INVOICES, [400, 200, 300, 0, 0], 900),
        ("ann", What.PAID_CREDIT, [0, 0, 0, 0, 50], 50),
        ("ann", What.PROMOTIONAL_CREDIT, [700, 0, 0, 0, 0], 700),
        ("zoe", What.INVOICES, [0, 100, 0, 0, 0], 100),
    ]
    assert ageing(invoices[::-1], [lot(day(1, 1), 50), gift], on=ON) == rows


def test_only_what_is_outstanding_and_what_a_balance_counts_has_an_age() -> None:
    due = owed(day(6, 1))
    pending = evolve(due, pending_minor=200, paid_minor=100)
    (row,) = ageing([pending], [], on=ON)
    assert row.total_minor == 400
    draft = evolve(due, status=Status.DRAFT, due_on=None, issued_on=None)
    written_off = evolve(due, status=Status.WRITTEN_OFF)
    expired, void = lot(day(1, 1), expires_on=ON), evolve(lot(day(1, 1)), voided=True)
    assert ageing([draft, written_off], [expired, void], on=ON) == ()
    assert len(ageing([], [expired], on=ON - timedelta(days=1))) == 1


def test_what_expires_when() -> None:
    lots = [
        evolve(lot(day(1, 1), 100, expires_on=day(8, 1)), id="B"),
        evolve(lot(day(1, 1), 200, expires_on=day(8, 1)), id="A", paused=True),
        evolve(lot(day(1, 1), 300, expires_on=day(7, 1)), id="C", voided=True),
        evolve(lot(day(1, 1), 400), id="NEVER"),
        evolve(lot(day(1, 1), 500, expires_on=day(7, 2)), id="SPENT", remaining_minor=0),
    ]
    rows = expiring(lots)
    assert [(f"{row.expires_on:%m-%d}", row.credit, row.amount_minor) for row in rows] == [
        ("07-01", "C", 300),
        ("08-01", "A", 200),
        ("08-01", "B", 100),
    ]
    assert expiring(lots, until=day(8, 1)) == rows[:1]
    assert expiring(lots, until=day(8, 2)) == rows
    assert expiring(reversed(lots)) == rows
    of_another = evolve(lots[0], account="zoe")  # ids are unique within an account alone
    assert [row.account for row in expiring([of_another, *lots])] == ["ann", "ann", "ann", "zoe"]


@settings(max_examples=40)
@given(accounts())
def test_the_forecast_comes_true(account: Account) -> None:
    """Whatever is forecast until a day is what expiry takes away on the day before."""
    for days in range(0, 16, 3):
        on = DAY_ONE + timedelta(days=days)
        taken = expire(account.credits.values(), on=on).effects
        forecast = expiring(account.credits.values(), until=on + timedelta(days=1))
        assert {(row.credit, row.amount_minor) for row in forecast} == {
            (effect.credit, effect.amount_minor) for effect in taken if isinstance(effect, CreditRemoved)
        }


def test_a_balance_as_at_a_date_comes_from_the_entries_up_to_it() -> None:
    entries = a_year().entries

    def told(on: date) -> list[tuple[str, int, int, int]]:
        rows = balance(as_at(entries, on).credits.values(), on=on)
        return [(row.credit_class.value, row.balance_minor, row.available_minor, row.books_minor) for row in rows]

    assert told(day(1, 9)) == []
    assert told(day(1, 10)) == [("promotional", 2700, 2700, 2700)]
    assert told(day(2, 10)) == [("paid", 3000, 3000, 3000), ("promotional", 1200, 1200, 1200)]
    assert told(day(3, 1)) == [("paid", 3000, 3000, 3000), ("promotional", 700, 700, 1600)]  # past, not yet removed
    assert told(day(3, 4)) == [("paid", 3000, 3000, 3000), ("promotional", 700, 700, 700)]


def test_a_balance_counts_paused_lots_and_those_not_yet_usable() -> None:
    paused, later = evolve(lot(day(1, 1), 100), id="P", paused=True), lot(day(1, 1), 30)
    later = evolve(later, usable_from=day(7, 1))
    (row,) = balance([paused, later, evolve(lot(day(1, 1), 5), id="V", voided=True)], on=ON)
    assert (row.balance_minor, row.available_minor, row.books_minor) == (130, 0, 135)
