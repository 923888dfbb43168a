"""Where the time of a bulk run goes: wall and CPU milliseconds of each phase, medians of rounds; not in the results.

Beside them the bytes a phase reads and writes, counted from its arrays, and the time both cores take to copy so many.

python benchmarks/phases.py shuffled
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
from attrs import field, frozen
from bulk_data import ON, Kind, kind_of, tables
from copying import Copying

from credit_rules import JOININ
from credit_rules_adapters.columnar.allocating.allocations import allocation_table
from credit_rules_adapters.columnar.allocating.prepared import prepare
from credit_rules_adapters.columnar.allocating.running import run
from credit_rules_adapters.columnar.reading.books import books_of
from credit_rules_adapters.columnar.reading.mistakes import Mistakes
from credit_rules_adapters.columnar.tables import beside, check, left_over

ROUNDS = 9


@frozen
class Phases:
    """What each phase took, round by round: wall seconds, and CPU seconds of all threads."""

    taken: defaultdict[str, list[tuple[float, float]]] = field(factory=lambda: defaultdict(list))
    moved: dict[str, int] = field(factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure what is done within."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))

    def show(self) -> None:
        """Print the medians, and the share of each phase in the CPU time of all."""
        found = {
            name: [statistics.median(each) for each in zip(*taken, strict=True)] for name, taken in self.taken.items()
        }
        whole = sum(cpu for _, cpu in found.values())
        speed = Copying().bytes_per_second()
        for name, (wall, cpu) in found.items():
            moved = self.moved[name]
            copied = f"{moved / 1e6:6.0f} MB {moved / speed * 1e3:5.1f} ms to copy"
            print(f"{name:12} {wall * 1e3:7.1f} ms wall {cpu * 1e3:7.1f} ms CPU {cpu / whole:6.0%} {copied}")
        print(f"{'all':12} {sum(wall for wall, _ in found.values()) * 1e3:7.1f} ms wall {whole * 1e3:7.1f} ms CPU")


def measure(invoices: pa.Table, credits: pa.Table, phases: Phases) -> None:
    """Do once what `allocate_table` does, phase by phase."""
    mistakes = Mistakes("invoices"), Mistakes("credits")
    with phases.phase("reading"):
        books = books_of(invoices, credits, ON, mistakes=mistakes)
    with phases.phase("keys"):
        prepared = prepare(books, JOININ, ON, numbered=False)
    with phases.phase("ids, sums"):
        check(books, prepared, mistakes)
    with phases.phase("run"):
        ran = run(prepared)
    with phases.phase("allocations"):
        allocation_table(invoices, credits, books, ran, by_invoice=False)
    with phases.phase("left over"):
        left_over(beside(invoices, None), ran.invoices_left, None)
        left_over(beside(credits, None), ran.credits_left, ran.marks)
    given, wanted = (
        sum(table.nbytes for table in pair) for pair in ((invoices, credits), (books.invoices, books.credits))
    )
    left = ran.invoices_left.nbytes + ran.credits_left.nbytes + ran.marks.nbytes
    found = sum(part.nbytes for part in ran.found)
    sides = (prepared.invoices, prepared.bill_form), (prepared.credits, prepared.lot_form)
    words = sum(len(table) * form.words * 8 for table, form in sides)
    ids = books.invoices["id"].nbytes + books.credits["id"].nbytes
    phases.moved.update(
        {
            "reading": given,
            "keys": wanted,
            "ids, sums": ids,
            "run": wanted + (2 if len(prepared.stretches) > 1 else 4) * words + found + left,
            "allocations": 0,
            "left over": 3 * ran.marks.nbytes,
        }
    )


def main(kind: Kind) -> None:
    """Measure a million accounts; the first round, which warms up, does not count."""
    invoices, credits = tables(1_000_000, kind)
    measure(invoices, credits, Phases())
    phases = Phases()
    for _ in range(ROUNDS):
        measure(invoices, credits, phases)
    phases.show()


if __name__ == "__main__":
    main(kind_of(sys.argv[1]))
