"""Rows go into pieces by account, each small enough for the cache; what became of them comes back in their order."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Flags, Marks, Numbers, Rows, Words
from credit_rules_adapters.columnar.words.words import mixed

LEFT_OUT = 0xFFFF
"""The number of a row that takes no part."""


@compiled
def number_by_hash(staged: Words, left_out: Flags, bits: int, numbers: Numbers, counts: Rows) -> None:
    """Number the piece of each row by the top bits of its words' hash, and count the rows of each."""
    shift = np.uint64(64 - bits)
    for row in range(numbers.size):
        if left_out[row]:
            numbers[row] = LEFT_OUT
        else:
            number = np.int64(mixed(staged, row, staged.shape[1]) >> shift)
            numbers[row] = number
            counts[number] += 1


@compiled
def scatter(staged: Words, numbers: Numbers, places: Rows, rows: Words) -> None:
    """Copy each row that takes part to the next place in its piece."""
    places = places.copy()
    for row in range(numbers.size):
        piece = numbers[row]
        if piece != LEFT_OUT:
            place = places[piece]
            places[piece] = place + 1
            for word in range(staged.shape[1]):
                rows[place, word] = staged[row, word]


@compiled
def gather(numbers: Numbers, places: Rows, found: Rows | Marks, target: Rows | Marks) -> None:
    """Read what was found of each row that took part back from its piece."""
    places = places.copy()
    for row in range(numbers.size):
        piece = numbers[row]
        if piece != LEFT_OUT:
            target[row] = found[places[piece]]
            places[piece] += 1
