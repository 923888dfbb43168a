"""Raising a credit: the integers (`split`), and the whole decision on invoices of one line."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from credit_rules import (
    JOININ,
    Fees,
    Invoice,
    Money,
    Outcome,
    Policy,
    Status,
    Surplus,
    compare_with_refund,
    raise_credit,
)
from credit_rules.rejection import Rejection
from credit_rules.rules.raising import Position, Split, position, split
from proofs.specifications import raising as specified
from proofs.specifications.sums import Sums, is_half_up
from proofs.states import GBP, GENEROUS, draft, house, invoice, policies, sums_of
from proofs.symbolic import INTEGER, Built, Choice
from proofs.theorem import Theorem, answer, told

FIGURES = ("outstanding_minor", "applied_minor", "cash_minor", "pending_minor", "settled_minor")
POSITION = Built(Position, **dict.fromkeys(FIGURES, INTEGER), currency="GBP")
IN_ORDER = (Surplus.APPLIED_FIRST, Surplus.CASH_FIRST)


def is_a_position(a: Any) -> object:
    """Sums of an issued invoice: none below zero, and what settled it holds what is applied and the cash left."""
    at = a.at
    return (
        (at.outstanding_minor >= 0)
        & (at.applied_minor >= 0)
        & (at.cash_minor >= 0)
        & (at.pending_minor >= 0)
        & (at.settled_minor >= at.applied_minor + at.cash_minor)
        & (a.amount_minor > 0)
        & (a.refund_minor >= 0)
    )


def sums_at(at: Position) -> Sums:
    """The sums of an invoice of which a position tells: what was paid and is no longer cash, was released."""
    paid = at.settled_minor - at.applied_minor
    released = paid - at.cash_minor
    total = at.outstanding_minor + paid + at.pending_minor + at.applied_minor
    return Sums(
        total=total,
        paid=paid,
        pending=at.pending_minor,
        applied=(at.applied_minor,),
        reduced=0,
        restored=0,
        released=released,
    )


def parts(found: Split | Rejection) -> tuple[object, ...]:
    if isinstance(found, Split):
        return "raised", found.reduced_minor, found.restored_minor, found.credit_minor, found.refund_minor
    return told(found)


def conserves(a: Any, found: Split | Rejection) -> object:
    """The parts are the amount, none is negative, and none is more than what it comes from: no gift becomes money."""
    if not isinstance(found, Split):
        return True
    cash = found.credit_minor + found.refund_minor
    return (
        (found.reduced_minor + found.restored_minor + cash == a.amount_minor)
        & (found.reduced_minor >= 0)
        & (found.reduced_minor <= a.at.outstanding_minor)
        & (found.restored_minor >= 0)
        & (found.restored_minor <= a.at.applied_minor)
        & (found.credit_minor >= 0)
        & (found.refund_minor >= 0)
        & (cash <= a.at.cash_minor)
    )


def figures(invoice: Invoice) -> tuple[object, ...]:
    sums = invoice.total_minor, invoice.applied_minor, invoice.credited_minor, invoice.creditable_minor
    return *sums, invoice.outstanding_minor, invoice.part_paid, invoice.state.value, invoice.credit_state.value


def figures_as_specified(a: Any, found: tuple[object, ...]) -> object:
    sums = sums_of(a.invoice)
    expected = sums.total, sum(sums.applied), sums.credited, sums.creditable, sums.outstanding
    return found == (
        *expected,
        sums.outstanding > 0 and sums.settled > 0,
        specified.state(sums, a.invoice.status.value),
        specified.credit_state(sums),
    )


def raised(invoice: Invoice, amount: Money, refund: Money, policy: Policy) -> Outcome | Rejection:
    return answer(raise_credit(invoice, amount, refund=refund, policy=policy))


def raises_as_specified(a: Any, found: Outcome | Rejection) -> object:
    before = sums_of(a.invoice)
    expected = specified.raised(before, a.amount.amount_minor, a.refund.amount_minor, house(a.policy))
    if not isinstance(found, Outcome):
        return told(found) == expected
    note, after = found.note, sums_of(found.invoice)
    _, reduced, restored, credit, refund = expected
    back = specified.pieces_restored(before, restored)
    given = {piece.number: piece for piece in note.restored}
    return (
        (note.reduced_minor, note.account_credit_minor, note.refund_minor) == (reduced, credit, refund)
        and all(
            (given[number].amount_minor, given[number].credit) == (amount, piece.credit)
            if number in given
            else amount == 0
            for number, (piece, amount) in enumerate(zip(a.invoice.allocations, back, strict=True), 1)
        )
        and sum(share.net_minor + share.tax_minor for share in note.shares) == a.amount.amount_minor
        and after.creditable == before.creditable - a.amount.amount_minor
        and after.outstanding == before.outstanding - reduced
        and sum(after.applied) == sum(before.applied) - restored
        and after.released == before.released + credit + refund
    )


def compared(invoice: Invoice, amount: Money, fees: Fees) -> Outcome | Rejection:
    return answer(compare_with_refund(invoice, amount, fees))


def costs_as_specified(a: Any, found: Outcome | Rejection) -> object:
    sums, amount = sums_of(a.invoice), a.amount.amount_minor
    expected = specified.raised(sums, amount, 0, house(JOININ))
    if not isinstance(found, Outcome):
        return told(found) == expected
    assert found.comparison is not None
    cost, cash = found.comparison.refund_cost.amount_minor, expected[3]
    if cash == 0:
        return cost == 0
    return is_half_up(cost - a.fees.refund_minor, a.fees.taken_minor * cash, sums.paid)


FEES = Built(Fees, taken_minor=INTEGER, refund_minor=INTEGER)

THEOREMS = (
    Theorem(
        law="sums_equal_specification",
        about=Invoice,
        trial=figures,
        over={"invoice": Choice(*(invoice(0, status=each) for each in Status), *map(invoice, (1, 2)), draft())},
        claim=figures_as_specified,
    ),
    Theorem(
        law="position_equals_specification",
        about=position,
        over={"invoice": Choice(*map(invoice, range(4)))},
        claim=lambda a, at: (
            (at.outstanding_minor, at.applied_minor, at.cash_minor, at.pending_minor, at.settled_minor)
            == (
                sums_of(a.invoice).outstanding,
                sum(sums_of(a.invoice).applied),
                sums_of(a.invoice).cash,
                a.invoice.pending_minor,
                sums_of(a.invoice).settled,
            )
        ),
    ),
    *(
        Theorem(
            law=f"split_equals_specification: {surplus}",
            about=split,
            over={"at": POSITION, "policy": policies(surplus)},
            given=is_a_position,
            claim=lambda a, found: (
                parts(found) == specified.split(sums_at(a.at), a.amount_minor, a.refund_minor, house(a.policy))
            ),
        )
        for surplus in Surplus
    ),
    Theorem(
        law="conservation",
        about=split,
        over={"at": POSITION, "policy": Choice(*(evolve(GENEROUS, surplus=each) for each in Surplus))},
        given=is_a_position,
        claim=conserves,
    ),
    *(
        Theorem(
            law=f"raise_credit_equals_specification: {surplus}",
            about=raise_credit,
            trial=raised,
            over={
                "invoice": Choice(*map(invoice, range(3))),
                "amount": GBP,
                "refund": GBP,
                "policy": evolve(GENEROUS, surplus=surplus),
            },
            claim=raises_as_specified,
        )
        for surplus in IN_ORDER
    ),
    Theorem(
        law="refund_cost_equals_specification",
        about=compare_with_refund,
        trial=compared,
        over={"invoice": Choice(*map(invoice, range(2))), "amount": GBP, "fees": FEES},
        claim=costs_as_specified,
    ),
)
