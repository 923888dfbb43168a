"""The products lots are limited to, as numbers: equal scopes have the same, and 0 is any product (or none)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from credit_rules_adapters.columnar.arrays.blocks import parts_of
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Rows
from credit_rules_adapters.columnar.arrays.threads import side_by_side


@frozen
class Coded:
    """A column of names in parts, each with a dictionary; `names` are all different ones."""

    parts: list[pa.DictionaryArray]
    names: pa.Array

    def numbered(self, names: pa.Array) -> pa.ChunkedArray:
        """Number each row by the place of its name among some, from 1; 0 is another, or none."""
        return pa.chunked_array(side_by_side(lambda part: pa.array(_numbered(part, names)), self.parts), pa.int32())


def coded(column: pa.ChunkedArray) -> Coded:
    """Find the different names of a column of text, which may have a dictionary already."""
    given = parts_of(column)
    parts = given if pa.types.is_dictionary(column.type) else side_by_side(pa.Array.dictionary_encode, given)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    found = pc.unique(pa.chunked_array([part.dictionary for part in parts], kind))
    return Coded(parts, found.drop_null())


def _numbered(part: pa.DictionaryArray, names: pa.Array) -> npt.NDArray[np.int32]:
    places = pc.fill_null(pc.index_in(part.dictionary, value_set=names), -1).to_numpy().astype(np.int32) + 1
    indices = pc.fill_null(part.indices, -1) if part.null_count else part.indices
    rows: npt.NDArray[np.int32] = np.append(places, np.int32(0))[indices.to_numpy()]
    return rows


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
                hashed = (hashed ^ np.uint64(named[place])) * np.uint64(0x9E3779B97F4A7C15)
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
