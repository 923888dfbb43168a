"""Allocations, made account by account, are brought into the order of their invoices over all accounts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Numbers, Rows, Words, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel.sorting import digit_order
from credit_rules_adapters.columnar.words.words import before

PIECE = 8192
_SAMPLES = 64
_MOST_PIECES = 8192
_STEPS = 1 << 12


def in_order(parts: Sequence[Words], keys: int) -> tuple[Words, list[int]]:
    """Return rows in pieces, each piece before the next by the first `keys` words; in a piece, equal keys in order.

    The rows come in parts, word by word, and are returned row by row. Pieces are told by where each begins, and the
    end.
    """
    size = sum(part.shape[1] for part in parts)
    bounds = _bounds(parts, keys, min(_MOST_PIECES, size // PIECE + 1))
    table = _table(bounds)
    numbers = [room(part.shape[1], np.uint16) for part in parts]
    counts = np.zeros((len(parts), bounds.shape[1] + 1), np.int64)
    side_by_side(lambda at: _number(parts[at], keys, bounds, table, numbers[at], counts[at]), range(len(parts)))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts.sum(axis=0))])
    places = np.cumsum(counts, axis=0) - counts + starts[:-1]
    words = max((part.shape[0] for part in parts), default=keys)
    moved = room((size, words), np.uint64)
    side_by_side(lambda at: _move(parts[at], numbers[at], places[at], moved), range(len(parts)))
    return moved, starts.tolist()


def _bounds(parts: Sequence[Words], keys: int, pieces: int) -> Words:
    """Choose what lies between pieces of about the same size, from a sample."""
    apart = max(1, sum(part.shape[1] for part in parts) // (_SAMPLES * pieces))
    sample = np.concatenate([np.empty((keys, 0), np.uint64), *(part[:keys, ::apart] for part in parts)], axis=1)
    sample = sample[:, np.lexsort(sample[::-1])]
    return np.ascontiguousarray(sample[:, np.arange(1, pieces) * sample.shape[1] // pieces])


def _table(bounds: Words) -> Rows:
    """Lay even steps over the first words of bounds: the bits of a step, then for each how many bounds lie below."""
    if bounds.size == 0:
        return np.zeros(_STEPS + 3, np.int64)
    low, high = int(bounds[0, 0]), int(bounds[0, -1])
    shift = max(0, (high - low).bit_length() - 12)
    steps = ((bounds[0] - bounds[0, 0]) >> np.uint64(shift)).astype(np.int64)
    begun = np.searchsorted(steps, np.arange(_STEPS + 1))
    return np.concatenate([np.array([shift], np.int64), begun])


@compiled
def _number(rows: Words, keys: int, bounds: Words, table: Rows, numbers: Numbers, counts: Rows) -> None:
    """Number the piece of each row by the bounds its keys lie between, and count the rows of each."""
    shift = np.uint64(table[0])
    for row in range(numbers.size):
        low, high = 0, bounds.shape[1]
        if high > 0 and rows[0, row] >= bounds[0, 0]:
            step = np.int64((rows[0, row] - bounds[0, 0]) >> shift)
            if 0 <= step < _STEPS:
                low, high = table[1 + step], table[2 + step]
            else:
                low = high
        else:
            high = 0 if high == 0 or rows[0, row] < bounds[0, 0] else high
        while low < high:
            middle = (low + high) // 2
            if before(rows, row, bounds, middle, 0, keys):
                high = middle
            else:
                low = middle + 1
        numbers[row] = low
        counts[low] += 1


@compiled
def _move(rows: Words, numbers: Numbers, places: Rows, target: Words) -> None:
    """Copy rows to the next place in their piece."""
    places = places.copy()
    for row in range(numbers.size):
        place = places[numbers[row]]
        places[numbers[row]] = place + 1
        for word in range(rows.shape[0]):
            target[place, word] = rows[word, row]


@compiled
def order_of_rows(rows: Words, first: int, last: int, keys: int) -> Rows:
    """List rows by their keys; those of one invoice stay as they are, in the order of use."""
    words = np.empty((keys, last - first), np.uint64)
    for row in range(last - first):
        for word in range(keys):
            words[word, row] = rows[first + row, word]
    return digit_order(np.arange(last - first), words, keys) + first


@compiled
def pick(rows: Words, order: Rows, word: int, mask: np.uint64, low: np.uint64, target: Rows) -> None:
    """Read a column: a word of each row, masked, counted from `low`."""
    for at in range(order.size):
        target[at] = np.int64((rows[order[at], word] & mask) + low)
