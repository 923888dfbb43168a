"""Scope where an account has many rows: lots of one scope wait in one queue, and an invoice looks at their heads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Rows, Whole
from credit_rules_adapters.columnar.kernel.layout import Run
from credit_rules_adapters.columnar.kernel.paying import pay
from credit_rules_adapters.columnar.kernel.reasons import NOTHING_LEFT_OWING

_UNMET = -1


class Queues(NamedTuple):
    """Lots of one account and currency by scope; queue q holds turns[heads[q]] to turns[ends[q]], in the lots' order.

    `products` names, sorted, each product of each scope, and `listed` the scope's queue beside it. `live`, at a
    product's first place, says how many of its queues still hold a lot, as far as is known, those being listed first.
    Scope 0, any product, is the first queue if `unlimited`.
    """

    turns: Rows
    heads: Rows
    ends: Rows
    products: Rows
    listed: Rows
    live: Rows
    unlimited: bool


@compiled
def queue_up(run: Run, lot: Whole, lot_stop: Whole) -> Queues:
    """Let lots queue by scope."""
    scopes = np.empty(lot_stop - lot, np.int64)
    for turn in range(scopes.size):
        scopes[turn] = np.int64(run.lots[run.shape.lots.label, lot + turn])
    turns = np.argsort(scopes, kind="mergesort")
    starts = np.empty(scopes.size + 1, np.int64)
    queues, entries = 0, 0
    for at in range(scopes.size):
        scope = scopes[turns[at]]
        if at == 0 or scope != scopes[turns[at - 1]]:
            starts[queues] = at
            queues += 1
            if scope > 0:
                entries += run.scope_starts[scope + 1] - run.scope_starts[scope]
    starts[queues] = scopes.size
    products, listed = np.empty(entries, np.int64), np.empty(entries, np.int64)
    entry = 0
    for queue in range(queues):
        scope = scopes[turns[starts[queue]]]
        if scope > 0:
            for at in range(run.scope_starts[scope], run.scope_starts[scope + 1]):
                products[entry], listed[entry] = run.scope_products[at], queue
                entry += 1
    order = np.argsort(products, kind="mergesort")
    live = np.full(entries, _UNMET, np.int64)
    unlimited = scopes.size > 0 and scopes[turns[0]] == 0
    return Queues(
        turns, starts[:queues].copy(), starts[1 : queues + 1].copy(), products[order], listed[order], live, unlimited
    )


@compiled
def pay_from_queues(
    run: Run, start: Whole, stop: Whole, lot: Whole, lot_stop: Whole, piece: np.uint64, at: Whole
) -> Whole:
    """Let each invoice be paid, as long as it owes, by the foremost lot at the head of a queue for its product."""
    queues = queue_up(run, lot, lot_stop)
    met = np.zeros(queues.heads.size, np.bool_)
    starts = queues.heads.copy()
    if queues.unlimited:
        met[0] = True
    for invoice in range(start, stop):
        first = _meet(queues, int(run.bills[run.shape.invoices.label, invoice]), met)
        while run.bills[run.shape.invoices.amount, invoice] > 0:
            queue = _foremost(queues, first)
            if queue < 0:
                break
            credit = lot + queues.turns[queues.heads[queue]]
            pay(run, invoice, credit, piece, at)
            at += 1
            if run.lots[run.shape.lots.amount, credit] == 0:
                queues.heads[queue] += 1
    for queue in range(met.size):
        if met[queue]:
            for turn in range(starts[queue], queues.ends[queue]):
                run.marks[lot + queues.turns[turn]] = NOTHING_LEFT_OWING
    return at


@compiled
def _meet(queues: Queues, product: int, met: npt.NDArray[np.bool_]) -> int:
    """Find where a product's queues are listed (-1: nowhere); the first time, note that their lots met an invoice."""
    first = int(np.searchsorted(queues.products, product))
    if first == queues.products.size or queues.products[first] != product:
        return -1
    if queues.live[first] == _UNMET:
        after = first
        while after < queues.products.size and queues.products[after] == product:
            met[queues.listed[after]] = True
            after += 1
        queues.live[first] = after - first
    return first


@compiled
def _foremost(queues: Queues, first: int) -> int:
    """Find the queue whose head comes first in the lots' order (-1: all are empty), and unlist empty ones."""
    best = 0 if queues.unlimited and queues.heads[0] < queues.ends[0] else -1
    if first < 0:
        return best
    entry = first
    while entry < first + queues.live[first]:
        queue = queues.listed[entry]
        if queues.heads[queue] == queues.ends[queue]:
            queues.live[first] -= 1
            queues.listed[entry] = queues.listed[first + queues.live[first]]
        else:
            if best < 0 or queues.turns[queues.heads[queue]] < queues.turns[queues.heads[best]]:
                best = queue
            entry += 1
    return best
