"""Columns of names, many rows of few: each name once, and every row by a number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import parts_of
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.words import text_words


@frozen
class Coded:
    """A column of names in parts, each with a dictionary; `names` are all different ones."""

    parts: list[pa.DictionaryArray]
    names: pa.Array

    def numbered(self, names: pa.Array, first: int = 1) -> pa.ChunkedArray:
        """Number each row by the place of its name among some, from `first` (0 or 1); others, and none, are 0."""
        found = side_by_side(lambda part: pa.array(_numbered(part, names, first)), self.parts)
        return pa.chunked_array(found, pa.int32())


def coded(column: pa.ChunkedArray) -> Coded:
    """Find the different names of a column of text, which may have a dictionary already."""
    given = parts_of(column)
    parts = given if pa.types.is_dictionary(column.type) else side_by_side(_encoded, given)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    found = pc.unique(pa.chunked_array([part.dictionary for part in parts], kind))
    return Coded(parts, found.drop_null())


def _encoded(part: pa.Array) -> pa.DictionaryArray:
    """Give text a dictionary; a few names are told apart sooner than Arrow does it, which is for any number of them."""
    firsts, codes = np.empty(text_words.FEW, np.int64), np.empty(len(part), np.int32)
    found = -1 if part.null_count else text_words.number_names(*views.plain_text(part), firsts, codes)
    if found < 0:
        return part.dictionary_encode()
    return pa.DictionaryArray.from_arrays(codes, part.take(pa.array(firsts[:found])), safe=False)


def _numbered(part: pa.DictionaryArray, names: pa.Array, first: int) -> npt.NDArray[np.int32]:
    places = pc.fill_null(pc.index_in(part.dictionary, value_set=names), -first).to_numpy().astype(np.int32) + first
    indices = pc.fill_null(part.indices, -1) if part.null_count else part.indices
    rows: npt.NDArray[np.int32] = np.append(places, np.int32(0))[indices.to_numpy()]
    return rows
