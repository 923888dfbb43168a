"""What a run wrote, summed up: read back batch by batch, so it takes little memory however large the run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from credit_rules_adapters.columnar.disk.files import Source, plain_text
from credit_rules_adapters.columnar.reading.sums import Total, totals

LATE = (30, 60, 90)
"""Days past due at which an age ends."""
AGES = ("not yet due", *(f"up to {days} days late" for days in LATE), f"over {LATE[-1]} days late")
BIGGEST = 10


@frozen
class Summary:
    """What a run allocated and left, by currency; `reasons` by currency and reason (R21).

    `ages`, by currency and age, is of what is left of invoices, by their due date. The biggest remainders of a currency
    stand in `biggest_owing` and `biggest_left`: id, account, minor units, the largest first.
    """

    allocated: Mapping[str, Total]
    owing: Mapping[str, Total]
    left: Mapping[str, Total]
    reasons: Mapping[tuple[str, str], Total]
    ages: Mapping[tuple[str, str], Total]
    biggest_owing: Mapping[str, list[tuple[str, str, int]]]
    biggest_left: Mapping[str, list[tuple[str, str, int]]]

    @property
    def currencies(self) -> list[str]:
        """All currencies of the run, sorted."""
        return sorted({*self.allocated, *self.owing, *self.left})


def summarise(out: Path, kind: str, invoices: Source, on: date) -> Summary:
    """Sum up the tables in a folder that `allocate_dataset` wrote; the due dates come from the invoices as given."""
    read = {name: Source(out / f"{name}.{kind}", kind, name) for name in ("allocations", "invoices", "credits")}
    allocated: defaultdict[str, Total] = defaultdict(Total)
    for batch in read["allocations"].batches():
        _add(allocated, plain_text(pa.Table.from_batches([batch])), "amount_minor")
    owing, ages, biggest_owing = _owing(read["invoices"], invoices, on)
    left: defaultdict[str, Total] = defaultdict(Total)
    reasons: defaultdict[tuple[str, str], Total] = defaultdict(Total)
    biggest_left: dict[str, list[tuple[str, str, int]]] = {}
    for batch in read["credits"].batches():
        table = plain_text(pa.Table.from_batches([batch]))
        lots = table.filter(pc.is_valid(table.column("reason")))
        for (currency, reason), total in totals(lots, "remaining_minor", ("currency", "reason")):
            reasons[currency, reason] += total
        lots = lots.filter(pc.greater(lots.column("remaining_minor"), 0))
        _add(left, lots, "remaining_minor")
        _biggest(biggest_left, lots, "remaining_minor")
    return Summary(allocated, owing, left, reasons, ages, biggest_owing, biggest_left)


def _owing(
    written: Source, given: Source, on: date
) -> tuple[dict[str, Total], dict[tuple[str, str], Total], dict[str, list[tuple[str, str, int]]]]:
    owing: defaultdict[str, Total] = defaultdict(Total)
    ages: defaultdict[tuple[str, str], Total] = defaultdict(Total)
    biggest: dict[str, list[tuple[str, str, int]]] = {}
    due = _Dates(given, on)
    for batch in written.batches():
        table = plain_text(pa.Table.from_batches([batch]))
        table = table.append_column("age", _ages(due.take(len(table)), on))
        table = table.filter(pc.greater(table.column("outstanding_minor"), 0))
        _add(owing, table, "outstanding_minor")
        for (currency, age), total in totals(table, "outstanding_minor", ("currency", "age")):
            ages[currency, AGES[age]] += total
        _biggest(biggest, table, "outstanding_minor")
    return owing, ages, biggest


class _Dates:
    """The due dates of invoices in the order of their rows, so many at a time."""

    def __init__(self, given: Source, on: date) -> None:
        self._batches = _due(given, on)
        self._held = pa.chunked_array([], pa.date32())

    def take(self, size: int) -> pa.ChunkedArray:
        """Return the next dates."""
        while len(self._held) < size:
            self._held = pa.chunked_array([*self._held.chunks, next(self._batches)], pa.date32())
        taken, self._held = self._held.slice(0, size), self._held.slice(size)
        return taken


def _due(given: Source, on: date) -> Iterator[pa.Array]:
    for batch in given.batches():
        dates = [batch.column(name) for name in ("due_on", "issued_on") if name in batch.schema.names]
        yield pc.coalesce(*(column.cast(pa.date32()) for column in dates), pa.repeat(pa.scalar(on), len(batch)))


def _ages(due: pa.ChunkedArray, on: date) -> pa.ChunkedArray:
    """Number the age of each date: 0 where it is not past, then one more for each bound it is beyond."""
    late = pc.subtract(pa.scalar((on - date(1970, 1, 1)).days, pa.int32()), due.cast(pa.int32()))
    found = pa.chunked_array([pa.repeat(pa.scalar(0, pa.int8()), len(due))])
    for days in (0, *LATE):
        found = pc.add(found, pc.greater(late, days).cast(pa.int8()))
    return found


def _add(sums: defaultdict[str, Total], table: pa.Table, amount: str) -> None:
    for (currency,), total in totals(table, amount, ("currency",)):
        sums[currency] += total


def _biggest(found: dict[str, list[tuple[str, str, int]]], table: pa.Table, amount: str) -> None:
    """Keep the largest amounts of each currency; of equal ones those whose ids come first."""
    for currency in pc.unique(table.column("currency")).to_pylist():
        rows = table.filter(pc.equal(table.column("currency"), currency))
        first = pc.select_k_unstable(rows, BIGGEST, [(amount, "descending"), ("id", "ascending")])
        new = ((str(row["id"]), str(row["account"]), row[amount]) for row in rows.take(first).to_pylist())
        found[currency] = sorted([*found.get(currency, []), *new], key=lambda row: (-row[2], row[0]))[:BIGGEST]
