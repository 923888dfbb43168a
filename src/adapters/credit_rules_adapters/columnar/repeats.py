"""No id may occur twice in a table: found by a bit for each id where they lie close, else piece by piece by hash."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credit_rules_adapters.columnar import scattering, views
from credit_rules_adapters.columnar.compiling import compiled
from credit_rules_adapters.columnar.keys import Key, WholeKey
from credit_rules_adapters.columnar.memory import Marks, Rows, Words, room
from credit_rules_adapters.columnar.pieces import Block
from credit_rules_adapters.columnar.threads import side_by_side
from credit_rules_adapters.columnar.words import before, mixed, same

_PIECE = 16384
_APART = 64
"""Integers at most so many times as far apart as there are rows have a bit each."""


def has_repeats(blocks: Sequence[Block], column: str, key: Key) -> bool:
    """Tell whether a value of a column occurs twice."""
    if not blocks or _ascending(blocks, column, key):
        return False
    rows = blocks[-1].start + len(blocks[-1].batch)
    if isinstance(key, WholeKey) and key.bits < (_APART * rows).bit_length():
        seen = np.zeros(2**key.bits // 8 + 1, np.uint8)
        low = np.uint64(key.low % 2**64)
        return any(_seen_before(views.numbers(block.batch.column(column)), low, seen) for block in blocks)
    return _repeat_by_hash(blocks, column, key, rows)


def _staged(block: Block, column: str, key: Key) -> Words:
    staged = np.empty((len(block.batch), key.words), np.uint64)
    key.write(block.batch.column(column), staged, 0)
    return staged


def _ascending(blocks: Sequence[Block], column: str, key: Key) -> bool:
    last = None
    for block in blocks:
        staged = _staged(block, column, key)
        if last is not None:
            staged = np.concatenate([last, staged])
        if not _rising(staged):
            return False
        last = staged[-1:]
    return True


@compiled
def _rising(staged: Words) -> bool:
    for row in range(1, staged.shape[0]):
        if not before(staged, row - 1, staged, row, 0, staged.shape[1]):
            return False
    return True


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
    numbers = np.zeros(rows, np.uint16)
    counts = np.zeros((len(blocks), 1 << bits), np.int64)

    def part(at: int) -> slice:
        return slice(blocks[at].start, blocks[at].start + len(blocks[at].batch))

    def number(at: int) -> None:
        scattering.number_by_hash(_staged(blocks[at], column, key), key.words, bits, numbers[part(at)])
        scattering.count(numbers[part(at)], counts[at])

    side_by_side(number, range(len(blocks)))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts.sum(axis=0))])
    places = np.cumsum(counts, axis=0) - counts + starts[:-1]
    words = room((rows, key.words), np.uint64)
    side_by_side(
        lambda at: scattering.scatter(_staged(blocks[at], column, key), numbers[part(at)], places[at], words),
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
