"""Tables in files: Parquet, Arrow or CSV, chosen by the ending, read and written batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv
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
            with self._parquet() as file:
                groups = file.metadata
                return 2 * int(sum(groups.row_group(at).total_byte_size for at in range(groups.num_row_groups)))
        return self.path.stat().st_size

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the table batch by batch.

        :raises NotUnderstood: the file is damaged, or none of its kind; so with the others
        """
        if self.kind == "csv":
            yield from read_csv_batches(self.path)
        elif self.kind == "parquet":  # page by page: a scan would hold whole row groups, and read ahead
            with self._parquet(buffer_size=_BUFFER, pre_buffer=False) as file:
                yield from file.iter_batches(batch_size=_ROWS)
        else:
            with self._arrow() as table:
                for whole in map(table.get_batch, range(table.num_record_batches)):
                    yield from (whole.slice(start, _ROWS) for start in range(0, len(whole), _ROWS))

    def schema(self) -> pa.Schema:
        """Return the table's columns; those of CSV as its columns are read."""
        if self.kind == "csv":
            return next(read_csv_batches(self.path)).schema
        if self.kind == "parquet":
            with self._parquet() as file:
                return file.schema_arrow
        with self._arrow() as table:
            return table.schema

    def read(self) -> pa.Table:
        """Read the whole table."""
        if self.kind == "csv":
            return pa.Table.from_batches(self.batches())
        if self.kind == "parquet":  # a currency repeats itself so often that it is not written out
            repeated = [field.name for field in self.schema() if field.name == "currency" and is_text(field.type)]
            with self._parquet(read_dictionary=repeated) as file:
                return file.read()
        with self._arrow() as table:
            return table.read_all()

    @contextmanager
    def _parquet(self, **how: Any) -> Iterator[pyarrow.parquet.ParquetFile]:
        with self._understood(), pyarrow.parquet.ParquetFile(self.path, **how) as file:
            yield file

    @contextmanager
    def _arrow(self) -> Iterator[pyarrow.ipc.RecordBatchFileReader]:
        with self._understood(), pa.memory_map(str(self.path)) as mapped:
            yield pyarrow.ipc.open_file(mapped)

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError) as error:
            what = f"can't be read as {self.kind}: {error}"
            raise NotUnderstood([Mistake(str(self.path), None, "", what)]) from error


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
