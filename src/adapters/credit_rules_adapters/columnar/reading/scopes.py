"""The products lots are limited to, as numbers: equal scopes have the same, and 0 is any product (or none)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from credit_rules_adapters.columnar.arrays.blocks import parts_of
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Rows
from credit_rules_adapters.columnar.arrays.threads import side_by_side


@frozen
class Scopes:
    """Each lot's scope as a number and how many products it names; the products of scope s, and how they are named.

    `single`: each lot is for one product, whose number is that of its scope.
    """

    labels: Rows
    sizes: Rows
    starts: Rows
    products: Rows
    names: pa.Array
    single: bool = False

    def products_of(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """Number the products of invoices; one that no lot names is like none."""
        numbered = side_by_side(lambda part: _numbered(part.dictionary_encode(), self.names), parts_of(column))
        return pa.chunked_array(numbered, pa.int64())


def _numbered(coded: pa.DictionaryArray, names: pa.Array) -> Rows:
    """Number names by their place, from 1; 0 is another, or none."""
    places = pc.fill_null(pc.index_in(coded.dictionary, value_set=names), -1).to_numpy().astype(np.int64) + 1
    rows: Rows = np.append(places, 0)[pc.fill_null(coded.indices, -1).to_numpy()]
    return rows


def scopes_of(column: pa.ChunkedArray) -> Scopes:
    """Number the scopes of lots, given as lists of products; null: any product."""
    one = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    given = one.is_valid().to_numpy(zero_copy_only=False)
    flat = pc.list_flatten(one)
    coded = side_by_side(pa.Array.dictionary_encode, parts_of(pa.chunked_array([flat])))
    names = pc.unique(pa.chunked_array([part.dictionary for part in coded], flat.type))
    codes = np.concatenate([np.empty(0, np.int64), *side_by_side(lambda part: _numbered(part, names), coded)])
    sizes = pc.fill_null(pc.list_value_length(one), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    if given.all() and (sizes == 1).all():
        return Scopes(codes, sizes, np.zeros(2, np.int64), np.empty(0, np.int64), names, single=True)
    labels, counts = np.zeros(len(one), np.int64), np.zeros(len(one), np.int64)
    starts, products = np.zeros(len(one) + 2, np.int64), np.empty(len(codes), np.int64)
    found = _number(given, sizes, codes, labels, counts, starts, products)
    return Scopes(labels, counts, starts[: found + 2].copy(), products[: starts[found + 1]].copy(), names)


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
