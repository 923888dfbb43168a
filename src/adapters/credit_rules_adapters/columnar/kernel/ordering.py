"""The rows of a piece put in order: by two digits of their keys, so that few are left for insertion."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Places, Words
from credit_rules_adapters.columnar.kernel.layout import Side, with_short_key
from credit_rules_adapters.columnar.kernel.sorting import FEW, sort_by_digits

_UPPER, _LOWER = 10, 8
_ONE = np.uint64(1)


@compiled
def in_order(pieces: Words, start: int, stop: int, side: Side) -> tuple[Words, Places]:
    """Return a piece's rows, word by word, in the order of their keys, and which row of the piece stands where."""
    if side.words == 2:
        return _in_order(pieces, np.uint64(start), np.uint64(stop - start), with_short_key(side))
    return _in_order(pieces, np.uint64(start), np.uint64(stop - start), side)


@inlined
def _in_order(pieces: Words, first: np.uint64, size: np.uint64, side: Side) -> tuple[Words, Places]:
    """Lay the rows out by the lower digit, then by the upper.

    Places are unsigned: of others, each use would ask whether they count from the end.
    """
    upper, lower = min(side.used, _UPPER), min(max(side.used - _UPPER, 0), _LOWER)
    shift, low_shift = np.uint64(side.used - upper), np.uint64(side.used - upper - lower)
    mask, low_mask = (_ONE << np.uint64(upper)) - _ONE, (_ONE << np.uint64(lower)) - _ONE
    places, low_places = np.zeros(1 << upper, np.uint32), np.zeros(1 << lower, np.uint32)
    for row in range(size):
        key = pieces[first + row, 0]
        places[(key >> shift) & mask] += np.uint32(1)
        low_places[(key >> low_shift) & low_mask] += np.uint32(1)
    longest = places.max()
    _begin(places)
    _begin(low_places)
    turned, turns = np.empty((side.words, size), np.uint64), np.empty(size, np.uint32)
    for row in range(size):
        digit = (pieces[first + row, 0] >> low_shift) & low_mask
        place = low_places[digit]
        low_places[digit] = place + np.uint32(1)
        turns[place] = row
        for word in range(side.words):
            turned[word, place] = pieces[first + row, word]
    rows, origins = np.empty((side.words, size), np.uint64), np.empty(size, np.uint32)
    for turn in range(size):
        digit = (turned[0, turn] >> shift) & mask
        place = places[digit]
        places[digit] = place + np.uint32(1)
        origins[place] = turns[turn]
        for word in range(side.words):
            rows[word, place] = turned[word, turn]
    if longest > FEW:
        begun = np.int64(0)
        for place in places:
            end = np.int64(place)
            if end - begun > FEW:
                sort_by_digits(rows, origins, begun, end, side.amount)
            begun = end
    insert(rows, side.amount, origins)
    return rows, origins


@inlined
def _begin(counts: Places) -> None:
    """Turn counts into where each begins."""
    total = np.uint32(0)
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
    less = bool(rows[0, row] < rows[0, row - 1])
    equal = rows[0, row] == rows[0, row - 1]
    for word in range(1, keys):
        value, above = rows[word, row], rows[word, row - 1]
        less |= equal & (value < above)
        equal &= value == above
    return less
