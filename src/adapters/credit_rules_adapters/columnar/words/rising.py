"""Whether rows come in the order of a key, as those of a sorted table do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Rows, Words, room
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.words.keys import Key, WholeKey
from credit_rules_adapters.columnar.words.words import before


def rising(blocks: Sequence[Block], column: str, key: Key, *, strictly: bool = False) -> bool:
    """Tell whether no row of a table comes before the one above it by a key; strictly: nor has the same key."""

    def holds(at: int) -> bool:
        values = blocks[at].batch.column(column)
        above = blocks[at - 1].batch.column(column) if at else values.slice(0, 0)
        above = above.slice(max(0, len(above) - 1))
        if isinstance(key, WholeKey):
            return _whole_rising(views.numbers(above), views.numbers(values), strictly)
        words = room((key.words, len(above) + len(values)), np.uint64)
        key.write(above, words[:, : len(above)])
        key.write(values, words[:, len(above) :])
        return words_rising(words, strictly)

    return not blocks or (holds(0) and all(side_by_side(holds, range(1, len(blocks)))))


def _whole_rising(above: Rows, values: Rows, strictly: bool) -> bool:
    holds = np.less if strictly else np.less_equal
    return bool(holds(above, values[:1]).all() and holds(values[:-1], values[1:]).all())


@compiled
def words_rising(words: Words, strictly: bool) -> bool:
    """Tell whether no row, all words of a kind lying together, comes before the one above it."""
    for row in range(1, words.shape[1]):
        if before(words, row, words, row - 1, 0, words.shape[0]):
            return False
        if strictly and not before(words, row - 1, words, row, 0, words.shape[0]):
            return False
    return True
