"""Sorting many rows by the digits of their words."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Places, Rows, Whole, Words

FEW = 40
"""Up to so many rows are sorted by insertion."""
_DIGITS = 256
_LOW = np.uint64(255)


@compiled
def sort_by_digits(rows: Words, origins: Places, start: Whole, stop: Whole, words: int) -> None:
    """Sort rows from start to stop, and where they come from, by their first words; equal ones stay in their order."""
    order = digit_order(np.arange(start, stop), rows, words)
    origins[start:stop] = origins[order]
    for word in range(rows.shape[0]):
        rows[word, start:stop] = rows[word][order]


@compiled
def digit_order(source: Rows, rows: Words, words: int) -> Rows:
    """Return row numbers in the order of the first words, sorted lowest digit first; those all the same are skipped."""
    size = source.size
    if size < 2:
        return source
    target = np.empty(size, np.int64)
    digits, turned = np.empty(size, np.uint64), np.empty(size, np.uint64)
    counts = np.empty(_DIGITS, np.int64)
    for word in range(words - 1, -1, -1):
        differing, sample = np.uint64(0), rows[word, source[0]]
        for at in range(size):
            digits[at] = rows[word, source[at]]
            differing |= digits[at] ^ sample
        for byte in range(8):
            shift = np.uint64(8 * byte)
            if (differing >> shift) & _LOW == 0:
                continue
            counts[:] = 0
            for at in range(size):
                counts[np.int64((digits[at] >> shift) & _LOW)] += 1
            place = np.int64(0)
            for digit in range(_DIGITS):
                place += counts[digit]
                counts[digit] = place - counts[digit]
            for at in range(size):
                found = np.int64((digits[at] >> shift) & _LOW)
                turned[counts[found]], target[counts[found]] = digits[at], source[at]
                counts[found] += 1
            source, target = target, source
            digits, turned = turned, digits
    return source
