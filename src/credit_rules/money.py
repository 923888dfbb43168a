"""Money, and the two ways an amount is divided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from credit_rules import checks

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen(order=False)  # attrs gives no order unless asked; a type checker must be told
class Money:
    """An amount of one currency, in its minor unit (pence, cents; yen has no smaller unit). It may be negative.

    >>> Money(7000, "GBP")
    Money(amount_minor=7000, currency='GBP')
    """

    amount_minor: int = field(validator=checks.whole)
    currency: str = field(validator=checks.currency)


def apportion(amount_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Spread an amount over components in proportion to their weights, by largest remainder, ties to the earlier (R12).

    No share is negative or above its weight, and the shares add up to the amount (law `shares_sum_to_amount`).

    :param amount_minor: minor units, from 0 to the sum of the weights
    :param weights: minor units, each 0 or more
    :raises ValueError: the amount is negative or above the sum of the weights

    >>> apportion(100, [50, 50, 50])
    (34, 33, 33)
    """
    whole = sum(weights)
    if amount_minor < 0 or amount_minor > whole:
        asked, held = checks.shown(amount_minor), checks.shown(whole)
        raise ValueError(f"cannot spread {asked} over components that hold {held}")
    if whole == 0:
        return tuple(weights)
    shares = [amount_minor * weight // whole for weight in weights]
    remainders = [amount_minor * weight % whole for weight in weights]
    left = amount_minor - sum(shares)
    # sorted() is stable: of equal remainders the earlier component stays first
    for rank, place in enumerate(sorted(range(len(weights)), key=lambda place: -remainders[place])):
        if rank < left:
            shares[place] += 1
    return tuple(shares)


def half_up(numerator: int, denominator: int) -> int:
    """Divide and round a half up; numerator 0 or more, denominator above 0.

    >>> half_up(5, 2), half_up(4, 3)
    (3, 1)
    """
    return (2 * numerator + denominator) // (2 * denominator)
