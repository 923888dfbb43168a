"""R22: no sum below the minimum is left to be collected; credit is held back, or nothing is collected."""

from __future__ import annotations

import pytest

from credit_rules import AccountCredit, Invoice, Line, Money, Outcome, Policy, Reason, issue
from credit_rules.rules.issuing import held_back, to_collect
from examples.make import DAY, allocated, draft, gbp, lot

FIFTY_PENCE = Policy(minimum_collection={"GBP": 50})


def issued(of: int | Invoice, *lots: AccountCredit, policy: Policy = FIFTY_PENCE) -> Outcome:
    return issue(draft(of) if isinstance(of, int) else of, lots, on=DAY, policy=policy).unwrap()


def figures(outcome: Outcome) -> tuple[int, Money | None, int]:
    """Credit applied, what is collected, what stays outstanding."""
    return outcome.invoice.applied_minor, outcome.collect, outcome.invoice.outstanding_minor


@pytest.mark.parametrize(
    ("owed", "credit", "expected"),
    [
        (10000, 9980, (9950, gbp(50), 50)),  # exactly the minimum is collected
        (10000, 9999, (9950, gbp(50), 50)),
        (10000, 9951, (9950, gbp(50), 50)),
        (10000, 9950, (9950, gbp(50), 50)),
        (10000, 9949, (9949, gbp(51), 51)),
        (10000, 10000, (10000, gbp(0), 0)),  # nothing is left, so nothing is held back
        (10000, 20000, (10000, gbp(0), 0)),
        (50, 10, (0, gbp(50), 50)),  # what is owed is the minimum: all credit is held back
        (50, 50, (50, gbp(0), 0)),
        (51, 10, (1, gbp(50), 50)),
        (49, 10, (10, gbp(0), 39)),  # less than the minimum is owed: credit in full, nothing collected
        (40, 10, (10, gbp(0), 30)),
        (40, 40, (40, gbp(0), 0)),
        (40, 0, (0, gbp(0), 40)),
        (100, 0, (0, gbp(100), 100)),
        (0, 10, (0, gbp(0), 0)),
    ],
)
def test_around_the_minimum(owed: int, credit: int, expected: tuple[int, Money, int]) -> None:
    assert figures(issued(owed, lot("C1", credit))) == expected


def test_the_last_lot_is_held_back_first() -> None:
    outcome = issued(100, lot("A", 40), lot("B", 35), lot("C", 20))
    assert allocated(outcome) == [("A", "INV-1", 40), ("B", "INV-1", 10)]
    assert dict(outcome.reasons) == {"B": Reason.HELD_BACK, "C": Reason.HELD_BACK}
    assert [(each.id, each.remaining_minor) for each in outcome.credits] == [("A", 0), ("B", 25)]
    assert outcome.rules == ("R15", "R17", "R18", "R22")


def test_all_that_is_held_back_leaves_no_allocation() -> None:
    outcome = issued(50, lot("A", 10))
    assert (allocated(outcome), outcome.credits) == ([], ())
    assert dict(outcome.reasons) == {"A": Reason.HELD_BACK}
    assert outcome.rules == ("R15", "R17", "R22")


def test_a_sum_below_the_minimum_that_is_not_collected_names_the_rule() -> None:
    assert "R22" in issued(40).rules
    assert "R22" not in issued(50).rules


def test_a_minimum_is_of_one_currency() -> None:
    euros = draft(100, currency="EUR")
    outcome = issued(euros, lot("E", 99, currency="EUR"))
    assert figures(outcome) == (99, Money(1, "EUR"), 1)
    both = Policy(minimum_collection={"GBP": 50, "EUR": 30})
    assert figures(issued(euros, lot("E", 99, currency="EUR"), policy=both)) == (70, Money(30, "EUR"), 30)


def test_it_holds_only_where_something_is_collected() -> None:
    assert figures(issued(draft(100, auto=False), lot("C1", 99))) == (0, gbp(0), 100)


def test_without_a_minimum_a_penny_is_collected() -> None:
    assert figures(issued(100, lot("C1", 99), policy=Policy())) == (99, gbp(1), 1)


def test_of_limited_lots_too() -> None:
    of_two = draft([Line("L1", 80, product="swim"), Line("L2", 40)])
    outcome = issued(of_two, lot("SWIM", 90, products=["swim"]))
    assert allocated(outcome) == [("SWIM", "INV-1", 70)]
    assert dict(outcome.reasons) == {"SWIM": Reason.HELD_BACK}
    assert outcome.rules == ("R15", "R17", "R18", "R20", "R22")


def test_held_back_credit_of_a_limited_lot_is_not_replaced_by_a_later_one() -> None:
    of_two = draft([Line("L1", 80, product="swim"), Line("L2", 40)])
    outcome = issued(of_two, lot("A", 30), lot("SWIM", 90, products=["swim"]))
    assert allocated(outcome) == [("A", "INV-1", 30), ("SWIM", "INV-1", 40)]


@pytest.mark.parametrize(
    ("owed", "credit", "minimum", "held"),
    [(10000, 9980, 50, 30), (40, 10, 50, 0), (50, 10, 50, 10), (100, 100, 50, 0), (100, 50, 50, 0), (100, 99, 0, 0)],
)
def test_how_much_is_held_back(owed: int, credit: int, minimum: int, held: int) -> None:
    assert held_back(owed, credit, minimum) == held


@pytest.mark.parametrize(
    ("left", "minimum", "collected"), [(50, 50, 50), (49, 50, 0), (0, 50, 0), (0, 0, 0), (1, 0, 1)]
)
def test_how_much_is_collected(left: int, minimum: int, collected: int) -> None:
    assert to_collect(left, minimum) == collected
