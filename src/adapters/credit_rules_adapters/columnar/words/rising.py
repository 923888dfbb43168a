"""Whether rows come in the order of a key, as those of a sorted table do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Words
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.words.keys import Key
from credit_rules_adapters.columnar.words.words import before


def rising(blocks: Sequence[Block], column: str, key: Key, *, strictly: bool = False) -> bool:
    """Tell whether no row of a table comes before the one above it by a key; strictly: nor has the same key."""

    def holds(at: int) -> bool:
        values = blocks[at].batch.column(column)
        words = np.zeros((len(values) + 1, key.words), np.uint64)
        key.write(values, words[1:], 0)
        if at:
            above = blocks[at - 1].batch.column(column)
            key.write(above.slice(len(above) - 1), words[:1], 0)
        return _rising(words if at else words[1:], strictly)

    return not blocks or (holds(0) and all(side_by_side(holds, range(1, len(blocks)))))


@compiled
def _rising(words: Words, strictly: bool) -> bool:
    for row in range(1, words.shape[0]):
        if before(words, row, words, row - 1, 0, words.shape[1]):
            return False
        if strictly and not before(words, row - 1, words, row, 0, words.shape[1]):
            return False
    return True
