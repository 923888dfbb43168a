"""What a value of an import may be, by the kind of its column: as text, in CSV, and typed, in Parquet and Arrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from credit_rules import Collection, CreditClass, GrantKind, Status
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.text.mistakes import shown
from credit_rules_adapters.text.money import split_amount
from credit_rules_adapters.text.readers import (
    currency,
    day,
    day_in_text,
    flag,
    identifier,
    name_in,
    one_of,
    text,
    whole,
)

Read: TypeAlias = Callable[[object], object]

_WHOLE = re.compile(r"-?[0-9]{1,19}")
_AMOUNT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_TRUTHS = {"true": True, "false": False}
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1


def _whole_in_text(value: object) -> int:
    if not _WHOLE.fullmatch(str(value)):
        raise ValueError(f"{shown(value)} is no whole number; allowed is one like 5")
    return int(str(value))


def _minor(value: object) -> int:
    number = whole(value)
    if not 0 <= number <= LARGEST_MINOR:
        raise ValueError(f"{number} is no amount here; allowed is 0 or more, and what fits 64 bits in minor units")
    return number


def _priority(value: object) -> int:
    number = whole(value)
    if not _SMALLEST <= number <= _LARGEST:
        raise ValueError(f"{number} is no priority; allowed are {_SMALLEST} to {_LARGEST}")
    return number


def _major(value: object) -> str:
    """Allow an amount in major units: its currency, which stands in another column, says how many digits it has."""
    written = f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else value
    if isinstance(value, Decimal) and "." in str(written):
        written = str(written).rstrip("0").rstrip(".")
    if not isinstance(written, str) or not _AMOUNT.fullmatch(written):
        raise ValueError(f"{shown(value)} is no amount; allowed are digits, and perhaps a point and digits")
    split_amount(written)
    return written


def _truth(value: object) -> bool:
    return _TRUTHS[name_in(_TRUTHS)(value)]


def _products(value: object) -> tuple[str, ...]:
    given = value.split(";") if isinstance(value, str) else value
    if not isinstance(given, list) or not given:
        raise ValueError(f"{shown(value)} are no products; allowed is at least one, or none given for any")
    return tuple(map(identifier, given))


_EITHER: Mapping[str, Read] = {
    "id": identifier,
    "text": text,
    "currency": currency,
    "major": _major,
    "products": _products,
    "status": one_of(Status),
    "collection": one_of(Collection),
    "class": one_of(CreditClass),
    "kind": one_of(GrantKind),
}
IN_TEXT: Mapping[str, Read] = MappingProxyType(
    {
        **_EITHER,
        "minor": lambda value: _minor(_whole_in_text(value)),
        "priority": lambda value: _priority(_whole_in_text(value)),
        "day": day_in_text,
        "truth": _truth,
    }
)
TYPED: Mapping[str, Read] = MappingProxyType(
    {**_EITHER, "minor": _minor, "priority": _priority, "day": day, "truth": flag}
)
