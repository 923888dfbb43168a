"""States and entries that no rule makes: what a law must be able to tell."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from credit_rules import JOININ, Allocation, CreditApplied, CreditClass, CreditNote, Effect, Entry, raise_credit
from examples.make import DAY, gbp, invoice

_State = TypeVar("_State")


def forged(state: _State, **wrong: Any) -> _State:
    """A state that no constructor makes."""
    made = copy.copy(state)
    for name, value in wrong.items():
        object.__setattr__(made, name, value)
    return made


def entry(*effects: Effect) -> Entry:
    """An entry with those effects, whatever the rules say of them."""
    return Entry(1, DAY, effects, JOININ.fingerprint)


def piece(amount: int, of: str = "C1", *, gift: bool = False, number: int = 1) -> Allocation:
    credit_class = CreditClass.PROMOTIONAL if gift else CreditClass.PAID
    return Allocation(number=number, credit=of, credit_class=credit_class, amount_minor=amount)


def paying(amount: int, of: str = "C1", *, gift: bool = False) -> Entry:
    """An entry in which a lot pays that much of the invoice."""
    applied = CreditApplied(invoice="INV-1", account="ann", currency="GBP", allocation=piece(amount, of, gift=gift))
    return entry(applied)


def note(amount: int = 30, **wrong: Any) -> CreditNote:
    """A note of that amount on an unpaid invoice, changed."""
    return forged(raise_credit(invoice(amount), gbp(amount)).unwrap().note, **wrong)
