"""The suite fails on a store that breaks its word: each planted fault is found by a test of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from typing import Any

import pytest
from attrs import evolve
from hypothesis import Phase, settings

from credit_rules_adapters.stores.memory import MemoryStore
from credit_rules_adapters.stores.protocol import Changes, KeptAnswer, NoteNumber, Recorded
from credit_rules_adapters.testing import StoreSuite


class Planted(MemoryStore):
    """A store in memory whose transactions go through one wrong hand."""

    wrong: Callable[[Any], Any]

    @contextmanager
    def transaction(self, account: str) -> Iterator[Any]:
        with super().transaction(account) as unit:
            yield self.wrong(unit)


class Hand:
    """Hands everything on."""

    def __init__(self, unit: Any) -> None:
        self.unit = unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unit, name)


class ForgetsAnswers(Hand):
    def keep(self, answer: KeptAnswer) -> None:
        pass


class ForgetsActors(Hand):
    def answered(self, _: str, key: str) -> KeptAnswer | None:
        found = [kept for (_, known), kept in self.unit.kept.answers.items() if known == key]
        return found[0] if found else None


class ForgetsWho(Hand):
    def append(self, recorded: Recorded, changes: Changes) -> None:
        self.unit.append(evolve(recorded, actor="somebody"), changes)


class ForgetsApprovers(Hand):
    def append(self, recorded: Recorded, changes: Changes) -> None:
        self.unit.append(evolve(recorded, approver=None), changes)


class LosesNotes(Hand):
    def append(self, recorded: Recorded, changes: Changes) -> None:
        self.unit.append(recorded, evolve(changes, notes=()))


class LosesLots(Hand):
    def append(self, recorded: Recorded, changes: Changes) -> None:
        self.unit.append(recorded, evolve(changes, credits=[one for one in changes.credits if one.before is None]))


class SkipsNumbers(Hand):
    def number(self, series: str, notes: Sequence[str]) -> Sequence[NoteNumber]:
        self.unit.number(series, notes)
        return self.unit.number(series, notes)  # type: ignore[no-any-return]


class CommitsHalf(Planted):
    """Keeps what a transaction did even where it was not finished."""

    @contextmanager
    def transaction(self, account: str) -> Iterator[Any]:
        with MemoryStore.transaction(self, account) as unit:
            failed: BaseException | None = None
            try:
                yield unit
            except BaseException as error:  # noqa: BLE001
                failed = error
        if failed is not None:
            raise failed


class KeepsHalfOfABatch(MemoryStore):
    """Keeps the first accounts of a batch where the rest fails."""

    @contextmanager
    def together(self, needed: Any) -> Iterator[Any]:
        failed: BaseException | None = None
        with super().together(needed) as units:
            try:
                yield units
            except BaseException as error:
                if len(needed) == 1:
                    raise
                failed = error
        if failed is not None:
            raise failed


class LosesTheLock(MemoryStore):
    """Lets everybody write at once."""

    @contextmanager
    def transaction(self, account: str) -> Iterator[Any]:
        other = MemoryStore()
        for name in ("_kept", "_counts", "_events"):
            setattr(other, name, getattr(self, name))
        with other.transaction(account) as unit:
            yield unit
            sleep(0.001)  # long enough for another to come between
        self._counts = other._counts


class LosesEvents(MemoryStore):
    def taken(self, events: Iterable[tuple[str, int]]) -> None:
        super().taken([*events, *self._events])


def of(hand: type[Hand]) -> Callable[[], MemoryStore]:
    return type(hand.__name__, (Planted,), {"wrong": staticmethod(hand)})


STORES: list[Callable[[], MemoryStore]] = [
    *map(of, (ForgetsAnswers, ForgetsActors, ForgetsWho, ForgetsApprovers, LosesNotes, LosesLots, SkipsNumbers)),
    CommitsHalf,
    KeepsHalfOfABatch,
    LosesTheLock,
    LosesEvents,
]


def failing(make: Callable[[], MemoryStore]) -> str | None:
    """Name the first test of the suite that fails on a store."""

    class Small(StoreSuite):
        faults = 60
        machine = settings(StoreSuite.machine, max_examples=5, phases=[Phase.generate])

        def make_store(self) -> MemoryStore:
            return make()

    suite = Small()
    for name in sorted((name for name in dir(suite) if name.startswith("test_")), reverse=True):
        try:
            getattr(suite, name)()
        except Exception:  # noqa: BLE001
            return name
    return None


@pytest.mark.parametrize("make", STORES, ids=lambda make: make.__name__)
def test_a_store_that_breaks_its_word_fails(make: Callable[[], MemoryStore]) -> None:
    assert failing(make) is not None


def test_a_store_that_keeps_it_passes() -> None:
    assert failing(MemoryStore) is None
