"""What a value must be to stand in a state: attrs validators that name the place, the value and what is allowed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from attrs import Attribute

Validator: TypeAlias = "Callable[[object, Attribute[Any], Any], None]"

LONGEST_ID = 128
CURRENCY = "a currency code of three capital letters"
NOTE_SUFFIX = re.compile(r"-CN[0-9]+\Z")
"""What derives a note's id, and its lot's, from its invoice's (R13)."""


def shown(value: object) -> str:
    """Write a value for a message; Python writes no int of some thousand digits, and the amounts have no bound."""
    try:
        return repr(value)
    except ValueError:
        return f"<{type(value).__name__} too long to write>"


def _place(owner: object, attribute: Attribute[Any]) -> str:
    return f"{type(owner).__name__}.{attribute.name}"


def whole(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow an int (not a bool): the minor unit has no fractions."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{_place(owner, attribute)} must be an int, not {shown(value)}")


def not_negative(owner: object, attribute: Attribute[Any], value: int) -> None:
    """Allow an int of zero or more."""
    whole(owner, attribute, value)
    if value < 0:
        raise ValueError(f"{_place(owner, attribute)} must be 0 or more, not {shown(value)}")


def positive(owner: object, attribute: Attribute[Any], value: int) -> None:
    """Allow an int above zero."""
    whole(owner, attribute, value)
    if value <= 0:
        raise ValueError(f"{_place(owner, attribute)} must be above 0, not {shown(value)}")


def is_identifier(value: object) -> bool:
    """Tell whether a value is text of 1-128 printable characters without a space at either end."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable() and value == value.strip()


def identifier(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow an id (see `is_identifier`)."""
    if not is_identifier(value):
        allowed = f"1-{LONGEST_ID} printable characters, no space at either end"
        raise ValueError(f"{_place(owner, attribute)} must be {allowed}, not {shown(value)}")


def derived_identifier(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow an id, and the id of a note or of its lot, which may be longer than its invoice's by the suffix (R13)."""
    is_derived = isinstance(value, str) and is_identifier(NOTE_SUFFIX.sub("", value))
    if not is_derived:
        identifier(owner, attribute, value)


def each_once(demand: str, values: Iterable[object]) -> None:
    """Allow values of which none occurs twice; the demand says what they are and must be.

    :raises ValueError: the demand, and what occurs more than once
    """
    values = tuple(values)
    if len(set(values)) < len(values):
        twice = [value for value, times in Counter(values).items() if times > 1]
        named = sorted(value if isinstance(value, str) else shown(value) for value in twice)
        raise ValueError(f"{demand}, but these occur more than once: {', '.join(named)}")


def is_currency(value: object) -> bool:
    """Tell whether a value is the code of a currency: three capital letters."""
    return isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()


def currency(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow the code of a currency (see `is_currency`)."""
    if not is_currency(value):
        raise ValueError(f"{_place(owner, attribute)} must be {CURRENCY}, not {shown(value)}")


def day(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow a date; a datetime would not compare with one."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"{_place(owner, attribute)} must be a date, not {shown(value)}")


def text(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow any text, the empty one too."""
    if not isinstance(value, str):
        raise TypeError(f"{_place(owner, attribute)} must be text, not {shown(value)}")


def flag(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow True and False, and nothing that only counts as one of them."""
    if not isinstance(value, bool):
        raise TypeError(f"{_place(owner, attribute)} must be True or False, not {shown(value)}")


def one_of(choices: type[StrEnum]) -> Validator:
    """Allow the members of an enumeration; text that reads like one is none."""

    def member(owner: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, choices):
            allowed = f"a {choices.__name__} ({', '.join(choices)})"
            raise ValueError(f"{_place(owner, attribute)} must be {allowed}, not {shown(value)}")

    return member
