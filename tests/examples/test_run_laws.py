"""Each law over runs holds for what the core does, and tells a function or a state that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from attrs import evolve
from returns.result import Failure, Success

from credit_rules import (
    JOININ,
    Account,
    AccountCredit,
    Allocate,
    ApplyCredit,
    Command,
    Decision,
    Invoice,
    Line,
    Money,
    Outcome,
    Policy,
    RaiseCredit,
    Reason,
    Surplus,
    Unapply,
    VoidCredit,
    VoidNote,
    allocate,
    decide,
    laws,
    raise_credit,
)
from credit_rules.rejection import InvoiceFullyCredited
from examples.forging import forged
from examples.make import DAY, ask, books, credited, gbp, invoice, lot, play, settled

LOTS = [lot("A", 20), lot("B", 30), lot("C", 5, paused=True)]
INVOICES = [invoice(10, "X"), invoice(15, "Y")]


def run(invoices: Sequence[Invoice], credits: Sequence[AccountCredit]) -> Outcome:
    return allocate(invoices, credits, on=DAY)


def test_every_lot_is_explained() -> None:
    outcome = run(INVOICES, LOTS)
    assert laws.every_lot_is_explained(LOTS, outcome)
    for wrong in (outcome.reasons[:-1], outcome.reasons * 2, (*outcome.reasons, ("A", Reason.VOIDED))):
        assert not laws.every_lot_is_explained(LOTS, evolve(outcome, reasons=wrong))


def test_after_equals_record() -> None:
    account = books(*INVOICES, *LOTS)
    outcome = ask(account, Allocate())
    assert laws.after_equals_record(account, outcome, DAY)
    poorer = tuple(evolve(each, paused=True) for each in outcome.credits)
    unpaid = tuple(evolve(each, allocations=()) for each in outcome.invoices)
    assert not laws.after_equals_record(account, evolve(outcome, credits=poorer), DAY)
    assert not laws.after_equals_record(account, evolve(outcome, invoices=unpaid), DAY)


def test_after_equals_record_but_for_the_entrys_number() -> None:
    account = play(books(invoice(50), *LOTS), ApplyCredit(invoice="INV-1", amount=gbp(5)))
    assert laws.after_equals_record(account, ask(account, ApplyCredit(invoice="INV-1", amount=gbp(5))), DAY)


TWO = books(invoice(10, "X"), invoice(10, "Y"), *LOTS)


def test_determinism() -> None:
    def by_input_order(command: Command, account: Account, policy: Policy, on: date) -> Decision:
        return Success(Outcome(rules=tuple(account.invoices), policy=f"{command}{policy}{on}"))

    assert laws.determinism(decide, Allocate(), TWO, policy=JOININ, on=DAY)
    assert not laws.determinism(by_input_order, Allocate(), TWO, policy=JOININ, on=DAY)


def test_input_order_is_irrelevant() -> None:
    def as_they_come(invoices: Sequence[Invoice], credits: Sequence[AccountCredit]) -> Outcome:
        return run(invoices[:1], credits[:1])

    turned = INVOICES[::-1], LOTS[::-1]
    assert laws.input_order_is_irrelevant(run, INVOICES, LOTS, turned)
    assert not laws.input_order_is_irrelevant(as_they_come, INVOICES, LOTS, turned)


MIXED = settled(invoice(100, paid=40), lot("P", 30, gift=True))


def by(policy: Policy) -> Callable[[Invoice, Money], Decision]:
    return lambda owed, amount: raise_credit(owed, amount, policy=policy)


@pytest.mark.parametrize(("first", "second"), [(1, 1), (30, 30), (45, 55), (99, 1), (60, 60)])
def test_split_equals_whole(first: int, second: int) -> None:
    assert laws.split_equals_whole(raise_credit, MIXED, gbp(first), gbp(second))


def test_split_equals_whole_but_for_one_unit_of_a_share() -> None:
    lines = invoice([Line("L1", 8, 8), Line("L2", 7)])
    assert [line.credited_tax_minor for line in credited(lines, 20, 2).lines] == [8, 0]
    assert [line.credited_tax_minor for line in credited(lines, 22).lines] == [7, 0]
    assert laws.split_equals_whole(raise_credit, lines, gbp(20), gbp(2))


def test_split_equals_whole_does_not_hold_for_a_proportional_surplus() -> None:
    policy = Policy(surplus=Surplus.PROPORTIONAL)
    owed = settled(invoice(4, paid=3), lot("P", 1, gift=True))
    assert not laws.split_equals_whole(by(policy), owed, gbp(1), gbp(1))


def test_split_equals_whole_tells_a_part_that_is_refused_and_a_share_that_is_off() -> None:
    def only_the_whole(owed: Invoice, amount: Money) -> Decision:
        return raise_credit(owed, amount) if amount == gbp(60) else Failure(InvoiceFullyCredited(owed.id))

    def on_the_second_line(owed: Invoice, amount: Money) -> Decision:
        return raise_credit(owed, {"L2": amount} if amount == gbp(10) else amount)

    lines = invoice([Line("L1", 50), Line("L2", 50)])
    assert not laws.split_equals_whole(only_the_whole, MIXED, gbp(30), gbp(30))
    assert laws.split_equals_whole(raise_credit, lines, gbp(10), gbp(10))
    assert not laws.split_equals_whole(on_the_second_line, lines, gbp(10), gbp(10))


def test_monotone() -> None:
    def the_small_alone(invoices: Sequence[Invoice], credits: Sequence[AccountCredit]) -> Outcome:
        return run(invoices, [each for each in credits if each.amount_minor < 25])

    def the_second_if_the_lot_is_large(invoices: Sequence[Invoice], credits: Sequence[AccountCredit]) -> Outcome:
        return run(invoices[1:] if credits[0].amount_minor > 20 else invoices, credits)

    larger = lot("A", 30)
    assert laws.monotone(run, [invoice(40), invoice(9, "INV-2")], LOTS, larger)
    assert not laws.monotone(the_small_alone, [invoice(40)], LOTS, larger)
    assert not laws.monotone(the_second_if_the_lot_is_large, [invoice(40), invoice(9, "INV-2")], LOTS, larger)


RAISED = play(books(invoice(100, paid=50), lot("C1", 20)), ApplyCredit(invoice="INV-1"))
VOIDED = play(RAISED, RaiseCredit(invoice="INV-1", amount=gbp(60)), VoidNote("INV-1-CN1"))


def test_void_inverts_raise() -> None:
    assert laws.void_inverts_raise(RAISED, VOIDED, "INV-1-CN1")
    standing = {"INV-1-CN1": evolve(VOIDED.notes["INV-1-CN1"], voided=False)}
    uncounted = {"INV-1": evolve(VOIDED.invoices["INV-1"], notes_raised=0)}
    used = {**VOIDED.credits, "C1": lot("C1", 20)}
    usable = {**VOIDED.credits, "INV-1-CN1": evolve(VOIDED.credits["INV-1-CN1"], voided=False)}
    holding = {**VOIDED.credits, "INV-1-CN1": evolve(VOIDED.credits["INV-1-CN1"], remaining_minor=1)}
    for wrong in (
        evolve(VOIDED, notes=standing),
        evolve(VOIDED, invoices=uncounted),
        evolve(VOIDED, credits=used),
        evolve(VOIDED, credits=usable),
        evolve(VOIDED, credits=holding),
    ):
        assert not laws.void_inverts_raise(RAISED, wrong, "INV-1-CN1")


def test_unapply_inverts_apply() -> None:
    before = books(invoice(100), lot("C1", 20))
    after = play(before, ApplyCredit(invoice="INV-1"), Unapply(invoice="INV-1"))
    assert laws.unapply_inverts_apply(before, after, "INV-1")
    partly = play(before, ApplyCredit(invoice="INV-1"), Unapply(invoice="INV-1", amount=gbp(19)))
    assert not laws.unapply_inverts_apply(before, partly, "INV-1")
    assert not laws.unapply_inverts_apply(before, play(after, VoidCredit("C1")), "INV-1")


def test_entries_rebuild_state() -> None:
    assert laws.entries_rebuild_state(VOIDED)
    assert not laws.entries_rebuild_state(forged(VOIDED, credits={}))
    assert not laws.entries_rebuild_state(evolve(VOIDED, number=VOIDED.number + 1))


def test_working_set_suffices() -> None:
    def counts_all(command: Command, account: Account, policy: Policy, on: date) -> Decision:
        return Success(Outcome(rules=("R1",) * len(account.invoices), policy=f"{command}{policy}{on}"))

    apply = ApplyCredit(invoice="X")
    assert laws.working_set_suffices(decide, apply, TWO, policy=JOININ, on=DAY)
    assert laws.working_set_suffices(decide, ApplyCredit(invoice="?"), TWO, policy=JOININ, on=DAY)
    assert not laws.working_set_suffices(counts_all, apply, TWO, policy=JOININ, on=DAY)
