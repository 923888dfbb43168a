"""A run part by part: each part holds whole accounts and fits memory; then the parts' results are put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
from attrs import frozen

from credit_rules import Policy
from credit_rules_adapters.columnar.allocating.allocations import allocation_schema, allocation_table, invoice_rows
from credit_rules_adapters.columnar.allocating.ran import Ran
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows
from credit_rules_adapters.columnar.disk.files import Source, decoded, sink
from credit_rules_adapters.columnar.disk.sorted_runs import merged
from credit_rules_adapters.columnar.disk.spooling import ROW, Spool, check_ids, spool
from credit_rules_adapters.columnar.reading.books import Books, books_of
from credit_rules_adapters.columnar.reading.columns import plain_key
from credit_rules_adapters.columnar.reading.mistakes import Mistakes, refuse
from credit_rules_adapters.columnar.tables import allocated, beside, left_over
from credit_rules_adapters.columnar.words.ordering import INVOICE_COLUMNS
from credit_rules_adapters.text.mistakes import NotUnderstood

Progress = Callable[[str, int, int], None]
_ID = "id_key"
_ROW = 2048
"""So many bytes of memory are set aside for each row that is being put in order."""


@frozen
class Left:
    """What a run leaves of every row of both tables, on disk."""

    invoices: Rows
    credits: Rows
    marks: Marks

    def take(self, ran: Ran, invoice_rows: Rows, credit_rows: Rows) -> None:
        """Take down what a part's run left."""
        self.invoices[invoice_rows] = ran.invoices_left
        self.credits[credit_rows] = ran.credits_left
        self.marks[credit_rows] = ran.marks


def _mapped(path: Path, size: int, kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.memmap(path, kind, "w+", shape=(size,)) if size else np.empty(0, kind)


@frozen
class PartedRun:
    """A run in so many parts: what it reads, and about how many bytes it may use."""

    sources: tuple[Source, Source]
    policy: Policy
    on: date
    currency: str | None
    parts: int
    memory: int
    progress: Progress

    def write(self, folder: Path, kind: str) -> None:
        """Run, and write the three tables into a folder.

        :raises NotUnderstood: as `allocate_table`
        """
        schemas = self.sources[0].schema(), self.sources[1].schema()
        invoices, credits = (schema.empty_table() for schema in schemas)
        books_of(invoices, credits, self.on, self.currency, mistakes=self._mistakes())
        with TemporaryDirectory(dir=folder, prefix=".parts-") as name:
            room = Path(name)
            spools = [self._spool(room, source) for source in self.sources]
            sizes = [by_account.rows for by_account, _ in spools]
            left = Left(
                _mapped(room / "outstanding", sizes[0], np.int64),
                _mapped(room / "remaining", sizes[1], np.int64),
                _mapped(room / "reasons", sizes[1], np.uint8),
            )
            runs = self._run(room, spools, schemas, left)
            self._write_allocations(folder, kind, runs, allocation_schema(invoices, credits))
            self._write_left(self.sources[0], folder, kind, left.invoices, None)
            self._write_left(self.sources[1], folder, kind, left.credits, left.marks)

    def _mistakes(self) -> tuple[Mistakes, Mistakes]:
        return Mistakes(str(self.sources[0].path)), Mistakes(str(self.sources[1].path))

    def _spool(self, room: Path, source: Source) -> tuple[Spool, Spool]:
        spools = tuple(Spool(room, f"{source.table}-{by}", self.parts, self.memory // 16) for by in ("account", "id"))
        by_account, by_id = spools
        spool(source, by_account, by_id, lambda done: self.progress(f"reading {source.table}", done, 0))
        return by_account, by_id

    def _run(
        self, room: Path, spools: Sequence[tuple[Spool, Spool]], schemas: Sequence[pa.Schema], left: Left
    ) -> list[Path]:
        """Run part by part; what is wrong in them is told once all have been looked at."""
        found = self._mistakes()
        runs = []
        for part in range(self.parts):
            self.progress("allocating", part, self.parts)
            read = [by_account.read(part, schema) for (by_account, _), schema in zip(spools, schemas, strict=True)]
            for (_, by_id), mistakes, schema in zip(spools, found, schemas, strict=True):
                check_ids(by_id.read(part, pa.schema([schema.field("id")])), mistakes)
            rows = [table.column(ROW).to_numpy() for table in read]
            for mistakes, numbers in zip(found, rows, strict=True):
                mistakes.rows = numbers
            invoices, credits = (table.drop_columns([ROW]) for table in read)
            try:
                books, ran = allocated(
                    invoices, credits, self.policy, on=self.on, currency=self.currency, mistakes=found, numbered=True
                )
            except NotUnderstood:
                continue
            left.take(ran, rows[0], rows[1])
            table = allocation_table(invoices, credits, books, ran)
            runs.append(_write_run(room / f"run-{part}.arrow", table, self.policy, books, ran))
        refuse(*found)
        return runs

    def _write_allocations(self, folder: Path, kind: str, runs: Sequence[Path], schema: pa.Schema) -> None:
        keys = [*map(_key, self.policy.invoice_order), _ID]
        with sink(folder, "allocations", kind, schema) as writer:
            for number, rows in enumerate(merged(runs, keys, max(1, self.memory // _ROW))):
                writer.write_table(rows.select(schema.names).cast(schema))
                self.progress("writing allocations", number, 0)

    def _write_left(self, source: Source, folder: Path, kind: str, amounts: Rows, marks: Marks | None) -> None:
        def rest(table: pa.Table, start: int) -> pa.Table:
            part = slice(start, start + len(table))
            return left_over(beside(table, self.currency), amounts[part], None if marks is None else marks[part])

        with sink(folder, source.table, kind, rest(source.schema().empty_table(), 0).schema) as writer:
            start = 0
            for batch in source.batches():
                writer.write_table(rest(pa.Table.from_batches([batch]), start))
                start += len(batch)
                self.progress(f"writing {source.table}", start, len(amounts))


def _key(key: object) -> str:
    return f"{key}_key"


def _write_run(path: Path, table: pa.Table, policy: Policy, books: Books, ran: Ran) -> Path:
    """Write a part's allocations with the keys of their invoices, smallest first."""
    rows = pa.array(invoice_rows(ran))
    for key in policy.invoice_order:
        name, greatest_first = INVOICE_COLUMNS[key]
        if name in books.invoices.column_names:
            column = books.invoices.column(name).take(rows)
            values = column.cast(pa.int32() if pa.types.is_date(column.type) else pa.int64()).cast(pa.int64())
        else:
            values = pa.repeat(pa.scalar(0, pa.int64()), len(rows))
        table = table.append_column(_key(key), pc.negate(values) if greatest_first else values)
    table = table.append_column(_ID, plain_key(table.column("invoice")))
    table = decoded(table)  # each part has dictionaries of its own
    with pyarrow.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return path
