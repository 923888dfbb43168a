"""Sorted runs on disk become one: each stretch between two keys is taken from all of them and sorted in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

_SAMPLES = 16


def merged(runs: Sequence[Path], keys: Sequence[str], rows: int) -> Iterator[pa.Table]:
    """Yield the rows of runs, each sorted by the keys, in the order of the keys, about so many at a time.

    No two rows of different runs may have the same keys; in a run such rows keep their order.
    """
    tables = [_opened(run) for run in runs]
    bounds = _bounds([table.select(keys) for table in tables], rows)
    starts = [0] * len(tables)
    for bound in [*bounds, None]:
        stops = [
            len(table) if bound is None else bisect_right(range(len(table)), bound, key=_reader(table, keys))
            for table in tables
        ]
        parts = [table.slice(start, stop - start) for table, start, stop in zip(tables, starts, stops, strict=True)]
        stretch = pa.concat_tables(parts)
        stretch = stretch.append_column("_turn", pa.array(np.arange(len(stretch))))
        order = pc.sort_indices(stretch, sort_keys=[(key, "ascending") for key in (*keys, "_turn")])
        yield stretch.drop_columns(["_turn"]).take(order)
        starts = stops


def _opened(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as file:
        return pyarrow.ipc.open_file(file).read_all()


def _reader(table: pa.Table, keys: Sequence[str]) -> Any:
    columns = [table.column(key) for key in keys]
    return lambda row: tuple(column[row].as_py() for column in columns)


def _bounds(tables: Sequence[pa.Table], rows: int) -> list[tuple[Any, ...]]:
    """Choose the keys between which about so many rows lie."""
    apart = max(1, rows // (_SAMPLES * max(1, len(tables))))
    samples = [table.take(np.arange(apart - 1, len(table), apart)) for table in tables if len(table)]
    found = sorted(tuple(row.values()) for sample in samples for row in sample.to_pylist())
    return found[rows // apart :: rows // apart]
