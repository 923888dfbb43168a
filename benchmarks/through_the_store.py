"""Credits raised per second through the store, beside the same reads and writes by hand: `python through_the_store.py`.

Every side works on a copy of one database, filled once, with as many threads as there are writers, to the end of its
last commit; then all its rows must be those that the store left. The sides take turns.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeAlias

import page
from attrs import frozen
from measure import Finding
from store_cases import Case, Prepared, Rows, demand_equal, prepared, rows_of, service_of
from store_databases import postgresql, sqlite
from store_sides import Core, PsycopgDriver, Side, SqliteDriver, Store

from credit_rules_adapters.stores.sql import open_store

Sides: TypeAlias = Mapping[str, Callable[[str], Side]]

LEAST = 0.5
DATABASES = {"SQLite": (sqlite, SqliteDriver), "PostgreSQL": (postgresql, PsycopgDriver)}


@frozen
class Run:
    """What one side took, and what it left."""

    seconds: float
    rows: Rows


def run(side: Callable[[str], Side], url: str, works: Sequence[Sequence[Prepared]]) -> Run:
    """Let each writer do its work, and read what stands there then."""

    def write(works_of_one: Sequence[Prepared]) -> None:
        for work in works_of_one:
            opened.do(work)

    with closing(side(url)) as opened, ThreadPoolExecutor(len(works)) as writers:
        begun = time.perf_counter()
        list(writers.map(write, works))
        seconds = time.perf_counter() - begun
    with closing(open_store(url)) as store:
        return Run(seconds, rows_of(store))


def told_by_the_store(case: Case, url: str) -> Rows:
    """Raise the credits one after the other, and read what stands there then."""
    with closing(open_store(url)) as store:
        for request in (each for asked in case.requests() for each in asked):
            service_of(store).carry_out(request).result.unwrap()
        return rows_of(store)


def rates(copy: Callable[[], str], sides: Sides, case: Case, rounds: int) -> dict[str, float]:
    """Return the credits that each side raises per second, over copies of a filled database."""
    told = told_by_the_store(case, copy())
    works = prepared(case, told)
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            done = run(side, copy(), works)
            demand_equal(case, told, done.rows)
            seconds[name].append(done.seconds)
    credits = case.writers * case.credits_each
    return {name: credits / statistics.median(taken) for name, taken in seconds.items()}


def findings_of(name: str, rate: dict[str, float]) -> list[Finding]:
    """Compare the store with Core by hand, and with the driver by hand."""
    return [
        Finding(
            f"{name}: store / {side}",
            rate["store"] / rate[side],
            bound,
            f"{rate['store']:.0f} credits/s beside {rate[side]:.0f}",
            at_least=True,
        )
        for side, bound in (("Core by hand", LEAST), ("driver by hand", None))
    ]


def measure(rounds: int, credits: int) -> list[Finding]:
    """Measure both databases: one writer, eight on accounts of their own, eight on one account."""
    cases = (Case(1, credits), Case(8, credits // 4), Case(8, credits // 4, one_account=True))
    findings: list[Finding] = []
    for database, (opened, driver) in DATABASES.items():
        sides: Sides = {"store": Store, "Core by hand": Core, "driver by hand": driver}
        with opened() as copies:
            for case in cases:
                rate = rates(copies(case.fill), sides, case, rounds)
                findings += findings_of(f"{database}, {case.name}", rate)
    return findings


def main() -> int:
    """Measure, and print the table; the exit code says whether every bound is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds in which the sides take turns")
    parser.add_argument("--credits", type=int, default=200, help="credits that one writer raises in a round")
    chosen = parser.parse_args()
    findings = measure(chosen.rounds, chosen.credits)
    print(page.table(findings))
    return 0 if all(finding.met for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
