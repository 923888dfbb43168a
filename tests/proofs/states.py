"""The states the theorems speak of: how many lines, allocations and lots is given, every amount is any integer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from credit_rules import (
    AccountCredit,
    Allocation,
    Collection,
    CreditClass,
    CreditNote,
    Invoice,
    Line,
    Money,
    PartPaid,
    PendingPayment,
    Policy,
    Refunds,
    Share,
    Status,
    Surplus,
)
from proofs.specifications.raising import House
from proofs.specifications.sums import Sums
from proofs.symbolic import INTEGER, Built, Choice

DAY = date(2026, 3, 1)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)

GENEROUS = Policy(pending_payment=PendingPayment.RESERVE, refunds=Refunds.ALLOWED)
"""Refuses no credit that a policy may refuse."""

GBP = Built(Money, amount_minor=INTEGER, currency="GBP")
"""Any amount, above zero or not."""


def policies(*made_of: Surplus, **fixed: Any) -> Choice:
    """Every policy of these surpluses that raising a credit may meet; a choice that is named is fixed."""
    return Choice(
        *(
            Policy(
                **{"part_paid": part_paid, "pending_payment": pending, "surplus": surplus, "refunds": refunds, **fixed}
            )
            for part_paid, pending, surplus, refunds in product(PartPaid, PendingPayment, made_of, Refunds)
        )
    )


def house(policy: Policy) -> House:
    """The policy in the specification's words."""
    return House(
        part_paid=policy.part_paid.value,
        pending_payment=policy.pending_payment.value,
        surplus=policy.surplus.value,
        refunds=policy.refunds.value,
    )


def line(id: str = "L1", *, tax: bool = False, **fields: object) -> Built:
    """A line of any net, credited in part or not; with any tax, too, if it has tax."""
    taxed = {"tax_minor": INTEGER, "credited_tax_minor": INTEGER} if tax else {}
    return Built(Line, id=id, net_minor=INTEGER, credited_net_minor=INTEGER, **taxed, **fields)


def allocation(number: int = 1, credit: str | None = None, **fields: object) -> Built:
    """An allocation of any amount; the odd ones stand for gifts."""
    kind = CreditClass.PROMOTIONAL if number % 2 else CreditClass.PAID
    terms = {"number": number, "credit": credit or f"C{number}", "credit_class": kind, "amount_minor": INTEGER}
    return Built(Allocation, **{**terms, **fields})


def allocations(count: int) -> tuple[Built, ...]:
    """So many allocations of any amounts, each of a lot of its own: C1, C2, ..."""
    return tuple(map(allocation, range(1, count + 1)))


def invoice(standing: int | Sequence[Built] = 0, id: str = "INV-1", **fields: object) -> Built:
    """An issued invoice of one line and one note so far, of any sums its invariants allow, with these allocations."""
    pieces = allocations(standing) if isinstance(standing, int) else tuple(standing)
    sums = ("paid_minor", "pending_minor", "reduced_minor", "restored_minor", "released_minor")
    terms = {
        "lines": (line(),),
        "issued_on": DAY,
        "allocations": pieces,
        "allocations_made": len(pieces),
        "notes_raised": 1,
        **dict.fromkeys(sums, INTEGER),
    }
    return Built(Invoice, id=id, account="ann", currency="GBP", **{**terms, **fields})


UNCREDITED = {"reduced_minor": 0, "restored_minor": 0, "released_minor": 0, "notes_raised": 0}
"""An invoice without a note; its lines have nothing credited, either."""


def debt(id: str = "INV-1", *products: str | None, **fields: object) -> Built:
    """An issued invoice of which nothing is paid, a line a product (by default one of none): it owes any amount."""
    lines = (
        Built(Line, id=f"L{number}", net_minor=INTEGER, product=product)
        for number, product in enumerate(products or (None,), 1)
    )
    owed = {"lines": (*lines,), "paid_minor": 0, "pending_minor": 0}
    return invoice(0, id, **{**owed, **UNCREDITED, **fields})


def lot(id: str = "C1", **fields: object) -> Built:
    """A lot of any amount with anything remaining, usable on any product."""
    terms = {"account": "ann", "currency": "GBP", "amount_minor": INTEGER, "remaining_minor": INTEGER, "issued_on": DAY}
    return Built(AccountCredit, id=id, **{**terms, **fields})


def draft(**fields: object) -> Built:
    """A draft of `auto` collection, of any total."""
    terms = {"status": Status.DRAFT, "issued_on": None, "collection": Collection.AUTO}
    return debt("INV-1", **{**terms, **fields})


def note(*numbers: int, id: str = "INV-1-CN1", **fields: object) -> Built:
    """A note of INV-1 that restored parts of these allocations, made a lot of the rest and refunded some."""
    figures = dict.fromkeys(("reduced_minor", "account_credit_minor", "refund_minor"), INTEGER)
    terms = {"invoice": "INV-1", "account": "ann", "currency": "GBP", "policy": "", "at": (5, 0)}
    restored = tuple(map(allocation, numbers))
    return Built(_note, id=id, restored=restored, **{**terms, **figures, **fields})


def _note(restored: tuple[Allocation, ...], **terms: Any) -> CreditNote:
    """Make a note whose shares, all of one line, are what its parts make."""
    parts = (terms[name] for name in ("reduced_minor", "account_credit_minor", "refund_minor"))
    amount = sum(parts) + sum(piece.amount_minor for piece in restored)
    return CreditNote(shares=(Share("L1", amount, 0),), restored=restored, **terms)


def stands_on(note: CreditNote, invoice: Invoice) -> Any:
    """Whether what the note did is part of the invoice's sums."""
    return (
        (note.reduced_minor <= invoice.reduced_minor)
        & (sum(piece.amount_minor for piece in note.restored) <= invoice.restored_minor)
        & (note.account_credit_minor + note.refund_minor <= invoice.released_minor)
        & (note.amount_minor <= invoice.lines[0].credited_net_minor)
    )


def has_paid(lot: AccountCredit, *invoices: Invoice) -> Any:
    """Whether a lot was once as large as what remains of it and what of it stands on these invoices."""
    standing = (piece.amount_minor for each in invoices for piece in each.allocations if piece.credit == lot.id)
    return lot.amount_minor >= lot.remaining_minor + sum(standing)


def sums_of(invoice: Invoice) -> Sums:
    """The sums of an invoice from what it stores; none of the engine's own sums is asked for."""
    return Sums(
        total=sum(each.net_minor + each.tax_minor for each in invoice.lines),
        paid=invoice.paid_minor,
        pending=invoice.pending_minor,
        applied=tuple(piece.amount_minor for piece in invoice.allocations),
        reduced=invoice.reduced_minor,
        restored=invoice.restored_minor,
        released=invoice.released_minor,
        issued=invoice.status is Status.ISSUED,
    )
