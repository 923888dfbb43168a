"""Text as words that compare as it does: byte by byte is code point by code point."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Words
from credit_rules_adapters.columnar.words.words import MIX

_BYTE = np.uint64(8)
_SEAT_BITS = 12
FEW = 1 << (_SEAT_BITS - 2)
"""So many names are told apart at most: a quarter of the seats are taken then."""


@compiled
def shared_prefix(bounds: Rows, content: Marks, sample: Marks) -> int:
    """Count the bytes with which every value begins as the sample does."""
    shared = sample.size
    for row in range(bounds.size - 1):
        start, size = bounds[row], bounds[row + 1] - bounds[row]
        shared = min(shared, size)
        for at in range(shared):
            if content[start + at] != sample[at]:
                shared = at
                break
    return shared


@compiled
def lengths(bounds: Rows) -> tuple[int, int]:
    """Find the fewest and the most bytes of a value."""
    shortest, longest = bounds[1] - bounds[0], bounds[1] - bounds[0]
    for row in range(1, bounds.size - 1):
        size = bounds[row + 1] - bounds[row]
        shortest, longest = min(shortest, size), max(longest, size)
    return shortest, longest


@inlined
def _eight(content: Marks, at: np.uint64) -> np.uint64:
    """Read eight bytes at once."""
    value = np.uint64(0)
    for byte in range(8):
        value |= np.uint64(content[at + np.uint64(byte)]) << np.uint64(56 - 8 * byte)
    return value


@compiled
def write_words(bounds: Rows, content: Marks, skip: int, longest: int, sized: bool, staged: Words) -> None:
    """Write each value's bytes after the skipped ones, filled up with zeros to the longest; if sized, then the length.

    So no two values have the same words, and shorter ones come first.
    """
    size = longest + sized
    for row in range(bounds.size - 1):
        start, length = bounds[row] + skip, bounds[row + 1] - bounds[row] - skip
        for word in range(staged.shape[0]):
            first, stop = 8 * word, min(8 * word + 8, size)
            if stop <= length and start + first + 8 <= content.size:
                staged[word, row] = _eight(content, np.uint64(start + first)) >> np.uint64(8 * (8 - (stop - first)))
                continue
            value = np.uint64(0)
            for at in range(first, stop):
                byte = np.uint64(0)
                if at < length:
                    byte = np.uint64(content[start + at])
                elif at == longest:
                    byte = np.uint64(length)
                value = (value << _BYTE) | byte
            staged[word, row] = value


@compiled
def unusual(bounds: Rows, content: Marks, marks: Marks) -> None:
    """Mark each value that is not 1-128 printable ASCII characters without a space at either end."""
    for row in range(bounds.size - 1):
        start, stop = bounds[row], bounds[row + 1]
        odd = stop == start or stop - start > 128 or content[start] == 32 or content[stop - 1] == 32
        for at in range(start, stop):
            odd |= content[at] < 32 or content[at] > 126
        marks[row] = odd


def differ(bounds: npt.NDArray[Any], content: Marks, sample: Marks) -> bool:
    """Tell whether any value is another than the sample; there must be one."""
    size, values = sample.size, content[bounds[0] : bounds[-1]]
    if not (bounds[1:] - bounds[:-1] == size).all():
        return True
    return not (np.array_equal(values[:size], sample) and np.array_equal(values[size:], values[: values.size - size]))


@compiled
def number_names(bounds: npt.NDArray[Any], content: Marks, firsts: Rows, codes: npt.NDArray[np.int32]) -> int:
    """Number each value by the names among them, in the order in which they first occur; return how many there are.

    `firsts` takes the row where each first occurs; -1: there are more names than it has room for, `FEW` at most.
    """
    seats, last = np.full(1 << _SEAT_BITS, -1, np.int32), np.int64((1 << _SEAT_BITS) - 1)
    heads, tails, found = np.empty(firsts.size, np.uint64), np.empty(firsts.size, np.uint64), 0
    for row in range(codes.size):
        start, stop = np.uint64(bounds[row]), np.uint64(bounds[row + 1])
        size, tail = stop - start, np.uint64(0)
        head = size
        if size >= _BYTE:
            head, tail = _eight(content, start), _eight(content, stop - _BYTE)
        else:
            for at in range(start, stop):
                head = (head << _BYTE) | np.uint64(content[at])
        seat = np.int64((((head * MIX) ^ tail) * MIX) >> np.uint64(64 - _SEAT_BITS))
        while seats[seat] >= 0:
            code = seats[seat]
            if heads[code] == head and tails[code] == tail and _alike(bounds, content, firsts[code], row):
                break
            seat = (seat + 1) & last
        if seats[seat] < 0:
            if found == firsts.size:
                return -1
            seats[seat], firsts[found], heads[found], tails[found] = found, row, head, tail
            found += 1
        codes[row] = seats[seat]
    return found


@inlined
def _alike(bounds: npt.NDArray[Any], content: Marks, row: int, other: int) -> bool:
    """Tell whether two values that begin and end with the same eight bytes are equal."""
    start, beside = np.uint64(bounds[row]), np.uint64(bounds[other])
    size = np.uint64(bounds[row + 1]) - start
    same = np.uint64(bounds[other + 1]) - beside == size
    at = _BYTE
    while same and at + _BYTE < size:
        same = _eight(content, start + at) == _eight(content, beside + at)
        at += _BYTE
    return bool(same)
