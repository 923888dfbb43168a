"""A right state with something in it changed: the validators have their say."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from credit_rules import AccountCredit, Allocation, CreditClass, CreditNote, Invoice, raise_credit
from examples.make import gbp, invoice, lot


def invoice_with(**changed: Any) -> Invoice:
    """An unpaid invoice of 100, changed."""
    return evolve(invoice(100), **changed)


def lot_with(**changed: Any) -> AccountCredit:
    """A lot of 20, changed."""
    return evolve(lot("C1", 20), **changed)


def piece_with(**changed: Any) -> Allocation:
    """An allocation of 20, changed."""
    given = {"number": 1, "credit": "C1", "credit_class": CreditClass.PAID, "amount_minor": 20}
    return Allocation(**{**given, **changed})


def note_with(**changed: Any) -> CreditNote:
    """A note of 70 that reduced 40 and made a lot of 30, changed."""
    return evolve(raise_credit(invoice(100, paid=60), gbp(70)).unwrap().note, **changed)
