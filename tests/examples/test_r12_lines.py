"""R12: how a credit is spread over lines, net and tax."""

from __future__ import annotations

import pytest

from credit_rules import Line, raise_credit
from credit_rules.rejection import AmountExceedsLine, LineNotFound
from examples.make import credited, gbp, invoice, refusal, shares

TWO = invoice([Line("L1", 6833, 1367), Line("L2", 6833, 1366)])
"""68.33 + 13.67 and 68.33 + 13.66."""


def spread(amount: int, *lines: Line) -> list[tuple[str, int, int]]:
    return shares(raise_credit(invoice(lines), gbp(amount)).unwrap().note)


def test_one_note_a_line_credits_8200_and_8199() -> None:
    first = raise_credit(TWO, {"L1": gbp(8200)}).unwrap()
    second = raise_credit(first.invoice, {"L2": gbp(8199)}).unwrap()
    assert (shares(first.note), shares(second.note)) == ([("L1", 6833, 1367)], [("L2", 6833, 1366)])
    assert second.invoice.creditable_minor == 0


def test_half_of_two_lines_net_and_tax() -> None:
    assert spread(60, Line("L1", 50, 10), Line("L2", 50, 10)) == [("L1", 25, 5), ("L2", 25, 5)]


def test_the_largest_remainder_gets_the_unit() -> None:
    # of 100 over 120: 41.67 + 8.33 and 41.67 + 8.33; two units are left for the two nets
    assert spread(100, Line("L1", 50, 10), Line("L2", 50, 10)) == [("L1", 42, 8), ("L2", 42, 8)]


def test_ties_go_to_the_earlier_component() -> None:
    assert spread(1, Line("L1", 5, 5), Line("L2", 5, 5)) == [("L1", 1, 0)]
    assert spread(2, Line("L1", 5, 5), Line("L2", 5, 5)) == [("L1", 1, 1)]
    assert spread(3, Line("L1", 5, 5), Line("L2", 5, 5)) == [("L1", 1, 1), ("L2", 1, 0)]


def test_lines_of_nothing_have_no_share() -> None:
    assert spread(10, Line("L1", 0), Line("L2", 20), Line("L3", 0, 0)) == [("L2", 10, 0)]


def test_a_line_of_tax_alone() -> None:
    assert spread(5, Line("L1", 0, 20)) == [("L1", 0, 5)]


def test_the_last_note_brings_every_component_to_exactly_zero() -> None:
    owed = credited(invoice([Line("L1", 7, 1), Line("L2", 13, 3), Line("L3", 1)]), 3, 5, 7)
    after = raise_credit(owed, gbp(owed.creditable_minor)).unwrap().invoice
    assert [(line.net_left_minor, line.tax_left_minor) for line in after.lines] == [(0, 0)] * 3


def test_spread_over_what_is_still_creditable_not_over_the_total() -> None:
    owed = raise_credit(invoice([Line("L1", 60), Line("L2", 40)]), {"L1": gbp(60)}).unwrap().invoice
    assert shares(raise_credit(owed, gbp(10)).unwrap().note) == [("L2", 10, 0)]


@pytest.mark.parametrize("named", [["L1", "L2"], ["L2", "L1"]])
def test_lines_named_are_spread_each_over_itself_in_the_order_of_the_invoice(named: list[str]) -> None:
    owed = invoice([Line("L1", 50, 10), Line("L2", 30, 6), Line("L3", 9)])
    amounts = {"L1": gbp(30), "L2": gbp(7)}
    note = raise_credit(owed, {name: amounts[name] for name in named}).unwrap().note
    assert shares(note) == [("L1", 25, 5), ("L2", 6, 1)]


def test_an_unknown_line() -> None:
    assert refusal(raise_credit(TWO, {"L9": gbp(1)})) == LineNotFound("L9")


def test_above_what_is_left_of_a_line() -> None:
    assert refusal(raise_credit(TWO, {"L1": gbp(8201)})) == AmountExceedsLine(gbp(8201), "L1", gbp(8200))
    after = credited(invoice([Line("L1", 60), Line("L2", 40)]), 50)
    assert refusal(raise_credit(after, {"L2": gbp(21)})) == AmountExceedsLine(gbp(21), "L2", gbp(20))


def test_every_unknown_line_comes_before_a_line_with_too_little() -> None:
    asked = {"L1": gbp(8201), "L8": gbp(1), "L9": gbp(1)}
    assert refusal(raise_credit(TWO, asked)) == LineNotFound("L8")
    both = {"L2": gbp(8200), "L1": gbp(8199)}
    assert refusal(raise_credit(TWO, both)) == AmountExceedsLine(gbp(8200), "L2", gbp(8199))


def test_how_it_was_settled_does_not_matter_to_the_lines() -> None:
    lines = [Line("L1", 60), Line("L2", 40)]
    for paid in (0, 50, 100):
        assert shares(raise_credit(invoice(lines, paid=paid), {"L2": gbp(40)}).unwrap().note) == [("L2", 40, 0)]


def test_a_huge_invoice_is_spread_exactly() -> None:
    huge = 10**30
    assert spread(2 * huge - 1, Line("L1", huge), Line("L2", huge)) == [("L1", huge, 0), ("L2", huge - 1, 0)]
