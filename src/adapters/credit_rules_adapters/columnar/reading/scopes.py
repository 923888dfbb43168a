"""The products lots are limited to, as numbers: equal scopes have the same, and 0 is any product (or none)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Rows
from credit_rules_adapters.columnar.reading.coding import Coded
from credit_rules_adapters.columnar.words.words import MIX


@frozen
class Scopes:
    """Each lot's scope as a number and how many products it names; the products of scope s, and how they are named.

    None are needed where each lot is for one product: its number is that of its scope.
    """

    labels: pa.ChunkedArray
    names: pa.Array
    sizes: Rows | None = None
    starts: Rows = field(factory=lambda: np.zeros(2, np.int64))
    products: Rows = field(factory=lambda: np.empty(0, np.int64))

    @property
    def single(self) -> bool:
        """Tell whether each lot is for one product."""
        return self.sizes is None


def scopes_of(column: pa.ChunkedArray, products: Coded) -> Scopes:
    """Number the scopes of lots, given as lists of products; null: any product. `products` are those of all lists."""
    codes, lengths = products.numbered(products.names), pc.list_value_length(column)
    if column.null_count == 0 and pc.min_max(lengths).as_py() == {"min": 1, "max": 1}:
        return Scopes(codes, products.names)
    given = column.is_valid().to_numpy()
    sizes = pc.fill_null(lengths, 0).to_numpy().astype(np.int64)
    labels, counts = np.zeros(len(column), np.int64), np.zeros(len(column), np.int64)
    starts, each = np.zeros(len(column) + 2, np.int64), np.empty(len(codes), np.int64)
    found = _number(given, sizes, codes.to_numpy().astype(np.int64), labels, counts, starts, each)
    return Scopes(
        pa.chunked_array([labels]), products.names, counts, starts[: found + 2].copy(), each[: starts[found + 1]].copy()
    )


@compiled
def _number(given: Rows, sizes: Rows, codes: Rows, labels: Rows, counts: Rows, starts: Rows, products: Rows) -> int:
    """Sort each list, drop what it names twice, and number the different ones from 1; return how many there are."""
    seats = 16
    while seats < 2 * sizes.size:
        seats *= 2
    taken = np.zeros(seats, np.int64)
    found, at = 0, 0
    for lot in range(sizes.size):
        if not given[lot]:
            continue
        named = codes[at : at + sizes[lot]]
        if named.size > 1:
            named.sort()
        at += sizes[lot]
        size, hashed = 0, np.uint64(0)
        start = starts[found + 1]
        for place in range(named.size):
            if place == 0 or named[place] != named[place - 1]:
                products[start + size] = named[place]
                size += 1
                hashed = (hashed ^ np.uint64(named[place])) * MIX
                hashed ^= hashed >> np.uint64(32)
        counts[lot] = size
        seat = np.int64(hashed & np.uint64(seats - 1))
        while taken[seat] and not _equal(products, starts[taken[seat]], starts[taken[seat] + 1], start, size):
            seat = (seat + 1) % seats
        if not taken[seat]:
            found += 1
            taken[seat] = found
            starts[found + 1] = start + size
        labels[lot] = taken[seat]
    return found


@compiled
def _equal(products: Rows, first: int, last: int, start: int, size: int) -> bool:
    if last - first != size:
        return False
    for at in range(size):
        if products[first + at] != products[start + at]:
            return False
    return True
