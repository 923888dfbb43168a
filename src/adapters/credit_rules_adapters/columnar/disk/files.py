"""Tables in files: Parquet, Arrow or CSV, chosen by the ending, read and written batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.ipc
import pyarrow.parquet
from attrs import frozen

from credit_rules_adapters.columnar.arrays.views import is_text
from credit_rules_adapters.columnar.disk.csv_columns import as_text, read_csv_batches
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, listed

ENDINGS = {".parquet": "parquet", ".arrow": "arrow", ".feather": "arrow", ".ipc": "arrow", ".csv": "csv"}
FORMATS = ("parquet", "arrow", "csv")
_ROWS = 1 << 16
_BUFFER = 1 << 20
_REPEATED = ["currency", "reason"]
"""What a Parquet file holds as a dictionary; keys and amounts are too various to gain by one."""


@frozen
class Source:
    """A file of one table."""

    path: Path
    kind: str
    table: str

    @property
    def size(self) -> int:
        """About how many bytes the table takes in memory."""
        if self.kind == "parquet":
            groups = pyarrow.parquet.ParquetFile(self.path).metadata
            return 2 * int(sum(groups.row_group(at).total_byte_size for at in range(groups.num_row_groups)))
        return self.path.stat().st_size

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the table batch by batch."""
        if self.kind == "csv":
            yield from read_csv_batches(self.path)
        elif self.kind == "parquet":  # page by page: a scan would hold whole row groups, and read ahead
            file = pyarrow.parquet.ParquetFile(self.path, buffer_size=_BUFFER, pre_buffer=False)
            yield from file.iter_batches(batch_size=_ROWS)
        else:
            with pa.memory_map(str(self.path)) as mapped:
                file = pyarrow.ipc.open_file(mapped)
                for whole in map(file.get_batch, range(file.num_record_batches)):
                    yield from (whole.slice(start, _ROWS) for start in range(0, len(whole), _ROWS))

    def schema(self) -> pa.Schema:
        """Return the table's columns; those of CSV as its columns are read."""
        if self.kind == "csv":
            return next(read_csv_batches(self.path)).schema
        return pyarrow.dataset.dataset(self.path, format=self.kind).schema

    def read(self) -> pa.Table:
        """Read the whole table."""
        if self.kind == "parquet":  # a currency repeats itself so often that it is not written out
            repeated = [field.name for field in self.schema() if field.name == "currency" and is_text(field.type)]
            return pyarrow.parquet.ParquetFile(self.path, read_dictionary=repeated).read()
        return (
            pa.Table.from_batches(self.batches(), self.schema())
            if self.kind == "csv"
            else pyarrow.dataset.dataset(self.path, format=self.kind).to_table()
        )


def source(path: Path, table: str) -> Source:
    """Find out how a file is to be read.

    :raises NotUnderstood: there is no such file, or its ending is unknown
    """
    if not path.is_file():
        raise NotUnderstood([Mistake(str(path), None, "", "there is no such file")])
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise NotUnderstood([Mistake(str(path), None, "", f"its ending is unknown; {listed(ENDINGS)}")])
    return Source(path, kind, table)


class Sink(Protocol):
    """What a table is written to."""

    def write_table(self, table: pa.Table) -> None:
        """Append rows."""


@contextmanager
def sink(folder: Path, name: str, kind: str, schema: pa.Schema) -> Iterator[Sink]:
    """Write a table in a folder, piece by piece."""
    path = folder / f"{name}.{kind}"
    if kind == "parquet":
        with pyarrow.parquet.ParquetWriter(path, schema, use_dictionary=_REPEATED) as writer:
            yield writer
        return
    form = decoded if kind == "arrow" else plain_text
    schema = form(schema.empty_table()).schema
    with pyarrow.ipc.new_file(path, schema) if kind == "arrow" else pyarrow.csv.CSVWriter(path, schema) as writer:
        yield _Formed(writer, form)


@frozen
class _Formed:
    writer: Any
    form: Callable[[pa.Table], pa.Table]

    def write_table(self, table: pa.Table) -> None:
        """Append rows in another form."""
        self.writer.write_table(self.form(table))


def decoded(table: pa.Table) -> pa.Table:
    """Write out the values of columns that refer to a dictionary, of which an Arrow file could hold but one."""
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
    return table


def plain_text(table: pa.Table) -> pa.Table:
    """Write out dictionaries and, as text, UUIDs."""
    return as_text(decoded(table))
