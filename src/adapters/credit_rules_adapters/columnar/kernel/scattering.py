"""Rows go into pieces by account, each small enough for the cache; what became of them comes back in their order."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled, inlined
from credit_rules_adapters.columnar.arrays.memory import Flags, Marks, Numbers, Rows, Words

LEFT_OUT = 0xFFFF
"""The number of a row that takes no part."""


@compiled
def number(spread: Words, left_out: Flags, bits: int, numbers: Numbers, counts: Rows) -> None:
    """Number the piece of each row by the upper bits of its first word, and count the rows of each."""
    shift = np.uint64(64 - bits)
    for row in range(numbers.size):
        if left_out[row]:
            numbers[row] = LEFT_OUT
        else:
            piece = np.int64(spread[0, row] >> shift)
            numbers[row] = piece
            counts[piece] += 1


@compiled
def scatter(staged: Words, numbers: Numbers, places: Rows, rows: Words) -> None:
    """Copy each row that takes part to the next place in its piece, where its words lie together."""
    if staged.shape[0] == 2:
        _scatter(staged, numbers, places, rows, 2)  # a constant, for which there is no loop
    else:
        _scatter(staged, numbers, places, rows, staged.shape[0])


@inlined
def _scatter(staged: Words, numbers: Numbers, places: Rows, rows: Words, words: int) -> None:
    free = places.astype(np.uint64)
    for row in range(numbers.size):
        piece = numbers[row]
        if piece != LEFT_OUT:
            place = free[piece]
            free[piece] = place + np.uint64(1)
            for word in range(words):
                rows[place, word] = staged[word, row]


@compiled
def gather(numbers: Numbers, places: Rows, found: Words | Marks, target: Rows | Marks) -> None:
    """Read what was found of each row that took part back from its piece."""
    free = places.astype(np.uint64)
    for row in range(numbers.size):
        piece = numbers[row]
        if piece != LEFT_OUT:
            place = free[piece]
            free[piece] = place + np.uint64(1)
            target[row] = found[place]
