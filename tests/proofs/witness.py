"""The second witness: the linear laws once more, as contracts that CrossHair tries to break.

CrossHair shares nothing with `proofs.symbolic` but z3. Leading assertions bound the arguments, what follows is the law;
lists hold three amounts at most. "Confirmed" means that it followed every path and found no counterexample.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import import_module

from crosshair.core_and_libs import MessageType, analyze_function, run_checkables
from crosshair.options import AnalysisKind, AnalysisOptionSet

from credit_rules import (
    AccountCredit,
    Allocation,
    CreditClass,
    Invoice,
    Line,
    Money,
    PendingPayment,
    Policy,
    Refunds,
    Surplus,
    apply_credit,
    laws,
    raise_credit,
)
from credit_rules.allocation import last_first, put_back, without
from credit_rules.result import fold
from credit_rules.rules.drawing import Funds, pay
from credit_rules.rules.issuing import held_back, to_collect
from credit_rules.rules.raising import Position, Split, split

QUICK, PATIENT = 5, 60
"""Seconds for one law: in the tests, where no counterexample is enough, and where it is to be confirmed."""

DAY = date(2026, 3, 1)
GENEROUS = Policy(pending_payment=PendingPayment.RESERVE, refunds=Refunds.ALLOWED)
CASH_FIRST = Policy(pending_payment=PendingPayment.RESERVE, refunds=Refunds.ALLOWED, surplus=Surplus.CASH_FIRST)


def _standing(amounts: list[int]) -> tuple[Allocation, ...]:
    return tuple(
        Allocation(number=number, credit=f"C{number}", credit_class=CreditClass.PAID, amount_minor=amount)
        for number, amount in enumerate(amounts, 1)
    )


def _lots(amounts: list[int]) -> list[AccountCredit]:
    return [
        AccountCredit(f"C{number}", "ann", "GBP", amount, issued_on=DAY) for number, amount in enumerate(amounts, 1)
    ]


def _owing(amount: int) -> Invoice:
    return Invoice("INV-1", "ann", "GBP", [Line("L1", amount)], issued_on=DAY)


def _sum(pieces: tuple[Allocation, ...]) -> int:
    return sum(piece.amount_minor for piece in pieces)


def _conserves(owed: int, applied: int, cash: int, amount: int, *, policy: Policy) -> bool:
    found = split(Position(owed, applied, cash, 0, applied + cash, "GBP"), amount, 0, policy)
    if not isinstance(found, Split):
        return amount > owed + applied + cash
    return (
        found.reduced_minor + found.surplus_minor == amount
        and 0 <= found.reduced_minor <= owed
        and 0 <= found.restored_minor <= applied
        and 0 <= found.credit_minor <= cash
    )


def conservation_of_a_credit(owed: int, applied: int, cash: int, amount: int) -> None:
    """The parts of a credit are its amount, and none is more than what it comes from."""
    assert owed >= 0
    assert applied >= 0
    assert cash >= 0
    assert amount > 0
    assert _conserves(owed, applied, cash, amount, policy=GENEROUS)


def conservation_of_a_credit_from_cash(owed: int, applied: int, cash: int, amount: int) -> None:
    """The same where a surplus is cash first."""
    assert owed >= 0
    assert applied >= 0
    assert cash >= 0
    assert amount > 0
    assert _conserves(owed, applied, cash, amount, policy=CASH_FIRST)


def split_equals_whole_where_owed(owed: int, first: int, second: int) -> None:
    """Two credits leave the sums of one."""
    assert owed > 0
    assert first > 0
    assert second > 0
    assert laws.split_equals_whole(raise_credit, _owing(owed), Money(first, "GBP"), Money(second, "GBP"))


def payment_of_one_lot(owed: int, remaining: int, room: int) -> None:
    """The step of every fold: nothing is made or lost, and one of the three is used up."""
    assert owed >= 0
    assert remaining >= 0
    step = pay(owed, remaining, room)
    assert step.paid_minor >= 0
    assert step.paid_minor + step.owed_minor == owed
    assert step.paid_minor + step.remaining_minor == remaining
    assert step.owed_minor == 0 or step.remaining_minor == 0 or step.paid_minor >= room


def lots_pay_in_order(owed: int, amounts: list[int]) -> None:
    """Lots pay the least of what is owed and what they hold together; only the last that pays is not used up."""
    assert owed > 0
    assert len(amounts) <= 3
    assert all(amount > 0 for amount in amounts)
    drawn = Funds(_lots(amounts)).draw(_owing(owed), owed)
    whole = [piece.amount_minor for piece in drawn[:-1]]
    assert _sum(drawn) == min(owed, sum(amounts))
    assert whole == amounts[: len(whole)]


def within_outstanding_and_remaining(owed: int, amounts: list[int]) -> None:
    """Applying all there is leaves what is owed less what the lots held, or nothing."""
    assert owed > 0
    assert len(amounts) <= 2
    assert all(amount > 0 for amount in amounts)
    decision = apply_credit(_owing(owed), _lots(amounts), on=DAY)
    left = fold(decision, lambda outcome: [each.outstanding_minor for each in outcome.invoices], lambda refusal: [-1])
    assert left == ([max(0, owed - sum(amounts))] if amounts else [])


def pieces_make_up_the_amount(amounts: list[int], amount: int) -> None:
    """What is taken from allocations, the last one first, is the amount, and put back it is as before."""
    assert len(amounts) <= 3
    assert all(each > 0 for each in amounts)
    assert 0 <= amount <= sum(amounts)
    standing = _standing(amounts)
    pieces = last_first(standing, amount)
    rest = without(standing, pieces)
    assert _sum(pieces) == amount
    assert _sum(rest) == sum(amounts) - amount
    assert put_back(rest, pieces) == standing


def minimum_collection(owed: int, credit: int, minimum: int) -> None:
    """What is collected is nothing or at least the minimum, and no more credit is held back than that takes."""
    assert 0 <= credit <= owed
    assert minimum >= 0
    held = held_back(owed, credit, minimum)
    collected = to_collect(owed - credit + held, minimum)
    assert 0 <= held <= credit
    assert collected in {0, minimum} or (held == 0 and collected > minimum)


LAWS: tuple[Callable[..., None], ...] = (
    conservation_of_a_credit,
    conservation_of_a_credit_from_cash,
    split_equals_whole_where_owed,
    payment_of_one_lot,
    lots_pay_in_order,
    within_outstanding_and_remaining,
    pieces_make_up_the_amount,
    minimum_collection,
)


def said(seconds: float, laws: Iterable[Callable[..., None]] = LAWS) -> Iterator[tuple[str, str]]:
    """Yield each law with what CrossHair says of it: "confirmed", "no counterexample", or the one it found."""
    options = AnalysisOptionSet(
        analysis_kind=[AnalysisKind.asserts], per_condition_timeout=seconds, report_all=True, max_iterations=sys.maxsize
    )
    harmless = {MessageType.CONFIRMED: "confirmed", MessageType.CANNOT_CONFIRM: "no counterexample"}
    for law in laws:
        found = max(run_checkables(analyze_function(law, options)), key=lambda message: message.state)
        yield law.__name__, harmless.get(found.state, found.message)


if __name__ == "__main__":
    # A process of its own: CrossHair traces, and would share that with a debugger or a measurement of coverage.
    for line in said(float(sys.argv[1]), import_module(sys.argv[2]).LAWS):
        print(*line, sep="\t", flush=True)
