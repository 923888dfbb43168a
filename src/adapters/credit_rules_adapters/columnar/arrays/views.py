"""Arrow columns as arrays, without copying where the bytes already lie right."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from credit_rules_adapters.columnar.arrays.memory import Marks, Rows

_KINDS: dict[pa.DataType, Any] = {
    pa.int64(): np.int64,
    pa.int32(): np.int32,
    pa.date32(): np.int32,
    pa.uint8(): np.uint8,
}


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a column is text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def numbers(column: pa.Array) -> npt.NDArray[Any]:
    """View a column of numbers or dates; what stands where it is null is undefined."""
    kind = _KINDS[column.type]
    buffer = column.buffers()[1]
    return (
        np.frombuffer(buffer, kind, len(column), column.offset * np.dtype(kind).itemsize)
        if len(column)
        else np.empty(0, kind)
    )


def present(column: pa.Array) -> npt.NDArray[np.bool_] | None:
    """Tell where a column is not null; None: everywhere."""
    if column.null_count == 0:
        return None
    bits = np.frombuffer(column.buffers()[0], np.uint8)
    return np.unpackbits(bits, bitorder="little", count=column.offset + len(column))[column.offset :].astype(np.bool_)


def text(column: pa.Array) -> tuple[Rows, Marks]:
    """View a column of text as where each value begins and ends, and the bytes."""
    bounds, content = plain_text(column)
    return bounds.astype(np.int64), content


def plain_text(column: pa.Array) -> tuple[npt.NDArray[Any], Marks]:
    """View a column of text as `text` does, without copying: the bounds are of 32 or 64 bits."""
    kind = np.int64 if pa.types.is_large_string(column.type) else np.int32
    if len(column) == 0:
        return np.zeros(1, kind), np.empty(0, np.uint8)
    _, offsets, content = column.buffers()
    bounds = np.frombuffer(offsets, kind, len(column) + 1, column.offset * np.dtype(kind).itemsize)
    return bounds, np.frombuffer(content or b"", np.uint8)
