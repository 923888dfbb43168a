"""The rows of a piece put in order: by two digits of their keys, so that few are left for insertion."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Flags, Places, Words
from credit_rules_adapters.columnar.kernel.layout import Side, alike
from credit_rules_adapters.columnar.kernel.sorting import FEW, sort_by_digits

_DIGIT = 10
_ONE = np.uint64(1)


@compiled
def in_order(pieces: Words, start: int, stop: int, side: Side) -> tuple[Words, Places]:
    """Return a piece's rows, word by word, in the order of their keys, and which row of the piece stands where."""
    upper, lower = min(side.used, _DIGIT), min(max(side.used - _DIGIT, 0), _DIGIT)
    shift, low_shift = np.uint64(side.used - upper), np.uint64(side.used - upper - lower)
    mask, low_mask = (_ONE << np.uint64(upper)) - _ONE, (_ONE << np.uint64(lower)) - _ONE
    ends, low_ends = np.zeros(1 << upper, np.int32), np.zeros(1 << lower, np.int32)
    for row in range(start, stop):
        key = pieces[row, 0]
        ends[(key >> shift) & mask] += 1
        low_ends[(key >> low_shift) & low_mask] += 1
    longest = ends.max()
    _begin(ends)
    _begin(low_ends)
    turns, origins = np.empty(stop - start, np.int32), np.empty(stop - start, np.int32)
    for row in range(stop - start):
        digit = (pieces[start + row, 0] >> low_shift) & low_mask
        turns[low_ends[digit]] = row
        low_ends[digit] += 1
    rows = np.empty((side.words, stop - start), np.uint64)
    for turn in range(turns.size):
        row = turns[turn]
        digit = (pieces[start + row, 0] >> shift) & mask
        place = ends[digit]
        ends[digit] = place + 1
        origins[place] = row
        for word in range(side.words):
            rows[word, place] = pieces[start + row, word]
    if longest > FEW:
        first = 0
        for end in ends:
            if end - first > FEW:
                sort_by_digits(rows, origins, first, int(end), side.amount)
            first = int(end)
    insert(rows, side.amount, origins)
    return rows, origins


@inlined
def _begin(counts: Places) -> None:
    """Turn counts into where each begins."""
    total = 0
    for at in range(counts.size):
        size = counts[at]
        counts[at] = total
        total += size


@compiled
def insert(rows: Words, keys: int, origins: Places) -> None:
    """Sort rows by their first words, few of them being far out of order."""
    for last in range(1, origins.size):
        row = last
        while row > 0 and _out_of_order(rows, keys, row):
            for word in range(rows.shape[0]):
                rows[word, row - 1], rows[word, row] = rows[word, row], rows[word, row - 1]
            origins[row - 1], origins[row] = origins[row], origins[row - 1]
            row -= 1


@inlined
def _out_of_order(rows: Words, keys: int, row: int) -> bool:
    """Tell whether a row belongs before the one above it."""
    less, equal = rows[0, row] < rows[0, row - 1], rows[0, row] == rows[0, row - 1]
    for word in range(1, keys):
        value, above = rows[word, row], rows[word, row - 1]
        less |= equal & (value < above)
        equal &= value == above
    return less


@compiled
def keep(rows: Words, left_out: Flags) -> tuple[Words, Places]:
    """Return the rows that are not left out, and where they come from."""
    if not left_out.any():
        return rows, np.arange(left_out.size).astype(np.int32)
    origins = np.flatnonzero(~left_out).astype(np.int32)
    kept = np.empty((rows.shape[0], origins.size), np.uint64)
    for word in range(rows.shape[0]):
        for place in range(origins.size):
            kept[word, place] = rows[word, origins[place]]
    return kept, origins


@compiled
def sort_long(rows: Words, side: Side, origins: Places) -> None:
    """Sort the rows of those accounts that have many, of rows that come sorted by account."""
    start = 0
    for row in range(1, origins.size + 1):
        if row == origins.size or not alike(rows, row, row - 1, side.account):
            if row - start > FEW:
                sort_by_digits(rows, origins, start, row, side.amount)
            start = row
