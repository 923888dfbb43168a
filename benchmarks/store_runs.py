"""Runs of the store benchmark: the sides take turns, each over a copy of one database, and must leave the same rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeAlias

from attrs import frozen
from store_cases import Case, Prepared, Rows, demand_equal, prepared, rows_of, service_of
from store_sides import Side

from credit_rules_adapters.stores.sql import open_store

Sides: TypeAlias = Mapping[str, Callable[[str], Side]]


@frozen
class Run:
    """What one side took, and what it left."""

    seconds: float
    rows: Rows


def run(side: Callable[[str], Side], url: str, works: Sequence[Sequence[Prepared]]) -> Run:
    """Let each writer do its work in a thread, and read what stands there then."""

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
