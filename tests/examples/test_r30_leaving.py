"""R30: what removing a person from a product offers, as a plan that can be seen and edited."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from credit_rules import (
    ByPrice,
    Line,
    Money,
    RaiseCredit,
    RemoveFromProduct,
    Status,
    plan_removal,
)
from credit_rules.rejection import (
    AmountNotPositive,
)
from credit_rules.rules.leaving import unused_share
from examples.make import (
    DAY,
    TOMORROW,
    YESTERDAY,
    books,
    draft,
    eur,
    gbp,
    invoice,
    play,
    refusal,
    refused,
)
from examples.products import GYM, HALF, NEW, OLD, SWIM, plan, planned, swim


@pytest.mark.parametrize(
    ("gross", "unused", "sessions", "share"),
    [
        (1000, 3, 10, 300),
        (1000, 0, 10, 0),
        (1000, 10, 10, 1000),
        (5, 1, 2, 3),  # 2.5, half up
        (100, 1, 3, 33),
        (100, 2, 3, 67),
        (1, 1, 3, 0),
    ],
)
def test_by_price_unused_of_total_sessions_of_the_gross_half_up(
    gross: int, unused: int, sessions: int, share: int
) -> None:
    credit = ByPrice(unused, sessions)
    assert planned(plan(credit, invoice([swim(gross)]))) == ([("INV-1", {"L1": share})] if share else [])
    assert unused_share(gross, gross, credit) == share


def test_by_price_each_line_by_itself_net_and_tax_together() -> None:
    of_lines = invoice([swim(50, 11), swim(30, 5, "L2"), GYM])
    assert planned(plan(HALF, of_lines)) == [("INV-1", {"L1": 31, "L2": 18})]
    assert plan(HALF, of_lines).left_out is None


def test_by_price_of_the_gross_up_to_what_is_creditable() -> None:
    account = play(books(invoice([swim(100), GYM])), RaiseCredit(invoice="INV-1", amount={"L1": gbp(70)}))
    assert planned(plan(HALF, *account.invoices.values())) == [("INV-1", {"L1": 30})]
    account = play(account, RaiseCredit(invoice="INV-1", amount={"L1": gbp(30)}))
    assert planned(plan(HALF, *account.invoices.values())) == []


def test_none_credits_nothing() -> None:
    nothing = plan(None, invoice([swim(100)]))
    assert (nothing.credits, nothing.drafts, nothing.left_out) == ((), (), None)


def test_a_fixed_amount_goes_to_the_newest_invoice_first() -> None:
    assert planned(plan(gbp(50), OLD, NEW)) == [("NEW", {"L1": 50})]
    assert planned(plan(gbp(75), OLD, NEW)) == [("NEW", {"L1": 60}), ("OLD", {"L1": 15})]
    assert plan(gbp(75), OLD, NEW).left_out == gbp(0)


def test_of_the_same_day_by_id() -> None:
    same_day = [invoice([swim(10)], id) for id in ("B", "A")]
    assert planned(plan(gbp(15), *same_day)) == [("A", {"L1": 10}), ("B", {"L1": 5})]


def test_what_is_above_everything_creditable_is_left_out() -> None:
    above = plan(gbp(200), OLD, NEW)
    assert planned(above) == [("NEW", {"L1": 60}), ("OLD", {"L1": 100})]
    assert above.left_out == gbp(40)
    assert plan(gbp(5)).left_out == gbp(5)


def test_a_fixed_amount_is_spread_over_the_lines_by_r12_and_added_up_by_line() -> None:
    of_lines = invoice([swim(50, 10), swim(50, 10, "L2"), GYM])
    assert planned(plan(gbp(100), of_lines)) == [("INV-1", {"L1": 50, "L2": 50})]
    assert planned(plan(gbp(1), of_lines)) == [("INV-1", {"L1": 1})]
    uneven = invoice([swim(20), swim(10, 0, "L2")])
    assert planned(plan(gbp(10), uneven)) == [("INV-1", {"L1": 7, "L2": 3})]


def test_a_fixed_amount_is_in_one_currency() -> None:
    euros = invoice([swim(100)], "EUR", currency="EUR", issued=TOMORROW)
    assert planned(plan(gbp(50), euros, OLD)) == [("OLD", {"L1": 50})]
    assert plan(gbp(50), euros).left_out == gbp(50)
    assert [lines["L1"] for _, lines in plan(HALF, euros).credits] == [eur(50)]


@pytest.mark.parametrize("amount", [0, -5])
def test_a_fixed_amount_is_above_zero(amount: int) -> None:
    assert refusal(plan_removal([OLD], SWIM, gbp(amount))) == AmountNotPositive(gbp(amount))
    assert refused(books(OLD), RemoveFromProduct(SWIM, gbp(amount))) == AmountNotPositive(gbp(amount))


@pytest.mark.parametrize("credit", [None, HALF, gbp(5)])
def test_lines_are_taken_off_drafts_whatever_the_credit(credit: ByPrice | Money | None) -> None:
    taken = plan(credit, draft([swim(100), GYM, swim(5, 0, "L3")], "D"), draft([GYM], "OTHER"))
    assert taken.drafts == (("D", ("L1", "L3")),)
    assert taken.credits == ()


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.WRITTEN_OFF])
def test_only_what_has_been_invoiced_is_credited(status: Status) -> None:
    closed = plan(gbp(5), invoice([swim(100)], status=status))
    assert (closed.credits, closed.drafts, closed.left_out) == ((), (), gbp(5))


def test_of_one_account_and_one_product() -> None:
    assert planned(plan(HALF, invoice([swim(100)], account="bob"), invoice([GYM], "G"), invoice(100, "X"))) == []


def test_a_beneficiary_limits_all_of_this_to_their_lines() -> None:
    lines = [swim(100, beneficiary="kim"), swim(80, 0, "L2", "lee"), swim(60, 0, "L3")]
    kim = evolve(SWIM, beneficiary="kim")
    both = [invoice(lines), draft(lines, "D")]
    assert planned(plan(HALF, *both, leaving=kim)) == [("INV-1", {"L1": 50})]
    assert planned(plan(gbp(500), *both, leaving=kim)) == [("INV-1", {"L1": 100})]
    assert plan(None, *both, leaving=kim).drafts == (("D", ("L1",)),)
    assert plan(None, *both).drafts == (("D", ("L1", "L2", "L3")),)


@pytest.mark.parametrize(("until", "concerned"), [(YESTERDAY, False), (DAY, False), (TOMORROW, True), (None, True)])
def test_from_leaves_out_lines_whose_period_ends_on_or_before_it(until: date | None, *, concerned: bool) -> None:
    line = Line("L1", 100, product="swim", period_until=until)
    leaving = evolve(SWIM, from_on=DAY)
    found = plan(HALF, invoice([line]), draft([line], "D"), leaving=leaving)
    assert (bool(found.credits), bool(found.drafts)) == (concerned, concerned)
