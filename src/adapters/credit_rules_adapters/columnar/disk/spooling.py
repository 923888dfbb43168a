"""Tables larger than memory go through the disk: their rows in parts by account, their ids in parts by id."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
from attrs import define, field

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import blocks_of
from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows, Words
from credit_rules_adapters.columnar.disk.files import Source
from credit_rules_adapters.columnar.reading.checks import check_ids as check_repeats
from credit_rules_adapters.columnar.reading.columns import plain_key
from credit_rules_adapters.columnar.reading.mistakes import Mistakes
from credit_rules_adapters.columnar.words.keys import key_of, ranked
from credit_rules_adapters.columnar.words.words import mixed

ROW = "row"
"""The column that says which row of the table a spooled one is."""


@define
class Spool:
    """Rows of one table, in as many parts as wanted, each kept in files of its own."""

    folder: Path
    name: str
    parts: int
    most_bytes: int
    rows: int = field(init=False, default=0)
    _held: list[list[pa.Table]] = field(init=False)
    _bytes: int = field(init=False, default=0)
    _files: int = field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        self._held = [[] for _ in range(self.parts)]

    def add(self, rows: pa.Table, hashed: Words) -> None:
        """Add rows, each to the part its hash says."""
        self.rows += len(rows)
        numbers = hashed % np.uint64(self.parts)
        order = np.argsort(numbers, kind="stable")
        ends = np.cumsum(np.bincount(numbers.astype(np.int64), minlength=self.parts))
        rows = rows.take(pa.array(order))
        for part, end in enumerate(ends):
            start = ends[part - 1] if part else 0
            if start < end:
                self._held[part].append(rows.slice(start, end - start))
        self._bytes += rows.nbytes
        if self._bytes > self.most_bytes:
            self.flush()

    def flush(self) -> None:
        """Write out what is held in memory."""
        for part, held in enumerate(self._held):
            if held:
                whole = pa.concat_tables(held)
                with pyarrow.ipc.new_file(self._path(part, self._files), whole.schema) as writer:
                    writer.write_table(whole)
        self._files, self._bytes = self._files + 1, 0
        self._held = [[] for _ in range(self.parts)]

    def _path(self, part: int, number: int) -> Path:
        return self.folder / f"{self.name}-{part}-{number}.arrow"

    def read(self, part: int, schema: pa.Schema) -> pa.Table:
        """Read a part, the number of each row last, and remove its files."""
        found = [path for number in range(self._files) if (path := self._path(part, number)).exists()]
        tables = [pyarrow.ipc.open_file(path).read_all() for path in found]
        for path in found:
            path.unlink()
        return pa.concat_tables([schema.append(pa.field(ROW, pa.int64())).empty_table(), *tables])


def spool(source: Source, by_account: Spool, by_id: Spool, tell: Callable[[int], None]) -> None:
    """Read a table once into parts, by account and (its ids alone) by id."""
    start = 0
    for batch in source.batches():
        rows = pa.Table.from_batches([batch]).append_column(ROW, pa.array(np.arange(start, start + len(batch))))
        by_account.add(rows, hashed(rows.column("account")))
        by_id.add(rows.select(["id", ROW]), hashed(rows.column("id")))
        start += len(batch)
        tell(start)
    by_account.flush()
    by_id.flush()


def check_ids(part: pa.Table, mistakes: Mistakes) -> None:
    """Note each row of a part by id whose id another has too."""
    keys = plain_key(part.column("id"))
    if keys is not None and keys.null_count == 0:
        mistakes.rows = part.column(ROW).to_numpy()
        (coded,) = ranked("id", pa.table({"id": keys}))
        check_repeats(coded, blocks_of(coded), key_of([coded.column("id")]), mistakes, keys)


def hashed(column: pa.ChunkedArray) -> Words:
    """Hash keys, so that equal ones have the same hash in every batch and table; nulls, refused later, have any."""
    keys = plain_key(column)
    found = [np.empty(0, np.uint64)]
    for chunk in [] if keys is None else keys.chunks:
        if pa.types.is_int64(chunk.type):
            words = pc.fill_null(chunk, 0)
            found.append(_hash_words(views.numbers(words).view(np.uint64).reshape(-1, 1)))
        elif pa.types.is_fixed_size_binary(chunk.type):
            words = np.frombuffer(chunk.buffers()[1], np.uint64, 2 * len(chunk), 16 * chunk.offset)
            found.append(_hash_words(words.reshape(-1, 2)))
        else:
            found.append(_hash_text(*views.text(chunk)))
    return np.concatenate(found) if keys is not None else np.zeros(len(column), np.uint64)


@compiled
def _hash_words(words: Words) -> Words:
    found = np.empty(words.shape[0], np.uint64)
    for row in range(found.size):
        found[row] = mixed(words, row, words.shape[1])
    return found


@compiled
def _hash_text(bounds: Rows, content: Marks) -> Words:
    found = np.empty((bounds.size - 1, 1), np.uint64)
    for row in range(bounds.size - 1):
        value = np.uint64(0xCBF29CE484222325)
        for at in range(bounds[row], bounds[row + 1]):
            value = (value ^ np.uint64(content[at])) * np.uint64(0x100000001B3)
        found[row, 0] = value
        found[row, 0] = mixed(found, row, 1)
    return found[:, 0].copy()
