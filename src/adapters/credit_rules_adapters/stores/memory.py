"""A store in memory: for tests, and for trying things out. What is committed is gone with the object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from threading import Lock
from typing import TypeVar

from attrs import define, evolve, field, frozen

from credit_rules import Account, AccountCredit, CreditNote, Invoice, Needs, Status, working_set
from credit_rules_adapters.stores.protocol import Change, Changes, KeptAnswer, NoteNumber, Recorded

_State = TypeVar("_State", Invoice, AccountCredit, CreditNote)


@frozen(kw_only=True)
class _Kept:
    """All that is committed of one account."""

    account: Account = field(factory=Account)
    recorded: tuple[Recorded, ...] = ()
    answers: Mapping[tuple[str, str], KeptAnswer] = field(factory=dict)
    numbers: Mapping[str, NoteNumber] = field(factory=dict)


@define
class _Transaction:
    """One transaction: what it changes is seen by nobody until it is committed."""

    kept: _Kept
    counts: dict[str, int]

    @property
    def version(self) -> int:
        return len(self.kept.recorded)

    @property
    def last_on(self) -> date | None:
        return self.kept.recorded[-1].entry.on if self.kept.recorded else None

    def load(self, needed: Needs) -> Account:
        return evolve(working_set(self.kept.account, needed), entries=())

    def whole(self) -> Account:
        return self.kept.account

    def recorded(self, after: int = 0) -> Sequence[Recorded]:
        return self.kept.recorded[after:]

    def numbers(self) -> Mapping[str, NoteNumber]:
        return self.kept.numbers

    def answered(self, actor: str, key: str) -> KeptAnswer | None:
        return self.kept.answers.get((actor, key))

    def append(self, recorded: Recorded, changes: Changes) -> None:
        before = self.kept.account
        after = evolve(
            before,
            invoices={**before.invoices, **_by_id(changes.invoices)},
            credits={**before.credits, **_by_id(changes.credits)},
            notes={**before.notes, **_by_id(changes.notes)},
            number=recorded.entry.number,
            entries=(*before.entries, recorded.entry),
        )
        self.kept = evolve(self.kept, account=after, recorded=(*self.kept.recorded, recorded))

    def number(self, series: str, notes: Sequence[str]) -> Sequence[NoteNumber]:
        start = self.counts.get(series, 0) + 1
        places = [NoteNumber(series, number) for number in range(start, start + len(notes))]
        self.counts[series] = start + len(notes) - 1
        self.kept = evolve(self.kept, numbers={**self.kept.numbers, **dict(zip(notes, places, strict=True))})
        return places

    def keep(self, answer: KeptAnswer) -> None:
        self.kept = evolve(self.kept, answers={**self.kept.answers, (answer.actor, answer.key): answer})


def _by_id(changes: Sequence[Change[_State]]) -> dict[str, _State]:
    return {change.after.id: change.after for change in changes}


@define
class MemoryStore:
    """A store in memory: one transaction at a time, each wholly kept or not at all."""

    _kept: dict[str, _Kept] = field(factory=dict, init=False)
    _counts: dict[str, int] = field(factory=dict, init=False)
    _events: dict[tuple[str, int], Recorded] = field(factory=dict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    @contextmanager
    def transaction(self, account: str) -> Iterator[_Transaction]:
        """Open a transaction on an account, after those that are open."""
        with self.together({account: Needs()}) as transactions:
            yield transactions[account]

    @contextmanager
    def together(self, needed: Mapping[str, Needs]) -> Iterator[Mapping[str, _Transaction]]:
        """Open a transaction on several accounts, after those that are open."""
        with self._lock:
            counts = dict(self._counts)
            transactions = {account: _Transaction(self._kept.get(account, _Kept()), counts) for account in needed}
            yield transactions
            for account, transaction in transactions.items():
                before = self._kept.get(account, _Kept())
                added = transaction.kept.recorded[len(before.recorded) :]
                self._kept[account] = transaction.kept
                self._events |= {(account, recorded.entry.number): recorded for recorded in added}
            self._counts = counts

    @contextmanager
    def reading(self, account: str) -> Iterator[_Transaction]:
        """Look at an account."""
        yield _Transaction(self._kept.get(account, _Kept()), {})

    def accounts(self, *, product: str | None = None) -> Sequence[str]:
        """Return the accounts with entries, or with that product, in order."""
        return sorted(
            id for id, kept in self._kept.items() if kept.recorded and (product is None or _has(kept.account, product))
        )

    def events(self, limit: int) -> Iterator[tuple[str, Recorded]]:
        """Yield events not yet taken, the oldest first."""
        yield from [(account, recorded) for (account, _), recorded in self._events.items()][:limit]

    def taken(self, events: Iterable[tuple[str, int]]) -> None:
        """Forget events."""
        for event in events:
            self._events.pop(event, None)

    def forget_answers(self, before: datetime) -> int:
        """Forget answers kept before that time."""
        with self._lock:
            forgotten = 0
            for account, kept in self._kept.items():
                answers = {key: answer for key, answer in kept.answers.items() if answer.at >= before}
                forgotten += len(kept.answers) - len(answers)
                self._kept[account] = evolve(kept, answers=answers)
        return forgotten


def _has(account: Account, product: str) -> bool:
    return any(
        invoice.status is Status.ISSUED and any(line.product == product for line in invoice.lines)
        for invoice in account.invoices.values()
    )
