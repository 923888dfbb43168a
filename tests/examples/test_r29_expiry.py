"""R29: expiry removes what remains on or after the expiry date, and nothing twice."""

from __future__ import annotations

from datetime import date

import pytest

from credit_rules import (
    Account,
    ApplyCredit,
    Cancel,
    CreditClass,
    CreditRemoved,
    Expire,
    RaiseCredit,
    Removal,
    Unapply,
    VoidCredit,
    VoidNote,
    available,
    balances,
    expire,
)
from examples.make import DAY, TOMORROW, ask, books, gbp, invoice, lot, play, standing

LATER = date(2026, 12, 1)


def removed(account: Account, on: date, of: str | None = None) -> dict[str, int]:
    effects = ask(account, Expire(of), on=on).effects
    return {effect.credit: effect.amount_minor for effect in effects if isinstance(effect, CreditRemoved)}


@pytest.mark.parametrize(("on", "gone"), [(DAY, {}), (TOMORROW, {"C1": 20}), (LATER, {"C1": 20})])
def test_on_or_after_the_expiry_date(on: date, gone: dict[str, int]) -> None:
    assert removed(books(lot("C1", 20, until=TOMORROW), lot("NEVER", 20)), on) == gone


def test_what_remains_and_nothing_twice() -> None:
    account = play(books(invoice(15), lot("C1", 20, until=TOMORROW)), ApplyCredit(invoice="INV-1"))
    after = play(account, Expire(), on=TOMORROW)
    assert removed(account, TOMORROW) == {"C1": 5}
    assert removed(after, TOMORROW) == removed(after, LATER) == {}
    assert after.credits["C1"].remaining_minor == 0
    assert play(after, Expire(), on=LATER) is after


def test_one_unit_is_something_and_an_empty_lot_is_nothing() -> None:
    lots = [lot("A", 1, until=TOMORROW), lot("B", 0, until=TOMORROW)]
    assert removed(books(*lots), TOMORROW) == {"A": 1}


def test_the_effects_by_id() -> None:
    outcome = expire([lot("B", 5, until=TOMORROW), lot("A", 7, gift=True, until=TOMORROW)], on=LATER)
    assert outcome.effects == tuple(
        CreditRemoved(
            credit=id,
            account="ann",
            currency="GBP",
            credit_class=credit_class,
            amount_minor=amount,
            removal=Removal.EXPIRED,
        )
        for id, credit_class, amount in [("A", CreditClass.PROMOTIONAL, 7), ("B", CreditClass.PAID, 5)]
    )
    assert [(each.id, each.remaining_minor, each.voided) for each in outcome.credits] == [
        ("A", 0, False),
        ("B", 0, False),
    ]
    assert (outcome.rules, outcome.on) == (("R29",), LATER)


def test_of_one_account_or_of_all() -> None:
    account = books(lot("A", 5, until=TOMORROW), lot("B", 7, account="bob", until=TOMORROW))
    assert removed(account, TOMORROW) == {"A": 5, "B": 7}
    assert removed(account, TOMORROW, "bob") == {"B": 7}
    assert removed(account, TOMORROW, "nobody") == {}


def test_paused_lots_and_void_ones_that_something_came_back_to() -> None:
    assert removed(books(lot("C1", 20, until=TOMORROW, paused=True)), TOMORROW) == {"C1": 20}
    account = play(books(invoice(15), lot("C1", 20, until=TOMORROW)), ApplyCredit(invoice="INV-1"), VoidCredit("C1"))
    assert removed(play(account, Unapply(invoice="INV-1")), TOMORROW) == {"C1": 15}


RETURNED = play(books(invoice(15), lot("C1", 20, until=TOMORROW)), ApplyCredit(invoice="INV-1"))
RETURNED = play(RETURNED, Expire(), RaiseCredit(invoice="INV-1", amount=gbp(10)), on=TOMORROW)
"""5 expired; then a note gave 10 back to the lot past its expiry."""


def test_what_comes_back_past_expiry_remains_but_is_in_no_balance_and_never_available() -> None:
    lots = RETURNED.credits.values()
    assert RETURNED.credits["C1"].remaining_minor == 10
    assert (dict(balances(lots, on=TOMORROW)), dict(available(lots, on=TOMORROW))) == ({}, {})


def test_the_next_expiry_removes_it() -> None:
    assert removed(RETURNED, TOMORROW) == {"C1": 10}


def test_the_step_that_brought_it_back_can_still_be_undone() -> None:
    after = play(RETURNED, VoidNote("INV-1-CN1"), on=TOMORROW)
    assert (standing(after.invoices["INV-1"]), after.credits["C1"].remaining_minor) == ([("C1", 15)], 0)


def test_what_comes_back_to_a_void_lot_is_in_no_balance() -> None:
    account = play(books(invoice(15), lot("C1", 20)), ApplyCredit(invoice="INV-1"), VoidCredit("C1"))
    account = play(account, Cancel(invoice="INV-1"))
    assert account.credits["C1"].remaining_minor == 15
    assert dict(balances(account.credits.values(), on=DAY)) == {}
