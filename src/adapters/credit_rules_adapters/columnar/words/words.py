"""Rows are runs of 64-bit words; these compare and scatter them."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import inlined
from credit_rules_adapters.columnar.arrays.memory import Words

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)


@inlined
def mixed(rows: Words, row: int, words: int) -> np.uint64:
    """Spread the first words of a row over 64 bits; it chooses where to look, and never decides what is equal."""
    hashed = np.uint64(0)
    for word in range(words):
        hashed = (hashed ^ rows[row, word]) * _MIX
        hashed ^= hashed >> _HALF
    hashed *= _SPREAD
    return hashed ^ (hashed >> _HALF)


@inlined
def same(one: Words, row: int, other: Words, beside: int, words: int) -> bool:
    """Tell whether the first words of two rows are equal."""
    for word in range(words):
        if one[row, word] != other[beside, word]:
            return False
    return True


@inlined
def before(rows: Words, row: int, others: Words, other: int, first: int, last: int) -> bool:
    """Tell whether a row comes before another by the words from first to last (exclusive)."""
    for word in range(first, last):
        if rows[row, word] != others[other, word]:
            return bool(rows[row, word] < others[other, word])
    return False
