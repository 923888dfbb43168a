"""Keys, of accounts and rows, as 64-bit words: equal words are equal keys, and words compare as the keys do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import parts_of
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Rows, Whole, Words
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.arrays.views import is_text
from credit_rules_adapters.columnar.words import text_words

WORD = 64
LONGEST = 40
"""So many bytes of text are compared as words; longer ones by their rank among all."""


@compiled
def append(target: Words, values: Words, origin: np.uint64, sign: int, bits: int) -> None:
    """Shift each word left and write a value below, measured from the origin up or (sign -1) down, in so many bits."""
    room = np.uint64(bits)
    for row in range(target.size):
        value = np.uint64(np.int64(values[row])) - origin
        if sign < 0:
            value = np.uint64(0) - value
        target[row] = value if bits == WORD else (target[row] << room) | value


@frozen
class WholeKey:
    """Integers, from the lowest upwards."""

    low: int
    bits: int
    words: int = 1

    def write(self, column: pa.Array, staged: Words) -> None:
        """Write one word."""
        np.subtract(views.numbers(column).view(np.uint64), np.uint64(self.low % 2**64), out=staged[0])


@frozen
class UuidKey:
    """Sixteen bytes as two words."""

    bits: int = WORD
    words: int = 2

    def write(self, column: pa.Array, staged: Words) -> None:
        """Write two words."""
        content = np.frombuffer(column.buffers()[1], ">u8", 2 * len(column), 16 * column.offset)
        staged[:] = content.reshape(-1, 2).T


@frozen
class TextKey:
    """Text after the prefix that all share."""

    prefix: int
    longest: int
    sized: bool
    words: int = field()
    bits: int = field()

    @words.default
    def _words(self) -> int:
        return max(1, -(-(self.longest + self.sized) // 8))

    @bits.default
    def _bits(self) -> int:
        return 8 * (self.longest + self.sized) - WORD * (self.words - 1)

    def write(self, column: pa.Array, staged: Words) -> None:
        """Write as many words as the longest takes."""
        bounds, content = views.text(column)
        if self.longest + self.sized == 0:
            staged[:] = 0
            return
        text_words.write_words(bounds, content, self.prefix, self.longest, self.sized, staged)


Key: TypeAlias = WholeKey | UuidKey | TextKey
"""How a column of keys becomes words. `bits` says how many of them the last word uses."""


def key_of(columns: Sequence[pa.ChunkedArray]) -> Key:
    """Find the key for columns of one kind: int64, text or 16 bytes. Columns without rows count for nothing.

    Text longer than `LONGEST` beyond its common prefix is not for this: it is ranked before.
    """
    chunks = [chunk for column in columns for chunk in parts_of(column)]
    if not chunks:
        return WholeKey(0, 0) if pa.types.is_integer(columns[0].type) else TextKey(0, 0, sized=False)
    if pa.types.is_integer(chunks[0].type):
        low, high = extent(pa.chunked_array(chunks))
        return WholeKey(low, (high - low).bit_length())
    if pa.types.is_fixed_size_binary(chunks[0].type):
        return UuidKey()
    prefix, shortest, longest = measured(chunks)
    return TextKey(prefix, longest - prefix, sized=shortest < longest)


def extent(column: pa.ChunkedArray) -> tuple[int, int]:
    """Find the least and the greatest of whole numbers or days, nulls passed over; there must be some."""

    def found(chunk: pa.Array) -> tuple[int, int]:
        values, given = views.numbers(chunk), views.present(chunk)
        low, high = _ends(values if given is None else values[given])
        return int(low), int(high)

    chunks = [chunk for chunk in parts_of(column) if chunk.null_count < len(chunk)]
    lows, highs = zip(*side_by_side(found, chunks), strict=True)
    return min(lows), max(highs)


@compiled
def _ends(values: Rows) -> tuple[Whole, Whole]:
    """Find the least and the greatest value, looking at each once."""
    low, high = values[0], values[0]
    for row in range(1, values.size):
        low, high = min(low, values[row]), max(high, values[row])
    return low, high


def measured(chunks: Sequence[pa.Array]) -> tuple[int, int, int]:
    """Measure text in bytes: the prefix that all share, the shortest and the longest."""
    bounds, content = views.text(chunks[0])
    sample = content[bounds[0] : bounds[1]]

    def measure(chunk: pa.Array) -> tuple[int, int, int]:
        bounds, content = views.text(chunk)
        return text_words.shared_prefix(bounds, content, sample), *text_words.lengths(bounds)

    found = side_by_side(measure, chunks)
    return min(f[0] for f in found), min(f[1] for f in found), max(f[2] for f in found)


def ranked(name: str, *tables: pa.Table) -> tuple[pa.Table, ...]:
    """Replace text beyond what words hold by its rank among all."""
    columns = [table.column(name) for table in tables]
    chunks = [chunk for column in columns for chunk in parts_of(column)]
    if not (chunks and is_text(chunks[0].type)):
        return tables
    prefix, _, longest = measured(chunks)
    if longest - prefix <= LONGEST:
        return tables
    different = pc.unique(pa.chunked_array([chunk.cast(pa.large_string()) for chunk in chunks]))
    ranks = different.take(pc.sort_indices(different))
    return tuple(
        table.set_column(
            table.column_names.index(name),
            name,
            pc.index_in(column.cast(pa.large_string()), value_set=ranks).cast(pa.int64()),
        )
        for table, column in zip(tables, columns, strict=True)
    )
