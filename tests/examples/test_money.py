"""Money, and how an amount is divided."""

from __future__ import annotations

import pytest
from attrs.exceptions import FrozenInstanceError

from credit_rules import Money, apportion
from credit_rules.money import half_up


def test_money_is_a_sum_in_minor_units_of_one_currency() -> None:
    assert (Money(7000, "GBP").amount_minor, Money(7000, "GBP").currency) == (7000, "GBP")
    assert Money(7000, "GBP") == Money(amount_minor=7000, currency="GBP")
    assert Money(7000, "GBP") != Money(7000, "JPY")
    assert len({Money(1, "GBP"), Money(1, "GBP"), Money(2, "GBP")}) == 2


def test_money_has_no_bound_and_may_be_negative() -> None:
    assert Money(10**40, "JPY").amount_minor - 1 == 10**40 - 1
    assert Money(-1, "GBP").amount_minor == -1


@pytest.mark.parametrize("amount", ["70.00", 70.0, None, True])
def test_an_amount_is_an_int(amount: object) -> None:
    with pytest.raises(TypeError, match=rf"^Money\.amount_minor must be an int, not {amount!r}$"):
        Money(amount, "GBP")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["gbp", "GB", "GBPS", "G1P", "ÄÖÜ", "", None, 826])
def test_a_currency_is_three_capital_letters(currency: object) -> None:
    with pytest.raises(ValueError, match=r"^Money\.currency must be a currency code of three capital letters, not "):
        Money(1, currency)  # type: ignore[arg-type]


def test_money_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Money(1, "GBP").amount_minor = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (0, [50, 50], (0, 0)),
        (100, [50, 50], (50, 50)),
        (1, [50, 50], (1, 0)),  # a tie goes to the earlier
        (2, [1, 1, 1], (1, 1, 0)),
        (10, [1, 2, 3, 4], (1, 2, 3, 4)),
        (5, [1, 9], (1, 4)),  # 0.5 and 4.5: a tie again
        (5, [9, 1], (5, 0)),
        (7, [10, 10, 10], (3, 2, 2)),
        (8, [10, 10, 10], (3, 3, 2)),
        (4, [3, 7, 2], (1, 2, 1)),  # 1.00, 2.33, 0.67: the largest remainder gets the unit
        (3, [0, 3, 0], (0, 3, 0)),
        (0, [], ()),
        (0, [0, 0], (0, 0)),
        (10**30 + 1, [10**30, 10**30], (5 * 10**29 + 1, 5 * 10**29)),
    ],
)
def test_apportion_by_largest_remainder(amount: int, weights: list[int], shares: tuple[int, ...]) -> None:
    assert apportion(amount, weights) == shares


@pytest.mark.parametrize(("amount", "weights", "held"), [(-1, [5], 5), (6, [5], 5), (1, [], 0), (1, [0, 0], 0)])
def test_no_more_is_spread_than_there_is(amount: int, weights: list[int], held: int) -> None:
    with pytest.raises(ValueError, match=rf"^cannot spread {amount} over components that hold {held}$"):
        apportion(amount, weights)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 3, 0), (1, 3, 0), (1, 2, 1), (2, 3, 1), (3, 2, 2), (5, 2, 3), (4, 4, 1), (10**30, 2, 5 * 10**29)],
)
def test_a_half_is_rounded_up(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


def test_money_has_no_order() -> None:
    """Of two currencies neither is more; the ints inside can be compared."""
    with pytest.raises(TypeError, match="'<' not supported"):
        sorted([Money(2, "GBP"), Money(1, "GBP")])  # type: ignore[type-var]
