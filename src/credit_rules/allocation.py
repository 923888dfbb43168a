"""Allocations: which lot paid how much of an invoice, and the pieces of them that come and go."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, field, frozen

from credit_rules import checks
from credit_rules.credit import CreditClass, names_a_product, scope

UNRECORDED = (0, 0)


@frozen(kw_only=True)
class Allocation:
    """One lot paid part of one invoice at one time; a part of it given back is written the same way.

    `number` is its place among all the allocations the invoice has had, `at` the entry that recorded it and the place
    within that entry. `credit_class` and `products` are the lot's: an invoice by itself tells what stands on it.
    """

    number: int = field(validator=checks.positive)
    credit: str = field(validator=checks.derived_identifier)
    credit_class: CreditClass = field(validator=checks.one_of(CreditClass))
    products: tuple[str, ...] | None = field(default=None, converter=scope, validator=names_a_product)
    amount_minor: int = field(validator=checks.positive)
    at: tuple[int, int] = UNRECORDED


def without(standing: tuple[Allocation, ...], pieces: Iterable[Allocation]) -> tuple[Allocation, ...]:
    """Return the allocations less those pieces of them; what is wholly taken stands no more."""
    taken = {piece.number: piece for piece in pieces}
    rest = ((piece, taken.get(piece.number)) for piece in standing)
    return tuple(
        piece if part is None else evolve(piece, amount_minor=piece.amount_minor - part.amount_minor)
        for piece, part in rest
        if part is None or part.amount_minor < piece.amount_minor
    )


def put_back(standing: tuple[Allocation, ...], pieces: Iterable[Allocation]) -> tuple[Allocation, ...]:
    """Return the allocations with those pieces standing again, each in its old place (R25)."""
    by_number = {piece.number: piece for piece in standing}
    for piece in pieces:
        there = by_number.get(piece.number)
        added = 0 if there is None else there.amount_minor
        by_number[piece.number] = evolve(piece, amount_minor=piece.amount_minor + added)
    return tuple(by_number[number] for number in sorted(by_number))


def last_first(standing: tuple[Allocation, ...], amount_minor: int) -> tuple[Allocation, ...]:
    """Return the pieces that make up that amount, taken from the last allocation backwards (R9, R22, R23).

    :param amount_minor: minor units, at most what the allocations hold
    """
    pieces = []
    for piece in reversed(standing):
        part = min(piece.amount_minor, amount_minor)
        if part > 0:
            pieces.append(evolve(piece, amount_minor=part))
            amount_minor -= part
    return tuple(pieces)
