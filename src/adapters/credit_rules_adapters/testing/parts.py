"""Ids, days, currencies and amounts: few of each, so that what is drawn meets again and again."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from credit_rules import Money

DAY_ONE = date(2026, 1, 1)
SMALL, HUGE = 24, 2**80
"""The largest amount of a line or a lot where amounts should meet, and where they should pass every machine word."""

ACCOUNTS = ("ann", "bob")
PRODUCTS = ("gym", "swim")
SHORT_IDS = ("A", "B", "C", "a", "10", "9", "é", "Z z", "A-C")
"""Ids whose order by code point is easily got wrong: "10" before "9", "Z z" before "a", "é" last."""
_CURRENCIES = ("GBP", "EUR", "JPY")


@cache
def ids() -> SearchStrategy[str]:
    """Ids as the rules allow them: a few short ones, and any text of 1-128 printable characters."""
    printable = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
    text = st.text(printable, min_size=1, max_size=128).filter(lambda id: id == id.strip())
    return st.one_of(st.sampled_from(SHORT_IDS), text)


@cache
def currencies(usual: str = "GBP", times: int = 6) -> SearchStrategy[str]:
    """A few currencies; one of them is usual, so many times as often as another."""
    return st.sampled_from((*[usual] * times, *_CURRENCIES))


@cache
def owners() -> SearchStrategy[str]:
    """Two customers' accounts; one of them has most."""
    return st.sampled_from((*[ACCOUNTS[0]] * 4, *ACCOUNTS))


@cache
def days(on: date = DAY_ONE) -> SearchStrategy[date]:
    """Days within two of `on`, so that bounds are met exactly."""
    return st.sampled_from([on + timedelta(days=by) for by in (0, 1, 2, -1, -2)])


def amounts(largest: int = SMALL) -> SearchStrategy[int]:
    """Amounts above zero, in minor units, up to `largest`."""
    return st.integers(1, largest)


def around(*bounds: int) -> SearchStrategy[int]:
    """Amounts that are held against those bounds: up to the largest, one of them, a unit beside one; seldom 0 or -1."""
    marks = sorted({max(1, mark) for bound in bounds for mark in (bound - 1, bound, bound + 1, bound // 2)} | {1})
    return st.one_of(st.sampled_from((*marks, *marks, *marks, *marks, 0, -1)), st.integers(1, marks[-1]))


@st.composite
def money(draw: st.DrawFn, amount_minor: SearchStrategy[int] | None = None, currency: str = "GBP") -> Money:
    """Money: by default small and above zero; seldom in another currency than the one that is named."""
    return Money(draw(amounts() if amount_minor is None else amount_minor), draw(currencies(currency, 50)))
