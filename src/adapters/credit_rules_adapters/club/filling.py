"""Filling a store with the club: every step is a request to the service, in the order of its date."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from attrs import evolve, field, frozen

from credit_rules import (
    JOININ,
    CancelSession,
    ClearPayment,
    Command,
    Grants,
    Issue,
    Money,
    Outcome,
    RecordPayment,
    Refunds,
    fold,
)
from credit_rules_adapters.access.directory import write_person
from credit_rules_adapters.asking import Request
from credit_rules_adapters.club.billing import Step
from credit_rules_adapters.club.people import MEMBERS
from credit_rules_adapters.club.stories import lived
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import JoiningStore, SqlStore
from credit_rules_adapters.text.rejections import describe

CLUB_POLICY = evolve(JOININ, grants=Grants.ALLOWED, refunds=Refunds.ALLOWED, minimum_collection={"GBP": 50})
"""How the club decides: gifts may be given, paid credit may be paid out, and 0.50 GBP is collected at least."""
_ACTOR = "club-secretary"
_POOL_CLOSED = timedelta(days=33)


def series_of(on: date) -> str:
    """Return the series in which a credit note of that date is numbered: one a year."""
    return f"CN-{on.year}"


def fill(store: SqlStore, today: date) -> None:
    """Tell the club's two seasons up to today to an empty store.

    The same day makes the same club. All of it is one transaction, so that an interruption leaves nothing.

    :raises RuntimeError: a step was refused, which tells of a store that was not empty
    """
    with store.engine.begin() as connection:
        _Telling(JoiningStore(connection), today).tell()
    for member in MEMBERS:
        write_person(store, member.account, member.person)


@frozen
class _Telling:
    """The steps that are still to be told, the earliest first; what is collected adds its clearing to them."""

    store: JoiningStore
    today: date
    order: Iterator[int] = field(factory=count)
    ahead: list[tuple[date, int, Step | CancelSession]] = field(factory=list)

    def tell(self) -> None:
        for member in MEMBERS:
            for step in lived(member, self.today):
                self._put(step.on, step)
        self._put(self.today - _POOL_CLOSED, CancelSession("swimming", Money(6_00, "GBP")))
        while self.ahead:
            on, _, next_step = heapq.heappop(self.ahead)
            if on <= self.today:
                self._take(on, next_step)

    def _put(self, on: date, step: Step | CancelSession) -> None:
        heapq.heappush(self.ahead, (on, next(self.order), step))

    def _take(self, on: date, step: Step | CancelSession) -> None:
        if isinstance(step, CancelSession):
            for request in self._service(on).requests(step, actor=_ACTOR, on=on):
                self._ask(on, request.account, request.command)
            return
        outcome = self._ask(on, step.account, step.command)
        if step.clears_after is not None and isinstance(step.command, Issue):
            self._collect(step, outcome.collect, step.command.invoice)

    def _collect(self, step: Step, collected: Money | None, invoice: str) -> None:
        """Send for the money at once, as whoever collects does, and let it arrive later."""
        if collected is not None and collected.amount_minor > 0:
            self._ask(step.on, step.account, RecordPayment(invoice=invoice, amount=collected, pending=True))
            on = step.on + timedelta(days=step.clears_after or 0)
            self._put(on, Step(on, step.account, ClearPayment(invoice=invoice, amount=collected)))

    def _ask(self, on: date, account: str, command: Command) -> Outcome:
        def refuse(refusal: Refusal) -> Outcome:
            raise RuntimeError(f"{account} on {on}, {type(command).__name__}: {describe(refusal)}")

        request = Request(account=account, actor=_ACTOR, command=command, on=on)
        return fold(self._service(on).carry_out(request).result, lambda outcome: outcome, refuse)

    def _service(self, on: date) -> Service:
        at = datetime.combine(on, time(9, 30), UTC)
        return Service(store=self.store, policy=CLUB_POLICY, now=lambda: at, series=series_of)
