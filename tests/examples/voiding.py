"""Notes to be voided, and what became of their credit."""

from __future__ import annotations

from credit_rules import ApplyCredit, Policy, RaiseCredit, Refunds, VoidNote, VoidUsed
from credit_rules.rejection import CreditAlreadyUsed
from examples.make import TOMORROW, books, gbp, invoice, lot, play

UNAPPLY = Policy(void_used=VoidUsed.UNAPPLY)
REFUNDS = Policy(refunds=Refunds.ALLOWED)
VOID = VoidNote("INV-1-CN1")


def credit(amount: int, refund: int = 0) -> RaiseCredit:
    return RaiseCredit(invoice="INV-1", amount=gbp(amount), refund=gbp(refund))


def apply(to: str, amount: int, *lots: str) -> ApplyCredit:
    return ApplyCredit(invoice=to, amount=gbp(amount), chosen=lots or None)


PAID = books(invoice(100, paid=100), invoice(50, "INV-2"), invoice(40, "INV-3"))
WITH_30 = play(PAID, credit(30))
"""The lot INV-1-CN1 holds 30."""


def needs_30(left: int) -> CreditAlreadyUsed:
    return CreditAlreadyUsed("INV-1-CN1", gbp(30), gbp(left))


UNTIL_TOMORROW = play(books(invoice(10), lot("A", 10, until=TOMORROW)), ApplyCredit(invoice="INV-1"), credit(10))
