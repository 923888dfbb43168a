"""Laws over runs: the predicates of `credit_rules.laws` that compare two ways to the same place, on symbolic states."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from attrs import evolve

from credit_rules import (
    JOININ,
    PRESETS,
    Account,
    AccountCredit,
    CreditKey,
    Invoice,
    Money,
    Outcome,
    Policy,
    Surplus,
    allocate,
    apply_credit,
    laws,
    raise_credit,
    unapply,
    void_note,
)
from credit_rules.rules.raising import refuse_raising
from proofs.states import DAY, GBP, GENEROUS, debt, has_paid, invoice, lot
from proofs.symbolic import INTEGER, Choice
from proofs.theorem import Theorem, answer


def in_two(invoice: Invoice, first: Money, second: Money, policy: Policy) -> bool:
    return laws.split_equals_whole(partial(raise_credit, policy=policy), invoice, first, second)


def raised_and_voided(invoice: Invoice, lots: list[AccountCredit], amount: Money) -> bool:
    """Raise a note and void it, recording both: nothing has changed; of what is refused there is nothing to undo."""
    before = Account(invoices={"INV-1": invoice}, credits={each.id: each for each in lots})
    raised = answer(raise_credit(invoice, amount, policy=GENEROUS))
    if not isinstance(raised, Outcome):
        return True
    noted = before.record(raised, on=DAY)
    voided = answer(void_note(noted.notes[raised.note.id], noted.invoices.values(), noted.credits.values()))
    return isinstance(voided, Outcome) and laws.void_inverts_raise(before, noted.record(voided, on=DAY), raised.note.id)


def applied_and_unapplied(invoice: Invoice, lots: list[AccountCredit]) -> bool:
    """Apply all that can be, and unapply it, recording both."""
    before = Account(invoices={"INV-1": invoice}, credits={each.id: each for each in lots})
    applied = answer(apply_credit(invoice, lots, on=DAY))
    if not isinstance(applied, Outcome) or not applied.invoices:
        return True
    paid = Money(sum(effect.allocation.amount_minor for effect in applied.applied), "GBP")
    there = before.record(applied, on=DAY)
    back = answer(unapply(there.invoices["INV-1"], amount=paid))
    return isinstance(back, Outcome) and laws.unapply_inverts_apply(before, there.record(back, on=DAY), "INV-1")


def with_a_larger_lot(invoices: Sequence[Invoice], lots: list[AccountCredit], more_minor: int) -> bool:
    """Make the first of the lots larger."""
    larger = evolve(
        lots[0], amount_minor=lots[0].amount_minor + more_minor, remaining_minor=lots[0].remaining_minor + more_minor
    )
    return laws.monotone(partial(allocate, on=DAY), invoices, lots, larger)


def turned(invoices: Sequence[Invoice], lots: Sequence[AccountCredit], policy: Policy) -> bool:
    run = partial(allocate, on=DAY, policy=policy)
    return laws.input_order_is_irrelevant(run, invoices, lots, (invoices[::-1], lots[::-1]))


def explained(invoices: Sequence[Invoice], lots: Sequence[AccountCredit]) -> bool:
    return laws.every_lot_is_explained(lots, allocate(invoices, lots, on=DAY))


def offered_as_refused(invoice: Invoice, amount: Money, policy: Policy) -> bool:
    """Where raising a credit is offered the smallest one succeeds; where it is not, any is refused."""
    if refuse_raising(invoice, policy) is None:
        return isinstance(answer(raise_credit(invoice, Money(1, "GBP"), policy=policy)), Outcome)
    return not isinstance(answer(raise_credit(invoice, amount, policy=policy)), Outcome)


def holds(_: Any, held: bool) -> object:
    return held


TWO_LOTS = [lot("C1"), lot("C2")]
TWO_DEBTS = [debt("A"), debt("B")]
SEVERAL = Choice(*map(invoice, range(2)))

THEOREMS = (
    Theorem(
        law="split_equals_whole",
        about=raise_credit,
        trial=in_two,
        over={
            "invoice": invoice(1),
            "first": GBP,
            "second": GBP,
            "policy": Choice(GENEROUS, evolve(GENEROUS, surplus=Surplus.CASH_FIRST)),
        },
        given=lambda a: (a.first.amount_minor > 0) & (a.second.amount_minor > 0),
        claim=holds,
    ),
    Theorem(
        law="void_inverts_raise",
        about=(raise_credit, void_note, Account.record),
        trial=raised_and_voided,
        over={"invoice": Choice(*map(invoice, range(3))), "lots": TWO_LOTS, "amount": GBP},
        given=lambda a: all(has_paid(each, a.invoice) for each in a.lots),
        claim=holds,
    ),
    Theorem(
        law="unapply_inverts_apply",
        about=(apply_credit, unapply, Account.record),
        trial=applied_and_unapplied,
        over={"invoice": SEVERAL, "lots": TWO_LOTS},
        given=lambda a: all(has_paid(each, a.invoice) for each in a.lots),
        claim=holds,
    ),
    Theorem(
        law="monotone",
        about=allocate,
        trial=with_a_larger_lot,
        over={"invoices": TWO_DEBTS, "lots": TWO_LOTS, "more_minor": INTEGER},
        given=lambda a: a.more_minor > 0,
        claim=holds,
    ),
    Theorem(
        law="input_order_is_irrelevant",
        about=allocate,
        trial=turned,
        over={
            "invoices": TWO_DEBTS,
            "lots": TWO_LOTS,
            "policy": Choice(Policy(), Policy(credit_order=(CreditKey.SMALLEST,))),
        },
        claim=holds,
    ),
    Theorem(
        law="every_lot_is_explained",
        about=allocate,
        trial=explained,
        over={"invoices": TWO_DEBTS, "lots": TWO_LOTS},
        claim=holds,
    ),
    Theorem(
        law="what_is_not_offered_is_refused",
        about=(refuse_raising, raise_credit),
        trial=offered_as_refused,
        over={"invoice": SEVERAL, "amount": GBP, "policy": Choice(JOININ, PRESETS["loveadmin"], GENEROUS)},
        claim=holds,
    ),
)
