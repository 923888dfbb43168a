"""R8: while money is on its way a credit is refused, or may reach all but that money."""

from __future__ import annotations

import pytest

from credit_rules import PendingPayment, Policy, Surplus, raise_credit
from credit_rules.rejection import AmountExceedsCreditable, PaymentPending
from examples.make import credited, gbp, invoice, lot, on_its_way, parts, refusal, settled

RESERVE = Policy(pending_payment=PendingPayment.RESERVE)
OF_ALL = on_its_way(settled(invoice(100, paid=30), lot("C1", 20)), 40)
"""100: paid 30, applied 20, pending 40; outstanding 10."""


@pytest.mark.parametrize("amount", [1, 60, 100])
def test_the_default_refuses_and_names_the_sum(amount: int) -> None:
    assert refusal(raise_credit(OF_ALL, gbp(amount))) == PaymentPending(gbp(40), gbp(0))


def test_reserve_reaches_at_most_10_and_20_and_30() -> None:
    assert parts(raise_credit(OF_ALL, gbp(60), policy=RESERVE).unwrap().note) == (10, {"C1": 20}, 30, 0)
    assert refusal(raise_credit(OF_ALL, gbp(61), policy=RESERVE)) == PaymentPending(gbp(40), gbp(60))


@pytest.mark.parametrize(
    ("amount", "reduced", "restored", "lot_of"),
    [(10, 10, {}, 0), (11, 10, {"C1": 1}, 0), (30, 10, {"C1": 20}, 0), (31, 10, {"C1": 20}, 1)],
)
def test_reserve_step_by_step(amount: int, reduced: int, restored: dict[str, int], lot_of: int) -> None:
    raised = raise_credit(OF_ALL, gbp(amount), policy=RESERVE).unwrap()
    assert parts(raised.note) == (reduced, restored, lot_of, 0)
    assert "R8" in raised.rules


def test_reserve_after_earlier_notes_reaches_what_they_left() -> None:
    after = credited(OF_ALL, 35, policy=RESERVE)
    assert refusal(raise_credit(after, gbp(26), policy=RESERVE)) == PaymentPending(gbp(40), gbp(25))
    assert raise_credit(after, gbp(25), policy=RESERVE).unwrap().invoice.creditable_minor == 40


def test_reserve_with_a_proportional_surplus() -> None:
    policy = Policy(pending_payment=PendingPayment.RESERVE, surplus=Surplus.PROPORTIONAL)
    note = raise_credit(OF_ALL, gbp(35), policy=policy).unwrap().note
    assert parts(note) == (10, {"C1": 10}, 15, 0)


def test_above_all_that_is_creditable_it_is_the_amount_that_is_refused() -> None:
    for policy in (Policy(), RESERVE):
        assert refusal(raise_credit(OF_ALL, gbp(101), policy=policy)) == AmountExceedsCreditable(gbp(101), gbp(100))


def test_where_everything_is_on_its_way_nothing_is_possible() -> None:
    pending = invoice(100, pending=100)
    assert refusal(raise_credit(pending, gbp(1), policy=RESERVE)) == PaymentPending(gbp(100), gbp(0))
