"""Rows of any report as cells: titles, texts, dates, and amounts in major units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from credit_rules_adapters.text.csv_text import Cell
from credit_rules_adapters.text.money import format_amount

_MINOR = "_minor"


def titles(kind: type[Any]) -> tuple[str, ...]:
    """Name the columns of a kind of row; amounts, shown in major units, without the `_minor` of their fields."""
    return tuple(field.name.removesuffix(_MINOR) for field in attrs.fields(kind))


def cells(row: Any) -> tuple[Cell, ...]:
    """Return a row's values; amounts exactly, with their currency's digits.

    :raises ValueError: its currency has no minor unit in ISO 4217
    """
    return tuple(
        Decimal(format_amount(value, row.currency)) if field.name.endswith(_MINOR) and value is not None else value
        for field in attrs.fields(type(row))
        for value in [getattr(row, field.name)]
    )


def numbers_at(kind: type[Any]) -> tuple[int, ...]:
    """Return at which places of a kind of row numbers stand."""
    names = [field.name for field in attrs.fields(kind)]
    return tuple(place for place, name in enumerate(names) if name.endswith((_MINOR, "number", "effect")))
