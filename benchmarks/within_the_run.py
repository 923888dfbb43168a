"""Where the time of a run goes within: CPU milliseconds of all threads, medians of rounds; not in the results.

python benchmarks/within_the_run.py shuffled
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock
from typing import Any

from bulk_data import ON, kind_of, tables
from numba import njit
from phases import ROUNDS

from credit_rules import JOININ
from credit_rules_adapters.columnar.allocating import forms, lying, running
from credit_rules_adapters.columnar.allocating.prepared import Prepared, prepare
from credit_rules_adapters.columnar.kernel import merging, scattering
from credit_rules_adapters.columnar.kernel.ordering import in_order
from credit_rules_adapters.columnar.reading import rows
from credit_rules_adapters.columnar.reading.books import books_of
from credit_rules_adapters.columnar.reading.mistakes import Mistakes

WITHIN: tuple[tuple[str, object, str], ...] = (
    ("pieces numbered", scattering, "number"),
    ("usable and open rows", rows, "unusable"),
    ("usable and open rows", rows, "closed"),
    ("words written, accounts too", forms.Form, "write"),
    ("rows scattered", scattering, "scatter"),
    ("kernel", running, "allocate_pieces"),
    ("rows seen to be in order", lying, "words_rising"),
    ("kernel, rows as they lie", merging, "allocate_lying"),
    ("what is left gathered", scattering, "gather"),
)


class Watch:
    """Adds up the CPU seconds of functions, each call in its thread."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.kernel_calls: list[tuple[Any, ...]] = []
        self._lock = Lock()

    def over(self, what: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is watched."""

        def watched(*given: Any) -> Any:
            began = time.thread_time()
            found = work(*given)
            with self._lock:
                self.spent[what] += time.thread_time() - began
                if what == "kernel":
                    self.kernel_calls.append(given)
            return found

        return watched


@njit(nogil=True)
def only_in_order(run: Any, bill_starts: Any, lot_starts: Any, pieces: tuple[int, int]) -> int:
    """Put the rows of pieces in order, and do nothing with them."""
    found = 0
    for piece in range(pieces[0], pieces[1]):
        found += in_order(run.bills, bill_starts[piece], bill_starts[piece + 1], run.shape.invoices)[1].size
        found += in_order(run.lots, lot_starts[piece], lot_starts[piece + 1], run.shape.lots)[1].size
    return found


def ordering(calls: list[tuple[Any, ...]]) -> float:
    """Measure the part of the kernel that puts rows in order."""
    began = time.thread_time()
    for run, bill_starts, lot_starts, *pieces in calls:
        only_in_order(run, bill_starts, lot_starts, tuple(pieces))
    return time.thread_time() - began


def measure(prepared: Prepared, watch: Watch) -> dict[str, float]:
    """Run once, and tell the parts."""
    watch.spent.clear()
    watch.kernel_calls.clear()
    began = time.process_time()
    running.run(prepared)
    whole = time.process_time() - began
    if watch.kernel_calls:
        kernel, within = watch.spent.pop("kernel"), ordering(watch.kernel_calls)
        watch.spent["kernel: rows in order"] = within
        watch.spent["kernel: paying, and putting back what is left"] = kernel - within
    rest = whole - sum(watch.spent.values())
    return {**watch.spent, "the rest: accounts spread, memory, Python": rest, "all of the run": whole}


def main(kind: str) -> None:
    """Measure a million accounts; the first round, which warms up, does not count."""
    invoices, credits = tables(1_000_000, kind_of(kind))
    books = books_of(invoices, credits, ON, mistakes=(Mistakes("invoices"), Mistakes("credits")))
    prepared = prepare(books, JOININ, ON, numbered=False)
    watch = Watch()
    for what, place, name in WITHIN:
        setattr(place, name, watch.over(what, getattr(place, name)))
    measure(prepared, watch)
    found = [measure(prepared, watch) for _ in range(ROUNDS)]
    for what in found[0]:
        print(f"{what:46} {statistics.median(each[what] for each in found) * 1e3:7.1f} ms CPU")


if __name__ == "__main__":
    main(sys.argv[1])
