"""Rows go into pieces by account, each small enough for the cache; what became of them comes back in their order."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled
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
    places = places.copy()
    for row in range(numbers.size):
        piece = numbers[row]
        if piece != LEFT_OUT:
            place = places[piece]
            places[piece] = place + 1
            for word in range(staged.shape[0]):
                rows[place, word] = staged[word, row]


@compiled
def gather(numbers: Numbers, places: Rows, found: Rows | Marks, target: Rows | Marks) -> None:
    """Read what was found of each row that took part back from its piece."""
    places = places.copy()
    for row in range(numbers.size):
        piece = numbers[row]
        if piece != LEFT_OUT:
            target[row] = found[places[piece]]
            places[piece] += 1
