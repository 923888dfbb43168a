"""The run itself: previewed, or carried out in batches of accounts, and gone on with after a crash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from attrs import define, field, frozen

from credit_rules import Allocate, Outcome, Policy, fold
from credit_rules_adapters.asking import Answer, Request
from credit_rules_adapters.columnar.datasets import Progress
from credit_rules_adapters.columnar.disk.files import Source
from credit_rules_adapters.columnar.summing import Summary, summarise
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.runs.planning import Account, by_outcome, plan
from credit_rules_adapters.runs.reading import Bill, Lot, Stretch, by_account, count, standing, stretches
from credit_rules_adapters.runs.tables import results
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.text.folders import whole_or_not_at_all

BATCH = 200
"""So many accounts are written in one transaction."""
_Own: TypeAlias = tuple[list[Bill], list[Lot]]


class RunDiffers(ValueError):
    """A run of that name was begun by the same actor on another date or under another policy."""


class RunDisagrees(Exception):
    """The bulk kernel and the core decided differently on the same account: nothing of its batch is kept."""


@frozen(kw_only=True)
class Ran:
    """What a run came to: accounts looked at, those in which credit was applied, and those with entries after its date.

    `refused` counts the accounts that the store refused, by code. `summary` sums up the result tables.
    """

    accounts: int
    touched: int
    late: int
    refused: Mapping[str, int]
    summary: Summary


@frozen(kw_only=True)
class Out:
    """Where result tables go: a new folder, and csv or parquet. The folder appears whole or not at all."""

    folder: Path
    kind: str = "parquet"
    replace: bool = False


def _untold(what: str, done: int, of: int) -> None:
    """Tell nobody."""


def preview(store: SqlStore, policy: Policy, on: date, *, out: Out | None = None, progress: Progress = _untold) -> Ran:
    """Say what a run would do in all accounts now, and change nothing (R21, R35).

    :raises FileExistsError: the folder for the tables exists, and is not to be replaced
    :raises StoreError: the store could not be read
    """
    return _Run(store, policy, on, None, progress).go(out)


def carry_out(
    store: SqlStore,
    policy: Policy,
    on: date,
    *,
    run: str,
    actor: str,
    out: Out | None = None,
    progress: Progress = _untold,
) -> Ran:
    """Pay open invoices with account credit in all accounts of a store (R21): an entry an account, as `Allocate` makes.

    Each account in which credit is to be applied is decided by the service under its lock, and its answer kept under
    the run's name: so a run that was cut off is gone on with by asking for it again, and nothing is done twice. What
    changed since it was read is decided as it is then.

    :param run: its name, the idempotency key of its actor in each account (R36)
    :raises RunDiffers: a run of that name was begun on another date or under another policy
    :raises RunDisagrees: kernel and core decided differently; what the core decided is kept, and the run stops
    :raises FileExistsError: the folder for the tables exists, and is not to be replaced
    :raises StoreError: the store could not; asked for again, the run goes on
    """
    return _Run(store, policy, on, (actor, run), progress).go(out)


def _itself(outcome: Outcome) -> Outcome | None:
    return outcome


def _none(_: Refusal) -> Outcome | None:
    return None


@define
class _Run:
    store: SqlStore
    policy: Policy
    on: date
    named: tuple[str, str] | None
    progress: Progress
    _accounts: int = field(default=0, init=False)
    _late: int = field(default=0, init=False)
    _touched: int = field(default=0, init=False)
    _refused: Counter[str] = field(factory=Counter, init=False)

    def go(self, out: Out | None) -> Ran:
        """Run over all accounts, write the tables, and sum them up."""
        with ExitStack() as stack:
            room = Path(stack.enter_context(TemporaryDirectory(prefix="credit-rules-")))
            places = [(room, "parquet")]
            if out is not None:
                places.append((stack.enter_context(whole_or_not_at_all(out.folder, replace=out.replace)), out.kind))
            with results(*places) as tables:
                total = count(self.store)
                for stretch in stretches(self.store, self.on, self.named):
                    tables.take(self._accounts_of(stretch, total))
            summary = summarise(room, "parquet", Source(room / "invoices.parquet", "parquet", "invoices"), self.on)
        return Ran(
            accounts=self._accounts,
            touched=self._touched,
            late=self._late,
            refused=dict(sorted(self._refused.items())),
            summary=summary,
        )

    def _accounts_of(self, stretch: Stretch, total: int) -> dict[str, Account]:
        self._check(stretch.done)
        found = plan(stretch, self.policy, self.on, self._decided)
        touched = sorted(account for account, planned in found.items() if planned.paid)
        if self.named is None:
            self._touched += len(touched)
        else:
            for start in range(0, len(touched), BATCH):
                self.progress("allocating", self._accounts + start, total)
                found |= self._recorded(touched[start : start + BATCH], stretch, found)
            found |= self._as_answered(stretch.done)
        self._accounts += len(stretch.versions)
        self._late += len(stretch.late - stretch.done.keys())
        self.progress("allocating", self._accounts, total)
        return found

    @property
    def _service(self) -> Service:
        return Service(store=self.store, policy=self.policy)

    def _request(self, account: str) -> Request:
        actor, key = self.named or ("preview", None)
        return Request(account=account, actor=actor, command=Allocate(account), on=self.on, key=key)

    def _decided(self, account: str) -> Outcome:
        """Return what the core decides on an account; a run is never refused."""
        return self._service.preview(self._request(account)).result.unwrap()

    def _check(self, done: Mapping[str, Answer]) -> None:
        """Demand that this run is the one that was begun."""
        for account, answer in done.items():
            fingerprint = fold(answer.result, lambda outcome: outcome.policy, lambda _: self.policy.fingerprint)
            if (answer.on, fingerprint) != (self.on, self.policy.fingerprint):
                raise RunDiffers(
                    f"a run of this name was begun on {answer.on} under policy {fingerprint} (account {account}); "
                    f"allowed is to go on with that, or a new name"
                )

    def _recorded(
        self, accounts: Sequence[str], stretch: Stretch, planned: Mapping[str, Account]
    ) -> dict[str, Account]:
        """Carry out a batch; return the accounts that came to something else than was planned."""
        answers = self._service.carry_out_together([self._request(account) for account in accounts])
        changed: dict[str, Answer] = {}
        for account, answer in zip(accounts, answers, strict=True):
            outcome = fold(answer.result, _itself, _none)
            if (
                answer.replayed
                or outcome is None
                or answer.version != stretch.versions[account] + bool(outcome.effects)
            ):
                changed[account] = answer
                continue
            self._touched += 1
            done = by_outcome(outcome, (), (), applied=True).paid
            if done != planned[account].paid:
                raise RunDisagrees(f"account {account}: the kernel found {planned[account].paid}, the core did {done}")
        return self._as_answered(changed)

    def _as_answered(self, answers: Mapping[str, Answer]) -> dict[str, Account]:
        """Return what accounts came to by their answers, and how they stand now."""
        found: dict[str, Account] = {}
        if not answers:
            return found
        with self.store.reading_connection() as connection:
            bills, lots, _ = standing(connection, lambda table: table.c.account.in_([*answers]))
        bills_of, lots_of = by_account(bills), by_account(lots)
        for account, answer in answers.items():
            own = bills_of[account], lots_of[account]

            def stands(outcome: Outcome, own: _Own = own) -> Account:
                self._touched += bool(outcome.effects)
                return by_outcome(outcome, *own, applied=True)

            def refuse(refusal: Refusal, own: _Own = own) -> Account:
                self._refused[refusal.code] += 1
                return Account(bills=[(bill, bill.outstanding_minor) for bill in own[0]])

            found[account] = fold(answer.result, stands, refuse)
        return found
