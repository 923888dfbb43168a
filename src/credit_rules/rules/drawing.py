"""How lots pay an invoice, one after the other: the fold that applying, issuing and allocating share."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from heapq import heappop, heappush
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

    Lots of one account, currency and scope wait in one queue, and the queues that name a product in one heap, by the
    rank of their first lot: an invoice looks at the queues it takes to pay it, and at those before them without room.
    """

    def __init__(self, lots: Iterable[AccountCredit]) -> None:
        self._queues: dict[tuple[str, str, Scope], deque[_Lot]] = defaultdict(deque)
        self._heads: dict[tuple[str, str, str | None], list[tuple[int, Scope]]] = defaultdict(list)
        for rank, lot in enumerate(lots):
            queue = self._queues[lot.account, lot.currency, lot.products]
            queue.append(_Lot(rank, lot, lot.remaining_minor))
            if len(queue) == 1:
                for product in lot.products or (None,):
                    self._heads[lot.account, lot.currency, product].append((rank, lot.products))

    def draw(self, invoice: Invoice, limit_minor: int) -> tuple[Allocation, ...]:
        """Pay an invoice from the lots of its account and currency, in order, up to a limit in minor units.

        Each allocation is the least of what both have left (R21), within the lot's scope (R20).
        """
        heaps, rooms = self._heaps(invoice), _Rooms(invoice)
        drawn: list[Allocation] = []
        shut_out = []
        while limit_minor > 0 and any(heaps):
            heap = min(filter(None, heaps), key=lambda heap: heap[0][0])
            rank, scope = heappop(heap)
            queue = self._queues[invoice.account, invoice.currency, scope]
            if not queue or queue[0].rank != rank:  # a head met in the heap of another product has gone since
                _stand_by(heap, queue)
                continue
            step = pay(limit_minor, queue[0].remaining_minor, rooms.left(scope, limit_minor))
            limit_minor, queue[0].remaining_minor = step.owed_minor, step.remaining_minor
            if step.paid_minor > 0:
                drawn.append(_allocation(invoice.allocations_made + len(drawn) + 1, queue[0].lot, step.paid_minor))
                rooms.take(scope, step.paid_minor)
            if step.remaining_minor == 0:
                queue.popleft()
                _stand_by(heap, queue)
            else:
                shut_out.append((heap, queue))
        for heap, queue in shut_out:
            _stand_by(heap, queue)
        return tuple(drawn)

    def _heaps(self, invoice: Invoice) -> list[list[tuple[int, Scope]]]:
        """Return the heaps of the queues that may concern an invoice: of any product, and of each of its own."""
        products = dict.fromkeys([None, *(line.product for line in invoice.lines)])
        found = (self._heads.get((invoice.account, invoice.currency, product)) for product in products)
        return [heap for heap in found if heap]


def _stand_by(heap: list[tuple[int, Scope]], queue: deque[_Lot]) -> None:
    if queue:
        heappush(heap, (queue[0].rank, queue[0].lot.products))


class _Rooms:
    """How much scopes leave an invoice while it is paid; two scopes that meet the same of its lines are one (R20)."""

    def __init__(self, invoice: Invoice) -> None:
        self._invoice = invoice
        self._products = {line.product for line in invoice.lines if line.product is not None}
        self._before: dict[frozenset[str], int] = {}
        self._paid: dict[frozenset[str], int] = defaultdict(int)

    def left(self, scope: Scope, limit_minor: int) -> int:
        if scope is None:
            return limit_minor
        met = frozenset(self._products.intersection(scope))
        if met not in self._before:
            self._before[met] = scope_left(self._invoice, met)
        return self._before[met] - sum(paid for other, paid in self._paid.items() if not met.isdisjoint(other))

    def take(self, scope: Scope, paid_minor: int) -> None:
        """Take an allocation of a limited lot off the room of every scope that shares an invoice line with it (R20)."""
        if scope is not None:
            self._paid[frozenset(self._products.intersection(scope))] += paid_minor


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
