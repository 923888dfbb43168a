"""What a value must be to stand in a state: attrs validators that name the place, the value and what is allowed."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attrs import Attribute

LONGEST_ID = 128
NOTE_SUFFIX = re.compile(r"-CN[0-9]+\Z")
"""What derives a note's id, and its lot's, from its invoice's (R13)."""


def _place(owner: object, attribute: Attribute[Any]) -> str:
    return f"{type(owner).__name__}.{attribute.name}"


def whole(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow an int (not a bool): the minor unit has no fractions."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{_place(owner, attribute)} must be an int, not {value!r}")


def not_negative(owner: object, attribute: Attribute[Any], value: int) -> None:
    """Allow an int of zero or more."""
    whole(owner, attribute, value)
    if value < 0:
        raise ValueError(f"{_place(owner, attribute)} must be 0 or more, not {value!r}")


def positive(owner: object, attribute: Attribute[Any], value: int) -> None:
    """Allow an int above zero."""
    whole(owner, attribute, value)
    if value <= 0:
        raise ValueError(f"{_place(owner, attribute)} must be above 0, not {value!r}")


def is_identifier(value: object) -> bool:
    """Tell whether a value is text of 1-128 printable characters without a space at either end."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable() and value == value.strip()


def identifier(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow an id (see `is_identifier`)."""
    if not is_identifier(value):
        allowed = f"1-{LONGEST_ID} printable characters, no space at either end"
        raise ValueError(f"{_place(owner, attribute)} must be {allowed}, not {value!r}")


def derived_identifier(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow an id, and the id of a note or of its lot, which may be longer than its invoice's by the suffix (R13)."""
    is_derived = isinstance(value, str) and is_identifier(NOTE_SUFFIX.sub("", value))
    if not is_derived:
        identifier(owner, attribute, value)


def currency(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow the three capital letters of a currency code."""
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise ValueError(f"{_place(owner, attribute)} must be a currency code of three capital letters, not {value!r}")


def day(owner: object, attribute: Attribute[Any], value: object) -> None:
    """Allow a date; a datetime would not compare with one."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"{_place(owner, attribute)} must be a date, not {value!r}")
