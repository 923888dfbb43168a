"""What a value at the edge may be: each function returns it, or raises ValueError naming it and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from credit_rules import Money
from credit_rules.checks import LONGEST_ID, is_identifier
from credit_rules_adapters.text.mistakes import listed, shown
from credit_rules_adapters.text.money import digits_of, parse_amount, split_amount

_Choice = TypeVar("_Choice", bound=StrEnum)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNKNOWN = "XXX"
"""Stands where a currency could not be understood, so that the rest can still be read."""


def text(value: object) -> str:
    """Allow any text."""
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is no text; allowed is text in quotes")
    return value


def identifier(value: object) -> str:
    """Allow an id: 1-128 printable characters, no space at either end."""
    given = text(value)
    if not is_identifier(given):
        raise ValueError(
            f"{shown(given)} is no id; allowed are 1-{LONGEST_ID} printable characters, no space at either end"
        )
    return given


def day(value: object) -> date:
    """Allow a date of TOML, without a time."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{shown(value)} is no date; allowed is a date without quotes, like 2026-03-01")
    return value


def day_in_text(value: object) -> date:
    """Allow the text of a date.

    >>> day_in_text("2026-03-01")
    datetime.date(2026, 3, 1)
    """
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # the thirtieth of February has the form alone
    raise ValueError(f"{shown(value)} is no date; allowed is a date like 2026-03-01")


def flag(value: object) -> bool:
    """Allow true and false."""
    if not isinstance(value, bool):
        raise ValueError(f"{shown(value)} is neither true nor false; allowed is one of these, without quotes")
    return value


def whole(value: object) -> int:
    """Allow a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{shown(value)} is no whole number; allowed is one like 5, without quotes")
    return value


def whole_from(least: int) -> Callable[[object], int]:
    """Allow a whole number, not below the least."""

    def read(value: object) -> int:
        number = whole(value)
        if number < least:
            raise ValueError(f"{number} is too small; allowed is a whole number from {least} up")
        return number

    return read


def one_of(choices: type[_Choice]) -> Callable[[object], _Choice]:
    """Allow the values of an enumeration, as text."""

    def read(value: object) -> _Choice:
        if not isinstance(value, str) or value not in set(choices):
            raise ValueError(f"{shown(value)} is unknown; {listed(choices)}")
        return choices(value)

    return read


def name_in(names: Iterable[str]) -> Callable[[object], str]:
    """Allow these names."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in names:
            raise ValueError(f"{shown(value)} is unknown; {listed(names)}")
        return value

    return read


def currency(value: object) -> str:
    """Allow a currency of ISO 4217 that has a minor unit."""
    digits_of(text(value))
    return text(value)


def amount(currency: str | None, *, negative: bool = False) -> Callable[[object], int]:
    """Allow an amount of a currency, and answer in minor units; of a currency that isn't known, with any digits."""

    def read(value: object) -> int:
        if currency is None:
            split_amount(value, negative=negative)
            return 0
        return parse_amount(value, currency, negative=negative)

    return read


def money(currency: str | None) -> Callable[[object], Money]:
    """Allow an amount as `amount` does, negative too: a rule refuses it where it must."""
    read = amount(currency, negative=True)
    return lambda value: Money(read(value), currency or UNKNOWN)
