"""Accounts for the tests of reports: a year of one customer, and random ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import strategies as st

from credit_rules import (
    Account,
    AddInvoice,
    ApplyCredit,
    Command,
    Entry,
    Expire,
    Grant,
    GrantKind,
    Grants,
    Invoice,
    Line,
    Money,
    Policy,
    RaiseCredit,
    RefundCredit,
    Refunds,
    Terms,
    Unapply,
    VoidCredit,
    VoidNote,
    decide,
    postings,
)
from credit_rules_adapters.reports import Period
from credit_rules_adapters.testing import DAY_ONE

ALLOWED = Policy(grants=Grants.ALLOWED, refunds=Refunds.ALLOWED)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def day(month: int, of_month: int) -> date:
    return date(2026, month, of_month)


def gbp(amount_minor: int) -> Money:
    return Money(amount_minor, "GBP")


def invoice(id: str, total: int, on: date, *, paid: int = 0, account: str = "ann") -> AddInvoice:
    return AddInvoice(Invoice(id, account, "GBP", [Line("L1", total)], issued_on=on, paid_minor=paid))


def gift(id: str, amount: int, expires_on: date | None = None) -> Grant:
    terms = Terms(expires_on=expires_on)
    return Grant(id=id, account="ann", amount=gbp(amount), kind=GrantKind.PROMOTIONAL, terms=terms)


def played(*steps: tuple[date, Command]) -> Account:
    """Carry out commands, each on its date; none may be refused."""
    account = Account()
    for on, command in steps:
        account = account.record(decide(command, account, ALLOWED, on).unwrap(), on=on)
    return account


STEPS: tuple[tuple[date, Command], ...] = (
    (day(1, 5), invoice("A", 10000, day(1, 5), paid=10000)),
    (day(1, 5), invoice("B", 5000, day(1, 5))),
    (day(1, 10), gift("G", 2000, expires_on=day(3, 1))),
    (day(1, 10), gift("H", 700)),
    (day(2, 3), RaiseCredit(invoice="A", amount=gbp(3000))),
    (day(2, 10), ApplyCredit(invoice="B", amount=gbp(1500), chosen=("G",))),
    (day(2, 11), Unapply(invoice="B", amount=gbp(400))),
    (day(2, 20), RaiseCredit(invoice="A", amount=gbp(250))),
    (day(2, 21), VoidNote("A-CN2")),
    (day(3, 4), Expire()),
    (day(3, 5), VoidCredit("H")),
    (day(3, 10), RefundCredit("A-CN1", gbp(1100))),
)
"""Every way a lot can move, each at an amount of its own."""


def a_year() -> Account:
    return played(*STEPS)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Periods about the days on which random accounts live."""
    from_on = DAY_ONE + timedelta(days=draw(st.integers(-1, 8)))
    return Period(from_on, from_on + timedelta(days=draw(st.integers(1, 6))))


def liability(entries: Iterable[Entry]) -> Counter[tuple[str, str]]:
    """Return what the postings of entries make of account credit, by currency and class: a liability above zero."""
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for posting in postings(entry.effects):
            book, _, credit_class = posting.account.partition(":")
            if book == "account_credit":
                sums[posting.currency, credit_class] -= posting.amount_minor
    return sums
