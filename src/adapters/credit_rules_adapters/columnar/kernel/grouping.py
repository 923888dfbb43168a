"""The rows of a piece, put together by account: first by a hash, then all words of equal hashes are compared."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Flags, Places, Words
from credit_rules_adapters.columnar.kernel.layout import Side
from credit_rules_adapters.columnar.kernel.sorting import FEW, sort_by_digits
from credit_rules_adapters.columnar.words.words import mixed, same

_FEWEST = 16


@inlined
def buckets_for(rows: int) -> int:
    """Choose how many buckets so many rows go into: a power of two, a row or two in each."""
    buckets = _FEWEST
    while 2 * buckets < rows:
        buckets *= 2
    return buckets


@compiled
def put_together(rows: Words, side: Side, together: Words, origins: Places, buckets: Places, size: int) -> None:
    """Copy the rows bucket by bucket, by the low bits of their account's hash, and in order within each.

    `origins` says which row stands where, `buckets` in which bucket; the order is that of the words before the amount.
    """
    mask = np.uint64(size - 1)
    bounds, numbers = np.zeros(size + 1, np.int64), np.empty_like(buckets)
    for row in range(numbers.size):
        bucket = np.int64(mixed(rows, row, side.accounts) & mask)
        numbers[row] = bucket
        bounds[bucket + 1] += 1
    longest = bounds.max()
    bounds = np.cumsum(bounds)
    for row in range(numbers.size):
        bucket = numbers[row]
        place = bounds[bucket]
        bounds[bucket] = place + 1
        origins[place], buckets[place] = row, bucket
        for word in range(side.words):
            together[place, word] = rows[row, word]
    if longest > FEW:
        start = 0
        for end in range(size):
            if bounds[end] - start > FEW:
                sort_by_digits(together, origins, start, int(bounds[end]), side.amount)
            start = int(bounds[end])
    insert_in_order(together, side, origins, buckets)


@compiled
def insert_in_order(rows: Words, side: Side, origins: Places, buckets: Places) -> None:
    """Sort rows that come bucket by bucket by the words before the amount, few in each bucket being out of order."""
    for last in range(1, origins.size):
        row = last
        while row > 0 and _out_of_order(rows, side, buckets, row):
            for word in range(side.words):
                rows[row - 1, word], rows[row, word] = rows[row, word], rows[row - 1, word]
            origins[row - 1], origins[row] = origins[row], origins[row - 1]
            row -= 1


@inlined
def _out_of_order(rows: Words, side: Side, buckets: Places, row: int) -> bool:
    """Tell whether a row belongs before the one above it, without branches, which could not be foretold."""
    less, equal = False, buckets[row] == buckets[row - 1]
    for word in range(side.amount):
        value, above = rows[row, word], rows[row - 1, word]
        less |= equal & (value < above)
        equal &= value == above
    return less


@compiled
def keep(rows: Words, left_out: Flags) -> Places:
    """Close up the rows that are not left out, and return where they come from."""
    origins, kept = np.empty(left_out.size, np.int32), 0
    for row in range(left_out.size):
        if not left_out[row]:
            if kept < row:
                for word in range(rows.shape[1]):
                    rows[kept, word] = rows[row, word]
            origins[kept] = row
            kept += 1
    return origins[:kept]


@compiled
def sort_long(rows: Words, side: Side, origins: Places) -> None:
    """Sort the rows of those accounts that have many, of rows that come sorted by account."""
    start = 0
    for row in range(1, origins.size + 1):
        if row == origins.size or not same(rows, row, rows, row - 1, side.accounts):
            if row - start > FEW:
                sort_by_digits(rows, origins, start, row, side.amount)
            start = row
