"""The statement of one account's credit: dated lines with a running balance, for each currency."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from credit_rules import AccountCredit, CreditClass, Entry
from credit_rules_adapters.reports.movements import Moved, Movement, movements
from credit_rules_adapters.reports.periods import Period, counted, in_date_order


class End(StrEnum):
    """The two ends of a period."""

    OPENING = "opening"
    CLOSING = "closing"


_REMOVALS = {Moved.EXPIRED, Moved.VOIDED, Moved.PAID_OUT}


@frozen(kw_only=True)
class StatementLine:
    """One line, in minor units: what it adds to the balance (less, if negative), and the balance after it.

    `unusable_minor` is what came back, in that step, to a lot past its expiry or void: it is in no balance (R29); below
    zero, it was taken from there again. `number` is the entry's; an expiry has none, for it comes by its date.
    """

    on: date
    currency: str
    what: Moved | End
    credit: str | None = None
    credit_class: CreditClass | None = None
    invoice: str | None = None
    amount_minor: int = 0
    unusable_minor: int = 0
    balance_minor: int
    number: int | None = None


def statement(entries: Iterable[Entry], account: str, period: Period) -> tuple[StatementLine, ...]:
    """Return the statement by currency: an opening line, what happened in order, a closing line.

    The balance is that of R29: a lot leaves it on its expiry date, whether expiry has run or not. Each line says which
    lot, and which invoice it paid or came back from.

    :param entries: of that account, alone or with others in one namespace of ids, as in a file
    :raises ValueError: an entry's date goes back
    """
    history: defaultdict[str, list[StatementLine]] = defaultdict(list)
    for line in _history(entries, account, period.last_day):
        history[line.currency].append(line)
    return tuple(line for currency in sorted(history) for line in _framed(history[currency], period))


def _framed(lines: list[StatementLine], period: Period) -> Iterator[StatementLine]:
    currency = lines[0].currency
    within = [line for line in lines if line.on in period]
    earlier = lines[: len(lines) - len(within)]
    opening = earlier[-1].balance_minor if earlier else 0
    yield StatementLine(on=period.from_on, currency=currency, what=End.OPENING, balance_minor=opening)
    yield from within
    closing = lines[-1].balance_minor
    yield StatementLine(on=period.last_day, currency=currency, what=End.CLOSING, balance_minor=closing)


def _history(entries: Iterable[Entry], account: str, last_day: date) -> Iterator[StatementLine]:
    """Yield what happened from the first entry to that day."""
    running = _Running()
    for movement in movements(in_date_order(entries)):
        if movement.account == account and movement.on <= last_day:
            yield from running.lapsed(movement.on)
            yield from running.moved(movement)
    yield from running.lapsed(last_day)


@frozen
class _Running:
    """The lots and balances so far, and which lot will expire next. They change in place."""

    lots: dict[str, AccountCredit] = field(factory=dict)
    balances: Counter[str] = field(factory=Counter)
    ahead: list[tuple[date, str]] = field(factory=list)

    def lapsed(self, on: date) -> Iterator[StatementLine]:
        """Yield what left the balance by its date alone, up to that day."""
        while self.ahead and self.ahead[0][0] <= on:
            day, id = heapq.heappop(self.ahead)
            left = counted(self.lots[id], day - timedelta(days=1))
            if left > 0:
                yield self._line(self.lots[id], -left, on=day, what=Moved.EXPIRED)

    def moved(self, movement: Movement) -> Iterator[StatementLine]:
        """Yield the line of a movement, unless it only clears away what is in no balance any more."""
        lot = self.lots.get(movement.credit)
        before = 0 if lot is None else counted(lot, movement.on)
        after = self._after(movement)
        amount = counted(after, movement.on) - before
        if amount == 0 and movement.moved in _REMOVALS:
            return
        yield self._line(
            after,
            amount,
            on=movement.on,
            what=movement.moved,
            invoice=movement.invoice,
            unusable_minor=movement.amount_minor - amount,
            number=movement.number,
        )

    def _after(self, movement: Movement) -> AccountCredit:
        """Bring the lot up to date."""
        if movement.lot is None:
            after = self.lots[movement.credit].plus(movement.amount_minor)
        else:
            after = movement.lot
            if after.expires_on is not None and not after.has_expired(movement.on):
                heapq.heappush(self.ahead, (after.expires_on, after.id))
        self.lots[after.id] = evolve(after, voided=after.voided or movement.moved is Moved.VOIDED)
        return self.lots[after.id]

    def _line(self, lot: AccountCredit, amount_minor: int, **fields: Any) -> StatementLine:
        self.balances[lot.currency] += amount_minor
        return StatementLine(
            currency=lot.currency,
            credit=lot.id,
            credit_class=lot.credit_class,
            amount_minor=amount_minor,
            balance_minor=self.balances[lot.currency],
            **fields,
        )
