"""Sorting row numbers by words: by insertion where there are few, else by the digits of the words; both are stable."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Rows, Words
from credit_rules_adapters.columnar.words.words import before

FEW = 40
_DIGITS = 256
_LOW = np.uint64(255)


@inlined
def insert_in_order(order: Rows, start: int, stop: int, rows: Words, first: int, last: int) -> None:
    """Sort a few row numbers in place."""
    for at in range(start + 1, stop):
        row, place = order[at], at
        while place > start and before(rows, row, rows, order[place - 1], first, last):
            order[place] = order[place - 1]
            place -= 1
        order[place] = row


@compiled
def sort_by_digits(order: Rows, start: int, stop: int, rows: Words, first: int, last: int) -> None:
    """Sort many row numbers in place, lowest digit first; digits that are all the same are skipped."""
    size = stop - start
    source, target = order[start:stop].copy(), np.empty(size, np.int64)
    digits, turned = np.empty(size, np.uint64), np.empty(size, np.uint64)
    counts = np.empty(_DIGITS, np.int64)
    for word in range(last - 1, first - 1, -1):
        differing, sample = np.uint64(0), rows[source[0], word]
        for at in range(size):
            digits[at] = rows[source[at], word]
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
    order[start:stop] = source


@inlined
def sort_rows(order: Rows, start: int, stop: int, rows: Words, first: int, last: int) -> None:
    """Sort row numbers in place by the words of their rows from first to last (exclusive)."""
    if stop - start <= FEW:
        insert_in_order(order, start, stop, rows, first, last)
    else:
        sort_by_digits(order, start, stop, rows, first, last)
