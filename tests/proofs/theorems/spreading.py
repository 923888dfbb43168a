"""Dividing an amount: over components, over lines, over allocations; and rounding."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from credit_rules import Allocation, Line, Money
from credit_rules.allocation import last_first, put_back, without
from credit_rules.money import apportion, half_up
from credit_rules.note import Share
from credit_rules.rejection import Rejection
from credit_rules.rules.leaving import ByPrice, unused_share
from credit_rules.rules.spreading import refuse_lines, spread, spread_named
from proofs.specifications import raising as specified
from proofs.specifications.sums import is_half_up, is_largest_remainder
from proofs.specifications.sums import last_first as taken_last_first
from proofs.states import GBP, allocations, line
from proofs.symbolic import INTEGER, Built, Choice
from proofs.theorem import Theorem, told

MOST = 3
"""Components and allocations a theorem speaks of at most; property tests go beyond."""


def may_be_spread(a: Any) -> object:
    return all(weight >= 0 for weight in a.weights) and (a.amount_minor >= 0) & (a.amount_minor <= sum(a.weights))


def shares_stay_within(a: Any, shares: Sequence[int]) -> object:
    """They add up, none is negative, none is above its component; so the last note leaves nothing of any."""
    return (sum(shares) == a.amount_minor) and all(
        (share >= 0) & (share <= weight) for share, weight in zip(shares, a.weights, strict=True)
    )


def spread_over_one(of: Line, amount_minor: int) -> tuple[Share, ...]:
    return spread([of], amount_minor)


def spread_as_specified(a: Any, shares: Sequence[Share]) -> object:
    net, tax = a.of.net_minor - a.of.credited_net_minor, a.of.tax_minor - a.of.credited_tax_minor
    found = [(share.net_minor, share.tax_minor) for share in shares] or [(0, 0)]
    return len(found) == 1 and is_largest_remainder(found[0], a.amount_minor, (net, tax))


def named(first: Line, second: Line, amounts: dict[str, int]) -> tuple[Share, ...]:
    return spread_named([first, second], amounts)


def named_as_asked(a: Any, shares: Sequence[Share]) -> object:
    """The lines are without tax: each named one gives what is asked of it, in the order of the lines."""
    asked = [(id, a.amounts[id]) for id in ("L1", "L2") if id in a.amounts]
    return [(share.line, share.net_minor, share.tax_minor) for share in shares] == [
        (id, amount, 0) for id, amount in asked if amount > 0
    ]


def refused(first: Line, second: Line, amounts: dict[str, Money]) -> Rejection | None:
    return refuse_lines([first, second], amounts)


def lines_refused_as_specified(a: Any, refusal: Any) -> object:
    left = {each.id: each.net_minor - each.credited_net_minor for each in (a.first, a.second)}
    asked = [money.amount_minor for money in a.amounts.values()]
    code, *figures = specified.lines_refused([left.get(id) for id in a.amounts], asked) or ("",)
    if refusal is None:
        return code == ""
    place, *amounts = figures
    return refusal.line == [*a.amounts][place] and told(refusal) == (code, *amounts)


def taken_as_specified(a: Any, pieces: Sequence[Allocation]) -> object:
    expected = taken_last_first([piece.amount_minor for piece in a.standing], a.amount_minor)
    newest_first = [*zip(a.standing, expected, strict=True)][::-1]
    return [(piece.number, piece.credit, piece.amount_minor) for piece in pieces] == [
        (piece.number, piece.credit, part) for piece, part in newest_first if part > 0
    ]


def taken_and_put_back(
    standing: tuple[Allocation, ...], amount_minor: int
) -> tuple[tuple[Allocation, ...], tuple[Allocation, ...]]:
    pieces = last_first(standing, amount_minor)
    rest = without(standing, pieces)
    return rest, put_back(rest, pieces)


def is_put_back(a: Any, found: tuple[Sequence[Allocation], Sequence[Allocation]]) -> object:
    rest, again = found
    less = sum(piece.amount_minor for piece in a.standing) - sum(piece.amount_minor for piece in rest)
    return less == a.amount_minor and again == a.standing


def in_any_order(standing: tuple[Allocation, ...], first_minor: int, second_minor: int) -> Any:
    """Take two sums off, one after the other, and put the first back first."""
    first = last_first(standing, first_minor)
    rest = without(standing, first)
    second = last_first(rest, second_minor)
    return put_back(put_back(without(rest, second), first), second)


def at_most_what_stands(a: Any) -> object:
    return (a.amount_minor >= 0) & (a.amount_minor <= sum(piece.amount_minor for piece in a.standing))


WEIGHTS = Choice(*([INTEGER] * count for count in range(1, MOST + 1)))
STANDING = Choice(*map(allocations, range(MOST + 1)))
TWO_LINES = {"first": line("L1"), "second": line("L2")}
SOME_NAMED = [named for count in (1, 2) for named in combinations(("L1", "L2", "L3"), count)]

THEOREMS = (
    *(
        Theorem(
            law=law,
            about=apportion,
            over={"weights": WEIGHTS},
            given=may_be_spread,
            claim=claim,
        )
        for law, claim in (
            ("shares_sum_to_amount", shares_stay_within),
            ("apportion_equals_specification", lambda a, found: is_largest_remainder(found, a.amount_minor, a.weights)),
        )
    ),
    Theorem(
        law="half_up_equals_specification",
        about=half_up,
        given=lambda a: (a.numerator >= 0) & (a.denominator > 0),
        claim=lambda a, found: is_half_up(found, a.numerator, a.denominator),
    ),
    Theorem(
        law="unused_share_equals_specification",
        about=unused_share,
        over={"price": Built(ByPrice, unused=INTEGER, sessions=INTEGER)},
        given=lambda a: (a.gross_minor >= a.creditable_minor) & (a.creditable_minor >= 0),
        claim=lambda a, found: (
            (found <= a.creditable_minor)
            & (
                is_half_up(found, a.gross_minor * a.price.unused, a.price.sessions)
                | (
                    (found == a.creditable_minor)
                    & (2 * a.gross_minor * a.price.unused >= (2 * found + 1) * a.price.sessions)
                )
            )
        ),
    ),
    Theorem(
        law="spread_equals_specification",
        about=spread,
        trial=spread_over_one,
        over={"of": line(tax=True)},
        given=lambda a: (a.amount_minor >= 0) & (a.amount_minor <= a.of.creditable_minor),
        claim=spread_as_specified,
    ),
    Theorem(
        law="spread_named_equals_specification",
        about=spread_named,
        trial=named,
        over={**TWO_LINES, "amounts": Choice({"L1": INTEGER}, {"L2": INTEGER, "L1": INTEGER})},
        given=lambda a: all(
            (amount >= 0) & (amount <= {"L1": a.first, "L2": a.second}[id].creditable_minor)
            for id, amount in a.amounts.items()
        ),
        claim=named_as_asked,
    ),
    Theorem(
        law="refuse_lines_equals_specification",
        about=refuse_lines,
        trial=refused,
        over={**TWO_LINES, "amounts": Choice(*(dict.fromkeys(named, GBP) for named in SOME_NAMED))},
        claim=lines_refused_as_specified,
    ),
    Theorem(
        law="last_first_equals_specification",
        about=last_first,
        over={"standing": STANDING},
        given=at_most_what_stands,
        claim=taken_as_specified,
    ),
    Theorem(
        law="put_back_inverts_without",
        about=(last_first, without, put_back),
        trial=taken_and_put_back,
        over={"standing": STANDING},
        given=at_most_what_stands,
        claim=is_put_back,
    ),
    Theorem(
        law="pieces_go_back_in_any_order",
        about=(last_first, without, put_back),
        trial=in_any_order,
        over={"standing": STANDING},
        given=lambda a: (
            (a.first_minor >= 0)
            & (a.second_minor >= 0)
            & (a.first_minor + a.second_minor <= sum(piece.amount_minor for piece in a.standing))
        ),
        claim=lambda a, found: found == a.standing,
    ),
)
