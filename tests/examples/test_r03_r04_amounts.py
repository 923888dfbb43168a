"""R3, R4: an amount is above zero, in the invoice's currency, and at most what is creditable."""

from __future__ import annotations

import pytest

from credit_rules import (
    JOININ,
    Fees,
    Line,
    Policy,
    Refunds,
    apply_credit,
    clear_payment,
    compare_with_refund,
    fail_payment,
    grant,
    raise_credit,
    record_payment,
    refund_credit,
    unapply,
)
from credit_rules.rejection import AmountExceedsCreditable, AmountNotPositive, CurrencyMismatch
from examples.make import DAY, credited, eur, gbp, invoice, lot, parts, refusal, settled

REFUNDS = Policy(refunds=Refunds.ALLOWED)


@pytest.mark.parametrize("amount", [0, -1, -(10**30)])
def test_an_amount_is_above_zero(amount: int) -> None:
    zero_or_less = AmountNotPositive(gbp(amount))
    owed, of_ann = invoice(100, paid=20, pending=20), lot("C1", 20)
    assert refusal(raise_credit(owed, gbp(amount))) == zero_or_less
    assert refusal(raise_credit(owed, {"L1": gbp(amount)})) == zero_or_less
    assert refusal(compare_with_refund(owed, gbp(amount), Fees(1))) == zero_or_less
    assert refusal(apply_credit(owed, [of_ann], on=DAY, amount=gbp(amount))) == zero_or_less
    assert refusal(unapply(owed, amount=gbp(amount))) == zero_or_less
    assert refusal(record_payment(owed, gbp(amount))) == zero_or_less
    assert refusal(clear_payment(owed, gbp(amount))) == zero_or_less
    assert refusal(fail_payment(owed, gbp(amount))) == zero_or_less
    assert refusal(grant("G1", "ann", gbp(amount), on=DAY)) == zero_or_less
    assert refusal(refund_credit(of_ann, gbp(amount), on=DAY)) == zero_or_less


def test_an_amount_is_in_the_currency_of_what_it_is_about() -> None:
    of_another = CurrencyMismatch(eur(10), "GBP")
    owed, of_ann = invoice(100, paid=20, pending=20), lot("C1", 20)
    assert refusal(raise_credit(owed, eur(10))) == of_another
    assert refusal(raise_credit(owed, {"L1": eur(10)})) == of_another
    assert refusal(compare_with_refund(owed, eur(10), Fees(1))) == of_another
    assert refusal(apply_credit(owed, [of_ann], on=DAY, amount=eur(10))) == of_another
    assert refusal(unapply(owed, amount=eur(10))) == of_another
    assert refusal(record_payment(owed, eur(10))) == of_another
    assert refusal(clear_payment(owed, eur(10))) == of_another
    assert refusal(fail_payment(owed, eur(10))) == of_another
    assert refusal(refund_credit(of_ann, eur(10), on=DAY)) == of_another


def test_that_it_is_not_above_zero_comes_before_the_currency() -> None:
    assert refusal(raise_credit(invoice(100), eur(0))) == AmountNotPositive(eur(0))
    assert refusal(raise_credit(invoice(100), {"L1": eur(5), "L2": gbp(0)})) == AmountNotPositive(gbp(0))


def test_every_lines_amount_is_above_zero() -> None:
    lines = invoice([Line("L1", 60), Line("L2", 40)])
    assert refusal(raise_credit(lines, {"L1": gbp(10), "L2": gbp(-10)})) == AmountNotPositive(gbp(-10))


def test_no_line_named_is_no_amount() -> None:
    assert refusal(raise_credit(invoice(100), {})) == AmountNotPositive(gbp(0))


def test_a_refund_asked_for_is_above_zero_and_zero_is_not_asked_for() -> None:
    paid = invoice(100, paid=100)
    assert refusal(raise_credit(paid, gbp(50), refund=gbp(-1), policy=REFUNDS)) == AmountNotPositive(gbp(-1))
    assert refusal(raise_credit(paid, gbp(50), refund=eur(1), policy=REFUNDS)) == CurrencyMismatch(eur(1), "GBP")
    for nothing in (None, gbp(0), eur(0)):
        assert parts(raise_credit(paid, gbp(50), refund=nothing, policy=JOININ).unwrap().note) == (0, {}, 50, 0)


def test_110_with_notes_of_30_and_40_has_40_left() -> None:
    owed = credited(invoice(110), 30, 40)
    assert refusal(raise_credit(owed, gbp(50))) == AmountExceedsCreditable(gbp(50), gbp(40))
    assert raise_credit(owed, gbp(40)).unwrap().invoice.creditable_minor == 0


def test_creditable_is_the_whole_value_however_it_was_settled() -> None:
    mixed = settled(invoice(100, paid=30), lot("C1", 20))
    assert refusal(raise_credit(mixed, gbp(101))) == AmountExceedsCreditable(gbp(101), gbp(100))
    assert raise_credit(mixed, gbp(100)).unwrap().note.amount_minor == 100


def test_what_is_creditable_counts_money_on_its_way() -> None:
    pending = invoice(100, pending=40)
    assert refusal(raise_credit(pending, gbp(101))) == AmountExceedsCreditable(gbp(101), gbp(100))


def test_lines_named_are_summed_up_before_they_are_compared() -> None:
    owed = credited(invoice([Line("L1", 60), Line("L2", 40)]), 10)
    too_much = {"L1": gbp(51), "L2": gbp(40)}
    assert refusal(raise_credit(owed, too_much)) == AmountExceedsCreditable(gbp(91), gbp(90))


def test_the_smallest_credit_is_one_unit_and_the_largest_all() -> None:
    assert raise_credit(invoice(1), gbp(1)).unwrap().note.amount_minor == 1
    huge = 10**40
    assert raise_credit(invoice(huge), gbp(huge)).unwrap().note.amount_minor == huge
    assert refusal(raise_credit(invoice(huge), gbp(huge + 1))) == AmountExceedsCreditable(gbp(huge + 1), gbp(huge))
