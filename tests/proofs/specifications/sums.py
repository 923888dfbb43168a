"""The sums of an invoice as the rules define them, and what several of the rules share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, TypeAlias

from attrs import frozen

Answer: TypeAlias = tuple[Any, ...]


@frozen(kw_only=True)
class Sums:
    """The table of sums of the rules; `applied` is account credit that stands, allocation by allocation."""

    total: int
    paid: int
    pending: int
    applied: tuple[int, ...]
    reduced: int
    restored: int
    released: int
    issued: bool = True

    @property
    def credited(self) -> int:
        """What its standing notes did in all."""
        return self.reduced + self.restored + self.released

    @property
    def creditable(self) -> int:
        """What is left to credit."""
        return self.total - self.credited

    @property
    def outstanding(self) -> int:
        """What is owed, 0 unless issued."""
        lowered = self.reduced + self.restored + self.paid + self.pending + sum(self.applied)
        return self.total - lowered if self.issued else 0

    @property
    def settled(self) -> int:
        """What was paid or applied: an invoice that still owes something is part-paid where this is above zero."""
        return self.paid + sum(self.applied)

    @property
    def cash(self) -> int:
        """Cash that cleared and was not released yet."""
        return self.paid - self.released


def within(amount: int, most: int) -> int:
    """The amount, but at least 0 and at most so much."""
    return max(0, min(amount, most))


def last_first(standing: Sequence[int], amount: int) -> tuple[int, ...]:
    """How much of each allocation an amount takes, the last one first (R9, R22, R23), written in their own order."""
    later = [sum(standing[place + 1 :]) for place in range(len(standing))]
    return tuple(within(amount - after, piece) for piece, after in zip(standing, later, strict=True))


def first_first(offered: Sequence[int], amount: int) -> tuple[int, ...]:
    """How much of each lot an amount takes, the first one first (R16, R21)."""
    earlier = accumulate(offered, initial=0)
    return tuple(within(amount - before, offer) for offer, before in zip(offered, earlier, strict=False))


def is_half_up(rounded: int, dividend: int, divisor: int) -> bool:
    """Whether a quotient was rounded to the nearest integer, a half upwards."""
    return (2 * rounded * divisor - divisor <= 2 * dividend) & (2 * dividend < 2 * rounded * divisor + divisor)


def is_largest_remainder(shares: Sequence[int], amount: int, weights: Sequence[int]) -> bool:
    """Whether an amount was spread over components by largest remainder, ties to the earlier component (R12).

    A share is the exact one rounded down or up, they add up, and of two components the one with the larger remainder,
    or the earlier of equals, is not rounded down while the other is rounded up.
    """
    whole = sum(weights)
    if whole == 0:
        return all(share == 0 for share in shares)
    above = [share * whole - amount * weight for share, weight in zip(shares, weights, strict=True)]
    rounded = sum(shares) == amount
    for place, excess in enumerate(above):
        rounded &= (-whole < excess) & (excess < whole)
        for other in above[place + 1 :]:
            # remainder: -excess where rounded down, whole - excess where rounded up
            rounded &= (excess > 0) | (other <= 0) | (whole - other > -excess)
            rounded &= (excess <= 0) | (other > 0) | (whole - excess >= -other)
    return rounded
