"""Within a piece, the rows of each account are brought together; accounts are equal when their words are."""

from __future__ import annotations

import numpy as np

from credit_rules_adapters.columnar.arrays.compiling import compiled
from credit_rules_adapters.columnar.arrays.memory import Rows, Words
from credit_rules_adapters.columnar.words.words import mixed, same

NOBODY = -1


@compiled
def group(rows: Words, words: int, first: int, last: int, groups: Rows, seats: Rows) -> int:
    """Number the accounts of invoices in the order they are met; return how many there are.

    `groups` takes each row's number. `seats`, a power of two in size and at least twice the rows, takes a row of each
    account, where its hash leads or in the next free place.
    """
    seats[:] = NOBODY
    mask, accounts = np.uint64(seats.size - 1), 0
    for row in range(first, last):
        if row > first and same(rows, row, rows, row - 1, words):
            groups[row - first] = groups[row - 1 - first]
            continue
        seat = np.int64(mixed(rows, row, words) & mask)
        while seats[seat] != NOBODY and not same(rows, row, rows, seats[seat], words):
            seat = np.int64(np.uint64(seat + 1) & mask)
        if seats[seat] == NOBODY:
            seats[seat] = row
            groups[row - first] = accounts
            accounts += 1
        else:
            groups[row - first] = groups[seats[seat] - first]
    return accounts


@compiled
def join(
    rows: Words, words: int, first: int, last: int, invoices: Words, base: int, groups: Rows, seats: Rows, joined: Rows
) -> None:
    """Give each lot the number of its account among the invoices that begin at `base`, or `NOBODY`."""
    mask = np.uint64(seats.size - 1)
    for row in range(first, last):
        if row > first and same(rows, row, rows, row - 1, words):
            joined[row - first] = joined[row - 1 - first]
            continue
        seat = np.int64(mixed(rows, row, words) & mask)
        while seats[seat] != NOBODY and not same(rows, row, invoices, seats[seat], words):
            seat = np.int64(np.uint64(seat + 1) & mask)
        joined[row - first] = NOBODY if seats[seat] == NOBODY else groups[seats[seat] - base]


@compiled
def line_up(groups: Rows, base: int, starts: Rows, order: Rows) -> None:
    """List the rows group by group: those of group g stand from starts[g] to starts[g + 1]."""
    starts[:] = 0
    for at in range(groups.size):
        if groups[at] != NOBODY and groups[at] + 2 < starts.size:
            starts[groups[at] + 2] += 1
    for number in range(2, starts.size):
        starts[number] += starts[number - 1]
    for at in range(groups.size):
        if groups[at] != NOBODY:
            order[starts[groups[at] + 1]] = base + at
            starts[groups[at] + 1] += 1
