"""Amounts in major units, decimal or text, as whole minor units."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Words

GOOD, NO_AMOUNT, TOO_FINE, NEGATIVE, TOO_LARGE = range(5)
ALLOWED: Mapping[int, str] = MappingProxyType(
    {
        NO_AMOUNT: "allowed are digits, and perhaps a point and digits",
        TOO_FINE: "that is more digits after the point than the currency has",
        NEGATIVE: "allowed is 0 or more",
        TOO_LARGE: "allowed is what fits 64 bits in minor units",
    }
)
_LIMIT = np.uint64(2**63 - 1)
_TEN = np.uint64(10)
_ZERO, _NINE, _POINT, _MINUS = ord("0"), ord("9"), ord("."), ord("-")


@compiled
def read_text(bounds: Rows, content: Marks, digits: Marks, amounts: Rows, found: Marks) -> None:
    """Read amounts written in major units; `digits` says how many each currency has."""
    for row in range(digits.size):
        at, stop = bounds[row], bounds[row + 1]
        negative = bool(at < stop and content[at] == _MINUS)
        at += negative
        amount, fraction, whole, status = np.uint64(0), -1, 0, GOOD
        while at < stop and status == GOOD:
            byte = content[at]
            if byte == _POINT and fraction < 0 and whole > 0:
                fraction = 0
            elif _ZERO <= byte <= _NINE:
                if fraction < 0:
                    whole += 1
                else:
                    fraction += 1
                if fraction > digits[row]:
                    status = TOO_FINE
                elif amount > (_LIMIT - np.uint64(byte - _ZERO)) // _TEN:
                    status = TOO_LARGE
                else:
                    amount = amount * _TEN + np.uint64(byte - _ZERO)
            else:
                status = NO_AMOUNT
            at += 1
        if whole == 0 or fraction == 0:
            status = NO_AMOUNT
        amounts[row], found[row] = _finished(amount, int(digits[row]) - max(0, fraction), negative, status)


@compiled
def read_decimals(words: Words, scale: int, digits: Marks, amounts: Rows, found: Marks) -> None:
    """Read decimals of so many digits after the point, each as two words of 64 bits, the low one first."""
    for row in range(digits.size):
        low, high = words[row, 0], np.int64(words[row, 1])
        negative, status = bool(high < 0), GOOD
        if negative:
            low, high = np.uint64(0) - low, ~high + (low == 0)
        if high != 0 or low > _LIMIT:
            status = TOO_LARGE
        places = int(digits[row]) - scale
        while places < 0 and low % _TEN == 0:
            low //= _TEN
            places += 1
        if places < 0 and status == GOOD:
            status = TOO_FINE
        amounts[row], found[row] = _finished(low, places, negative, status)


@compiled
def _finished(amount: np.uint64, places: int, negative: bool, status: int) -> tuple[int, int]:
    for _ in range(places):
        if status == GOOD and amount > _LIMIT // _TEN:
            status = TOO_LARGE
        amount *= _TEN
    if status == GOOD and negative and amount > 0:
        status = NEGATIVE
    return int(amount) if status == GOOD else 0, status


def minor(column: pa.Array, digits: Marks) -> tuple[Rows, Marks]:
    """Read a column of decimals or text without nulls: the amounts in minor units, and what is wrong with each."""
    amounts, found = np.zeros(len(column), np.int64), np.zeros(len(column), np.uint8)
    if pa.types.is_decimal(column.type):
        wide = column if pa.types.is_decimal128(column.type) else pc.cast(column, pa.decimal128(38, column.type.scale))
        words = np.frombuffer(wide.buffers()[1], np.uint64, 2 * len(wide), 16 * wide.offset).reshape(-1, 2)
        read_decimals(words, column.type.scale, digits, amounts, found)
    else:
        read_text(*views.text(column), digits, amounts, found)
    return amounts, found
