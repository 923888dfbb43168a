"""The statement: dated lines, the balance of R29 after each, and what an account can't use any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings

from credit_rules import Account, ApplyCredit, Entry, Expire, RaiseCredit, Unapply, VoidCredit, balances
from credit_rules_adapters.reports import End, Moved, Period, StatementLine, as_at, movements, statement
from credit_rules_adapters.testing import accounts
from reports.books import YEAR, a_year, day, gbp, gift, invoice, periods, played


def told(lines: tuple[StatementLine, ...]) -> list[tuple[str, str, str | None, str | None, int, int]]:
    return [
        (f"{line.on:%m-%d}", line.what.value, line.credit, line.invoice, line.amount_minor, line.balance_minor)
        for line in lines
    ]


def test_a_year() -> None:
    assert told(statement(a_year().entries, "ann", YEAR)) == [
        ("01-01", "opening", None, None, 0, 0),
        ("01-10", "granted", "G", None, 2000, 2000),
        ("01-10", "granted", "H", None, 700, 2700),
        ("02-03", "raised", "A-CN1", "A", 3000, 5700),
        ("02-10", "applied", "G", "B", -1500, 4200),
        ("02-11", "returned", "G", "B", 400, 4600),
        ("02-20", "raised", "A-CN2", "A", 250, 4850),
        ("02-21", "voided", "A-CN2", "A", -250, 4600),
        ("03-01", "expired", "G", None, -900, 3700),  # by its date; expiry ran on the fourth, and moved no balance
        ("03-05", "voided", "H", None, -700, 3000),
        ("03-10", "paid_out", "A-CN1", None, -1100, 1900),
        ("12-31", "closing", None, None, 0, 1900),
    ]


def test_the_ends_of_a_period() -> None:
    lines = statement(a_year().entries, "ann", Period(day(2, 10), day(3, 1)))
    assert told(lines)[0] == ("02-10", "opening", None, None, 0, 5700)
    assert told(lines)[-1] == ("02-28", "closing", None, None, 0, 4600)
    assert [line.what for line in lines if line.what is Moved.EXPIRED] == []
    (opening, expired, closing) = statement(a_year().entries, "ann", Period(day(3, 1), day(3, 2)))
    assert (opening.balance_minor, expired.amount_minor, closing.balance_minor) == (4600, -900, 3700)


def test_what_comes_back_to_a_lot_past_its_expiry_or_void_is_in_no_balance() -> None:
    account = played(
        (day(1, 5), invoice("B", 5000, day(1, 5))),
        (day(1, 5), gift("G", 1000, expires_on=day(2, 1))),
        (day(1, 5), gift("V", 800)),
        (day(1, 6), ApplyCredit(invoice="B", amount=gbp(600), chosen=("G",))),
        (day(1, 6), ApplyCredit(invoice="B", amount=gbp(500), chosen=("V",))),
        (day(1, 7), VoidCredit("V")),
        (day(2, 2), Unapply(invoice="B", amount=gbp(700))),
        (day(2, 3), Expire()),
    )
    lines = statement(account.entries, "ann", Period(day(2, 1), day(3, 1)))
    assert [(line.what, line.credit, line.amount_minor, line.unusable_minor, line.balance_minor) for line in lines] == [
        (End.OPENING, None, 0, 0, 400),
        (Moved.EXPIRED, "G", -400, 0, 0),
        (Moved.RETURNED, "V", 0, 500, 0),
        (Moved.RETURNED, "G", 0, 200, 0),
        (End.CLOSING, None, 0, 0, 0),
    ]


def test_only_the_account_asked_for() -> None:
    account = played(
        (day(1, 5), invoice("A", 500, day(1, 5), paid=500)),
        (day(1, 5), invoice("Z", 900, day(1, 5), paid=900, account="zoe")),
        (day(1, 6), RaiseCredit(invoice="A", amount=gbp(100))),
        (day(1, 6), RaiseCredit(invoice="Z", amount=gbp(300))),
    )
    for owner, amount in (("ann", 100), ("zoe", 300)):
        lines = statement(account.entries, owner, YEAR)
        assert [(line.what, line.balance_minor) for line in lines] == [
            (End.OPENING, 0),
            (Moved.RAISED, amount),
            (End.CLOSING, amount),
        ]
    assert statement(account.entries, "nobody", YEAR) == ()


def test_dates_that_go_back_are_refused() -> None:
    entries = [Entry(1, day(2, 1), (), "p"), Entry(2, day(1, 31), (), "p")]
    for report in (lambda: statement(entries, "ann", YEAR), lambda: as_at(entries, day(1, 1))):
        with pytest.raises(ValueError, match="entry 2 of 2026-01-31 follows one of 2026-02-01; dates must not go back"):
            report()


@given(accounts(), periods())
def test_it_opens_and_closes_with_the_balance_of_the_day(account: Account, period: Period) -> None:
    """The balances that the core tells of the states are those that the lines add up to."""
    before = period.from_on - timedelta(days=1)
    for owner in ("ann", "bob"):
        lines = statement(account.entries, owner, period)
        for end, on in ((End.OPENING, before), (End.CLOSING, period.last_day)):
            lots = [lot for lot in as_at(account.entries, on).credits.values() if lot.account == owner]
            told_of = {line.currency: line.balance_minor for line in lines if line.what is end and line.balance_minor}
            assert told_of == dict(balances(lots, on=on))
        for currency in {line.currency for line in lines}:
            running = [line for line in lines if line.currency == currency]
            opening, closing = running[0], running[-1]
            assert opening.balance_minor + sum(line.amount_minor for line in running) == closing.balance_minor


@settings(max_examples=40)
@given(accounts(), periods())
def test_no_movement_is_lost_but_removals_of_what_was_in_no_balance(account: Account, period: Period) -> None:
    for owner in ("ann", "bob"):
        lines = {
            (line.number, line.what, line.credit, line.invoice, line.amount_minor + line.unusable_minor)
            for line in statement(account.entries, owner, period)
        }
        missing = [
            each
            for each in movements(account.entries)
            if each.account == owner
            and each.on in period
            and (each.number, each.moved, each.credit, each.invoice, each.amount_minor) not in lines
        ]
        assert {each.moved for each in missing} <= {Moved.EXPIRED, Moved.VOIDED, Moved.GRANTED}
        assert all(each.amount_minor == 0 for each in missing if each.moved is Moved.GRANTED)
