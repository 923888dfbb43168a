"""What every benchmark measures with: medians of rounds in which the sides take turns; a busy machine hits both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

from attrs import frozen


@frozen
class Finding:
    """One line of the results: a ratio, its bound if it has one, and the absolute figures behind it."""

    name: str
    ratio: float
    bound: float | None
    figures: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the ratio is within its bound."""
        return self.bound is None or (self.ratio >= self.bound if self.at_least else self.ratio <= self.bound)

    @property
    def bound_text(self) -> str:
        """The bound as the results show it."""
        return "reported" if self.bound is None else f"{'≥' if self.at_least else '≤'} {self.bound:g}"


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the seconds that one call takes to have its result, over so many calls, the collector at rest."""
    gc.collect()
    gc.disable()
    result: object = None
    try:
        start = time.perf_counter()
        for _ in range(times):
            result = work()
        taken = time.perf_counter() - start
        del result  # letting go of it does not count
        return taken / times
    finally:
        gc.enable()


def medians(rounds: int, *sides: Callable[[], float]) -> list[float]:
    """Return the median of each side's seconds, the sides taking turns in every round."""
    taken = [[side() for side in sides] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]
