"""Rows are runs of 64-bit words; these compare and spread them."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Words

MIX = np.uint64(0x9E3779B97F4A7C15)
"""Times this, the bits of a word move upwards, and none are lost: it is odd."""
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)
GATHERED = pow(int(MIX), -1, 2**64)
"""Times this, what `spread` did to keys of one word is undone."""


@compiled
def spread(words: Words, bits: int) -> None:
    """Put another number in place of each row's first word, the upper bits of which are as good as chance.

    With the row's other words it still tells all rows apart. Rows of one word are spread over its upper `bits`, which
    must hold them.
    """
    factor = MIX << np.uint64(64 - bits) if words.shape[0] == 1 else MIX
    for row in range(words.shape[1]):
        others = np.uint64(0)
        for word in range(words.shape[0] - 1, 0, -1):
            others = (others ^ words[word, row]) * _SPREAD
            others ^= others >> _HALF
        words[0, row] = (words[0, row] ^ others) * factor


@inlined
def mixed(rows: Words, row: int, words: int) -> np.uint64:
    """Spread the first words of a row over 64 bits; it chooses where to look, and never decides what is equal."""
    hashed = np.uint64(0)
    for word in range(words):
        hashed = (hashed ^ rows[row, word]) * MIX
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
    """Tell whether a row comes before another by the words from first to last (exclusive), which lie word by word."""
    for word in range(first, last):
        if rows[word, row] != others[word, other]:
            return bool(rows[word, row] < others[word, other])
    return False
