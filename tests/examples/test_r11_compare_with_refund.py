"""R11: what a refund would cost, and a credit would not."""

from __future__ import annotations

import pytest

from credit_rules import (
    PRESETS,
    CompareWithRefund,
    Fees,
    Money,
    Policy,
    RefundComparison,
    Surplus,
    compare_with_refund,
    raise_credit,
)
from examples.make import ask, books, credited, gbp, invoice, lot, on_its_way, refusal, settled

TEN_POUNDS = invoice(1000, paid=1000)


@pytest.mark.parametrize(
    ("amount", "cost"), [(1000, 50), (400, 20), (1, 0), (9, 0), (10, 1), (29, 1), (30, 2), (999, 50)]
)
def test_the_fee_is_lost_in_proportion_half_up(amount: int, cost: int) -> None:
    outcome = compare_with_refund(TEN_POUNDS, gbp(amount), Fees(50)).unwrap()
    assert outcome.comparison == RefundComparison(refund_cost=gbp(cost), credit_cost=gbp(0))
    assert (outcome.rules, outcome.effects, outcome.invoices) == (("R11",), (), ())


def test_the_providers_charge_comes_on_top() -> None:
    assert cost(1000, Fees(50, 25)) == 75
    assert cost(400, Fees(0, 25)) == 25


def cost(amount: int, fees: Fees, policy: Policy | None = None) -> int:
    owed = settled(invoice(1000, paid=800), lot("P", 200, gift=True))
    compared = compare_with_refund(owed, gbp(amount), fees, policy=policy or Policy(surplus=Surplus.CASH_FIRST))
    comparison = compared.unwrap().comparison
    assert comparison is not None
    assert comparison.credit_cost == gbp(0)
    return comparison.refund_cost.amount_minor


def test_only_the_cash_part_is_refunded() -> None:
    assert cost(400, Fees(80), Policy()) == 20
    assert cost(400, Fees(80), Policy(surplus=Surplus.CASH_FIRST)) == 40
    assert cost(400, Fees(80), Policy(surplus=Surplus.PROPORTIONAL)) == 32


def test_where_nothing_is_cash_a_refund_costs_nothing() -> None:
    assert cost(200, Fees(80, 25), Policy()) == 0
    unpaid = compare_with_refund(invoice(1000), gbp(400), Fees(50, 25)).unwrap().comparison
    assert unpaid == RefundComparison(gbp(0), gbp(0))


def test_the_debt_is_reduced_first() -> None:
    part_paid = compare_with_refund(invoice(1000, paid=500), gbp(600), Fees(25)).unwrap().comparison
    assert part_paid == RefundComparison(gbp(5), gbp(0))


def test_in_the_currency_of_the_invoice() -> None:
    yen = compare_with_refund(invoice(10, currency="JPY", paid=10), Money(5, "JPY"), Fees(3)).unwrap().comparison
    assert yen == RefundComparison(Money(2, "JPY"), Money(0, "JPY"))


def test_of_named_lines() -> None:
    by_line = compare_with_refund(TEN_POUNDS, {"L1": gbp(400)}, Fees(50)).unwrap().comparison
    assert by_line == RefundComparison(gbp(20), gbp(0))


def test_comparing_is_no_refund_so_no_policy_on_refunds_refuses_it() -> None:
    command = CompareWithRefund(invoice="INV-1", amount=gbp(400), fees=Fees(50))
    assert ask(books(TEN_POUNDS), command).comparison == RefundComparison(gbp(20), gbp(0))


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "amount_not_positive"), (31, "amount_exceeds_creditable"), (5, "invoice_part_paid")]
)
def test_refused_as_raising_that_credit_would_be(amount: int, code: str) -> None:
    part_paid = credited(invoice(100, paid=60), 70)
    owed = part_paid if amount != 5 else invoice(100, paid=60)
    policy = PRESETS["loveadmin"]
    refused = refusal(compare_with_refund(owed, gbp(amount), Fees(1), policy=policy))
    assert (refused, refused.code) == (refusal(raise_credit(owed, gbp(amount), policy=policy)), code)


def test_refused_while_money_is_on_its_way() -> None:
    assert refusal(compare_with_refund(on_its_way(invoice(9), 4), gbp(1), Fees(1))).code == "payment_pending"
