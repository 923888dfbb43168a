"""The machine's own bound: reading the inputs once and writing the outputs once, as fast as both cores copy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
from measure import seconds

BYTES = 1 << 28
CORES = 2


class Copying:
    """Copies a block far larger than the caches, half of it in each of two threads."""

    def __init__(self) -> None:
        source, target = np.ones(BYTES, np.uint8), np.zeros(BYTES, np.uint8)
        self._halves = list(zip(np.split(source, CORES), np.split(target, CORES), strict=True))
        self._threads = ThreadPoolExecutor(CORES)

    def bytes_per_second(self) -> float:
        """Measure how many bytes are moved, those read and those written."""
        return (
            2
            * BYTES
            / seconds(lambda: list(self._threads.map(lambda half: np.copyto(half[1], half[0]), self._halves)), 4)
        )

    def bound(self, *tables: pa.Table) -> float:
        """Return the seconds it takes to move the bytes of tables once."""
        moved: int = sum(table.nbytes for table in tables)
        return moved / self.bytes_per_second()
