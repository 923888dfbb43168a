"""No id may occur twice in a table: found by a bit for each id where they lie close, else piece by piece by hash."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Words, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel import scattering
from credit_rules_adapters.columnar.words.keys import Key, WholeKey
from credit_rules_adapters.columnar.words.rising import rising
from credit_rules_adapters.columnar.words.words import mixed, same, spread

_PIECE = 16384
_APART = 64
"""Integers at most so many times as far apart as there are rows have a bit each."""


def has_repeats(blocks: Sequence[Block], column: str, key: Key) -> bool:
    """Tell whether a value of a column occurs twice."""
    if not blocks or rising(blocks, column, key, strictly=True):
        return False
    rows = blocks[-1].stop
    if isinstance(key, WholeKey) and key.bits < (_APART * rows).bit_length():
        seen = np.zeros(2**key.bits // 8 + 1, np.uint8)
        low = np.uint64(key.low % 2**64)
        return any(_seen_before(views.numbers(block.batch.column(column)), low, seen) for block in blocks)
    return _repeat_by_hash(blocks, column, key, rows)


def _staged(block: Block, column: str, key: Key) -> Words:
    staged: Words = room((key.words, len(block.batch)), np.uint64)
    key.write(block.batch.column(column), staged)
    spread(staged, max(1, key.bits))
    return staged


@compiled
def _seen_before(values: Rows, low: np.uint64, seen: Marks) -> bool:
    for row in range(values.size):
        bit = np.uint64(values[row]) - low
        mark = np.uint8(1 << np.int64(bit & np.uint64(7)))
        byte = np.int64(bit >> np.uint64(3))
        if seen[byte] & mark:
            return True
        seen[byte] |= mark
    return False


def _repeat_by_hash(blocks: Sequence[Block], column: str, key: Key, rows: int) -> bool:
    bits = max(1, (rows // _PIECE).bit_length())
    numbers = room(rows, np.uint16)
    counts = np.zeros((len(blocks), 1 << bits), np.int64)

    def number(at: int) -> None:
        block = blocks[at]
        none = np.zeros(len(block.batch), np.bool_)
        scattering.number(_staged(block, column, key), none, bits, numbers[block.rows], counts[at])

    side_by_side(number, range(len(blocks)))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts.sum(axis=0))])
    places = np.cumsum(counts, axis=0) - counts + starts[:-1]
    words = room((rows, key.words), np.uint64)
    side_by_side(
        lambda at: scattering.scatter(_staged(blocks[at], column, key), numbers[blocks[at].rows], places[at], words),
        range(len(blocks)),
    )
    return any(side_by_side(lambda piece: _repeat(words[starts[piece] : starts[piece + 1]]), range(1 << bits)))


@compiled
def _repeat(words: Words) -> bool:
    seats = 16
    while seats < 2 * words.shape[0]:
        seats *= 2
    taken, mask = np.full(seats, -1, np.int64), np.uint64(seats - 1)
    for row in range(words.shape[0]):
        seat = np.int64(mixed(words, row, words.shape[1]) & mask)
        while taken[seat] >= 0:
            if same(words, row, words, taken[seat], words.shape[1]):
                return True
            seat = np.int64(np.uint64(seat + 1) & mask)
        taken[seat] = row
    return False
