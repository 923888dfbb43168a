"""R10: part of the cash surplus of a note may leave as cash, where the policy allows it."""

from __future__ import annotations

import pytest

from credit_rules import PendingPayment, Policy, Refunds, Surplus, raise_credit
from credit_rules.rejection import (
    AmountExceedsCreditable,
    LineNotFound,
    PaymentPending,
    RefundExceedsCash,
    RefundNotAllowed,
)
from examples.make import DAY, credited, gbp, invoice, lot, on_its_way, parts, refusal, settled

ALLOWED = Policy(refunds=Refunds.ALLOWED)
PAID = invoice(50, paid=50)


def test_forbidden_by_default() -> None:
    assert refusal(raise_credit(PAID, gbp(50), refund=gbp(10))) == RefundNotAllowed(gbp(10))


def test_50_on_a_paid_invoice_refund_10_leaves_account_credit_40() -> None:
    raised = raise_credit(PAID, gbp(50), refund=gbp(10), policy=ALLOWED).unwrap()
    assert parts(raised.note) == (0, {}, 40, 10)
    assert (raised.note.released_minor, raised.invoice.released_minor) == (50, 50)
    assert raised.rules == ("R6", "R9", "R10", "R12", "R13")


def test_the_whole_of_it_leaves_no_lot() -> None:
    note = raise_credit(PAID, gbp(50), refund=gbp(50), policy=ALLOWED).unwrap().note
    assert (parts(note), note.new_lot(DAY)) == ((0, {}, 0, 50), None)


def test_allowed_and_not_asked_for_is_account_credit() -> None:
    raised = raise_credit(PAID, gbp(50), policy=ALLOWED).unwrap()
    assert (parts(raised.note), "R10" in raised.rules) == ((0, {}, 50, 0), False)


@pytest.mark.parametrize(
    ("amount", "refund", "cash"),
    [(100, 81, 80), (50, 31, 30), (20, 1, 0)],
)
def test_at_most_the_cash_part_of_this_note(amount: int, refund: int, cash: int) -> None:
    owed = settled(invoice(100, paid=80), lot("P", 20, gift=True))
    too_much = refusal(raise_credit(owed, gbp(amount), refund=gbp(refund), policy=ALLOWED))
    assert too_much == RefundExceedsCash(gbp(refund), gbp(cash))
    if cash:
        exact = raise_credit(owed, gbp(amount), refund=gbp(cash), policy=ALLOWED).unwrap().note
        assert parts(exact) == (0, {"P": 20}, 0, cash)


def test_nothing_is_cash_where_the_debt_takes_it_all() -> None:
    part_paid = invoice(100, paid=60)
    assert refusal(raise_credit(part_paid, gbp(40), refund=gbp(1), policy=ALLOWED)) == RefundExceedsCash(gbp(1), gbp(0))


def test_cash_first_finds_more_cash() -> None:
    policy = Policy(refunds=Refunds.ALLOWED, surplus=Surplus.CASH_FIRST)
    owed = settled(invoice(100, paid=80), lot("P", 20, gift=True))
    assert parts(raise_credit(owed, gbp(50), refund=gbp(50), policy=policy).unwrap().note) == (0, {}, 0, 50)


def test_cash_that_earlier_notes_released_is_not_there_again() -> None:
    owed = credited(PAID, 30)
    too_much = refusal(raise_credit(owed, gbp(20), refund=gbp(21), policy=ALLOWED))
    assert too_much == RefundExceedsCash(gbp(21), gbp(20))


def test_refused_after_the_amount_and_money_on_its_way_and_before_the_lines() -> None:
    assert refusal(raise_credit(PAID, gbp(51), refund=gbp(10))) == AmountExceedsCreditable(gbp(51), gbp(50))
    pending = on_its_way(invoice(50, paid=30), 20)
    assert refusal(raise_credit(pending, gbp(10), refund=gbp(10))) == PaymentPending(gbp(20), gbp(0))
    assert refusal(raise_credit(PAID, {"L9": gbp(5)}, refund=gbp(10))) == RefundNotAllowed(gbp(10))
    lines = {"L9": gbp(5)}
    assert refusal(raise_credit(PAID, lines, refund=gbp(6), policy=ALLOWED)) == RefundExceedsCash(gbp(6), gbp(5))
    assert refusal(raise_credit(PAID, lines, refund=gbp(5), policy=ALLOWED)) == LineNotFound("L9")


def test_the_cash_part_while_money_is_on_its_way() -> None:
    policy = Policy(refunds=Refunds.ALLOWED, pending_payment=PendingPayment.RESERVE)
    pending = on_its_way(invoice(50, paid=30), 20)
    assert parts(raise_credit(pending, gbp(30), refund=gbp(30), policy=policy).unwrap().note) == (0, {}, 0, 30)
