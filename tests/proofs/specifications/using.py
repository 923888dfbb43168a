"""Using account credit: R15-R23, and cash: R28."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from proofs.specifications.sums import Answer, Sums, first_first, last_first, within


@frozen
class Part:
    """What the scope rule needs of a line: its product, its gross, and what standing notes took of it."""

    product: str | None
    gross: int
    credited: int


@frozen
class Standing:
    """What the scope rule needs of a standing allocation: its lot's products (None: any), and its amount."""

    products: tuple[str, ...] | None
    amount: int


def in_scope(products: Sequence[str], parts: Sequence[Part], standing: Sequence[Standing], outstanding: int) -> int:
    """The most that a lot limited to these products may pay of an invoice (R20)."""
    lines = [part for part in parts if part.product is not None and part.product in products]
    theirs = {part.product for part in lines}
    sharing = [piece.amount for piece in standing if piece.products is not None and theirs & {*piece.products}]
    return within(sum(part.gross - part.credited for part in lines) - sum(sharing), outstanding)


def step(owed: int, remaining: int, room: int) -> Answer:
    """One lot pays one invoice: what it pays, what is still owed, what it still holds (R20, R21)."""
    paid = within(min(owed, remaining), room)
    return paid, owed - paid, remaining - paid


def paid_in_order(owed: Sequence[int], lots: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """What each lot pays of each invoice, both in order, none of them limited (R21).

    Laid end to end, debts and lots are two rulers: a lot pays of an invoice the length over which the two overlap.
    """
    paid = []
    for place, debt in enumerate(owed):
        start = sum(owed[:place])
        ends = [(sum(lots[:rank]), sum(lots[: rank + 1])) for rank in range(len(lots))]
        paid.append(tuple(max(0, min(start + debt, end) - max(start, begin)) for begin, end in ends))
    return tuple(paid)


def applied(sums: Sums, amount: int | None, lots: Sequence[int]) -> Answer:
    """What unlimited lots, in order, pay of an issued invoice; or the refusal (R3, R16)."""
    if amount is not None and amount <= 0:
        return "amount_not_positive", amount
    if sums.pending > 0:
        return "collection_in_progress", sums.pending
    if sums.outstanding == 0:
        return ("nothing_outstanding",)
    if amount is not None and amount > sums.outstanding:
        return "amount_exceeds_outstanding", amount, sums.outstanding
    if amount is not None and amount > sum(lots):
        return "insufficient_credit", amount, sum(lots)
    return "applied", *first_first(lots, sums.outstanding if amount is None else amount)


def unapplied(standing: Sequence[int], amount: int | None) -> Answer:
    """What comes off each of the allocations concerned; or the refusal (R3, R23)."""
    if amount is not None and amount <= 0:
        return "amount_not_positive", amount
    if not standing:
        return ("nothing_applied",)
    if amount is not None and amount > sum(standing):
        return "amount_exceeds_applied", amount, sum(standing)
    return "unapplied", *last_first(standing, sum(standing) if amount is None else amount)


def used_and_collected(owed: int, credit: int, minimum: int) -> tuple[int, int]:
    """How much of the available credit an invoice of `auto` collection uses, and what is collected (R15, R22)."""
    credit = min(credit, owed)
    if owed < minimum:
        return credit, 0
    if credit == owed:
        return credit, 0
    return (owed - minimum, minimum) if owed - credit < minimum else (credit, owed - credit)


def recorded(sums: Sums, amount: int) -> Answer:
    """A payment: how much of it there is; or the refusal (R3, R28)."""
    if amount <= 0:
        return "amount_not_positive", amount
    if sums.outstanding == 0:
        return ("nothing_outstanding",)
    if amount > sums.outstanding:
        return "amount_exceeds_outstanding", amount, sums.outstanding
    return "moved", amount


def ended(sums: Sums, amount: int) -> Answer:
    """A pending payment clears or fails: how much of it; or the refusal (R3, R28)."""
    if amount <= 0:
        return "amount_not_positive", amount
    return ("amount_exceeds_pending", amount, sums.pending) if amount > sums.pending else ("moved", amount)
