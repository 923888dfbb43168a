"""Crashes at a chosen moment: before or after the n-th call of a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypeVar

from attrs import define

from credit_rules import Account, Needs
from credit_rules_adapters.stores.protocol import Changes, KeptAnswer, NoteNumber, Reading, Recorded, Store, Unit

_Value = TypeVar("_Value")


class Crash(BaseException):
    """The end of a process, as far as one test can play it: no handler for errors catches it."""


@define
class CrashPoints:
    """Counts the moments at which a crash could come, and crashes at one of them: the first is 1."""

    at: int
    reached: int = 0

    def reach(self, *_: object, **__: object) -> None:
        """Pass a moment.

        :raises Crash: it is the one
        """
        self.reached += 1
        if self.reached == self.at:
            raise Crash(self.at)

    def around(self, call: Callable[[], _Value]) -> _Value:
        """Make a call, with a moment before and one after it."""
        self.reach()
        answer = call()
        self.reach()
        return answer


@define
class _CrashingUnit:
    unit: Unit
    points: CrashPoints

    @property
    def version(self) -> int:
        return self.unit.version

    @property
    def last_on(self) -> date | None:
        return self.unit.last_on

    def load(self, needed: Needs) -> Account:
        return self.points.around(lambda: self.unit.load(needed))

    def whole(self) -> Account:
        return self.unit.whole()

    def recorded(self, after: int = 0) -> Iterable[Recorded]:
        return self.unit.recorded(after)

    def numbers(self) -> Mapping[str, NoteNumber]:
        return self.unit.numbers()

    def answered(self, actor: str, key: str) -> KeptAnswer | None:
        return self.points.around(lambda: self.unit.answered(actor, key))

    def append(self, recorded: Recorded, changes: Changes) -> None:
        self.points.around(lambda: self.unit.append(recorded, changes))

    def number(self, series: str, notes: Sequence[str]) -> Sequence[NoteNumber]:
        return self.points.around(lambda: self.unit.number(series, notes))

    def keep(self, answer: KeptAnswer) -> None:
        self.points.around(lambda: self.unit.keep(answer))


@define
class CrashingStore:
    """A store whose transactions crash before or after a call: the last moments are before and after the commit."""

    store: Store
    points: CrashPoints

    @contextmanager
    def transaction(self, account: str) -> Iterator[_CrashingUnit]:
        """Open a transaction that may crash."""
        self.points.reach()
        with self.store.transaction(account) as unit:
            yield _CrashingUnit(unit, self.points)
            self.points.reach()
        self.points.reach()

    @contextmanager
    def together(self, needed: Mapping[str, Needs]) -> Iterator[Mapping[str, _CrashingUnit]]:
        """Open a transaction on several accounts that may crash."""
        self.points.reach()
        with self.store.together(needed) as units:
            yield {account: _CrashingUnit(unit, self.points) for account, unit in units.items()}
            self.points.reach()
        self.points.reach()

    @contextmanager
    def reading(self, account: str) -> Iterator[Reading]:
        """Look at an account."""
        with self.store.reading(account) as reading:
            yield reading

    def accounts(self, *, product: str | None = None) -> Sequence[str]:
        """Return accounts."""
        return self.store.accounts(product=product)

    def events(self, limit: int) -> Iterator[tuple[str, Recorded]]:
        """Yield events."""
        return self.store.events(limit)

    def taken(self, events: Iterable[tuple[str, int]]) -> None:
        """Forget events."""
        self.store.taken(events)

    def forget_answers(self, before: datetime) -> int:
        """Forget answers."""
        return self.store.forget_answers(before)
