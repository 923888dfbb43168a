"""How lots pay an invoice, one after the other: the fold that applying, issuing and allocating share."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from attrs import define, frozen

from credit_rules.allocation import Allocation
from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice
from credit_rules.outcome import CreditApplied
from credit_rules.rules.availability import scope_left

Scope: TypeAlias = tuple[str, ...] | None


@frozen
class Payment:
    """What one step of the fold moves, in minor units: `paid_minor`, and what is left on either side."""

    paid_minor: int
    owed_minor: int
    remaining_minor: int


def pay(owed_minor: int, remaining_minor: int, room_minor: int) -> Payment:
    """Let one lot pay what it can: the least of what is owed, what it has, and its room on the invoice (R20, R21).

    :param owed_minor: what the invoice owes, 0 or more
    :param remaining_minor: what the lot holds, 0 or more
    :param room_minor: what its scope leaves it; below 0 counts as 0
    """
    paid = max(0, min(owed_minor, remaining_minor, room_minor))
    return Payment(paid, owed_minor - paid, remaining_minor - paid)


@define
class _Lot:
    """A lot that still has something, and its place in the order."""

    rank: int
    lot: AccountCredit
    remaining_minor: int


class Funds:
    """Usable lots in their order, ready to pay invoices; drawing on them spends them.

    Lots of one account, currency and scope wait in one queue, so that an invoice looks at the head of each queue that
    concerns it and not at every lot: an account with n lots and n invoices costs n log n.
    """

    def __init__(self, lots: Iterable[AccountCredit]) -> None:
        self._queues: dict[tuple[str, str, Scope], deque[_Lot]] = defaultdict(deque)
        self._scopes: dict[tuple[str, str, str | None], dict[Scope, None]] = defaultdict(dict)
        for rank, lot in enumerate(lots):
            self._queues[lot.account, lot.currency, lot.products].append(_Lot(rank, lot, lot.remaining_minor))
            for product in lot.products or (None,):
                self._scopes[lot.account, lot.currency, product][lot.products] = None

    def draw(self, invoice: Invoice, limit_minor: int) -> tuple[Allocation, ...]:
        """Pay an invoice from the lots of its account and currency, in order, up to a limit in minor units.

        Each allocation is the least of what both have left (R21), within the lot's scope (R20).
        """
        rooms = {scope: self._room(invoice, scope, limit_minor) for scope in self._scopes_for(invoice)}
        heads = [(queue[0].rank, scope) for scope in rooms if (queue := self._queue(invoice, scope))]
        heapify(heads)
        drawn: list[Allocation] = []
        while heads and limit_minor > 0:
            _, scope = heappop(heads)
            queue = self._queue(invoice, scope)
            step = pay(limit_minor, queue[0].remaining_minor, rooms[scope])
            limit_minor, queue[0].remaining_minor = step.owed_minor, step.remaining_minor
            if step.paid_minor > 0:
                drawn.append(_allocation(invoice.allocations_made + len(drawn) + 1, queue[0].lot, step.paid_minor))
                _narrow(rooms, invoice, scope, step.paid_minor)
            if step.remaining_minor == 0:
                queue.popleft()
                if queue:
                    heappush(heads, (queue[0].rank, scope))
        return tuple(drawn)

    def _queue(self, invoice: Invoice, scope: Scope) -> deque[_Lot]:
        return self._queues[invoice.account, invoice.currency, scope]

    def _scopes_for(self, invoice: Invoice) -> Iterable[Scope]:
        """Return the scopes that may concern an invoice: any product, and those naming one of its products."""
        products = dict.fromkeys([None, *(line.product for line in invoice.lines)])
        found = (self._scopes.get((invoice.account, invoice.currency, product), {}) for product in products)
        return dict.fromkeys(scope for scopes in found for scope in scopes)

    @staticmethod
    def _room(invoice: Invoice, scope: Scope, limit_minor: int) -> int:
        return limit_minor if scope is None else scope_left(invoice, scope)


def _narrow(rooms: dict[Scope, int], invoice: Invoice, paid_from: Scope, paid_minor: int) -> None:
    """Take an allocation of a limited lot off the room of every scope that shares an invoice line with it (R20)."""
    if paid_from is None:
        return
    shared = {line.product for line in invoice.lines}.intersection(paid_from)
    for scope in rooms:
        if scope is not None and not shared.isdisjoint(scope):
            rooms[scope] -= paid_minor


def _allocation(number: int, lot: AccountCredit, amount_minor: int) -> Allocation:
    return Allocation(
        number=number,
        credit=lot.id,
        credit_class=lot.credit_class,
        products=lot.products,
        amount_minor=amount_minor,
    )


def applied(invoice: Invoice, allocations: Iterable[Allocation]) -> tuple[CreditApplied, ...]:
    """Return the effects of those allocations on that invoice."""
    return tuple(
        CreditApplied(invoice=invoice.id, account=invoice.account, currency=invoice.currency, allocation=allocation)
        for allocation in allocations
    )


def spend(lots: Iterable[AccountCredit], allocations: Iterable[Allocation]) -> tuple[AccountCredit, ...]:
    """Return those lots that the allocations used, less what they used."""
    used: dict[str, int] = defaultdict(int)
    for allocation in allocations:
        used[allocation.credit] += allocation.amount_minor
    return tuple(lot.plus(-used[lot.id]) for lot in lots if lot.id in used)
