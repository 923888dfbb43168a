"""The laws over two runs, each by itself, on what it is about."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from credit_rules import (
    Account,
    AccountCredit,
    Allocate,
    ApplyCredit,
    ByPrice,
    CancelSession,
    Command,
    CreditKey,
    Expire,
    Invoice,
    Money,
    Policy,
    RaiseCredit,
    Surplus,
    Unapply,
    VoidNote,
    allocate,
    decide,
    laws,
    raise_credit,
)
from credit_rules_adapters.testing import (
    DAY_ONE,
    SCALES,
    Step,
    accounts,
    amounts,
    carry_out,
    plays,
    policies,
    portfolios,
)
from credit_rules_adapters.testing.checking import larger
from credit_rules_adapters.testing.parts import PRODUCTS
from laws.drawing import credited_invoices, parts, second_applications

PLAYED = settings(max_examples=80)
RUNS = settings(max_examples=150)
CHEAP = settings(max_examples=250)

Portfolio = tuple[list[Invoice], list[AccountCredit]]
anywhere = st.sampled_from(SCALES).flatmap(lambda largest: portfolios(largest=largest))


@PLAYED
@given(plays())
def test_determinism(played: list[Step]) -> None:
    """Of every command, and of what concerns every lot and every invoice at the end."""
    last = played[-1]
    of_all: list[Command] = [Allocate(), Expire(), CancelSession(PRODUCTS[0], ByPrice(1, 2))]
    later = [evolve(last, before=last.after, command=command, on=last.on + timedelta(days=9)) for command in of_all]
    for step in (*played, *later):
        assert laws.determinism(decide, step.command, step.before, policy=step.policy, on=step.on), step.command


@PLAYED
@given(plays())
def test_working_set_suffices(played: list[Step]) -> None:
    for step in played:
        assert laws.working_set_suffices(decide, step.command, step.before, policy=step.policy, on=step.on), (
            step.command
        )


@PLAYED
@given(plays())
def test_after_equals_record(played: list[Step]) -> None:
    for step in played:
        assert step.outcome is None or laws.after_equals_record(step.before, step.outcome, step.on), step.command


@PLAYED
@given(accounts())
def test_entries_rebuild_state(account: Account) -> None:
    assert laws.entries_rebuild_state(account)


@CHEAP
@given(anywhere, policies(), st.data())
def test_input_order_is_irrelevant(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    invoices, lots = portfolio
    turned = data.draw(st.permutations(invoices)), data.draw(st.permutations(lots))
    run = partial(allocate, on=DAY_ONE, policy=policy)
    assert laws.input_order_is_irrelevant(run, invoices, lots, turned)


@CHEAP
@given(anywhere, policies())
def test_every_lot_is_explained(portfolio: Portfolio, policy: Policy) -> None:
    invoices, lots = portfolio
    assert laws.every_lot_is_explained(lots, allocate(invoices, lots, on=DAY_ONE, policy=policy))


@CHEAP
@given(anywhere, policies(), amounts(9))
def test_monotone(portfolio: Portfolio, policy: Policy, by: int) -> None:
    invoices, lots = portfolio[0], [evolve(lot, products=None) for lot in portfolio[1]]
    order = [key for key in policy.credit_order if key not in {CreditKey.SMALLEST, CreditKey.LARGEST}]
    run = partial(allocate, on=DAY_ONE, policy=evolve(policy, credit_order=order))
    for lot in lots:
        assert laws.monotone(run, invoices, lots, larger(lot, by))


@RUNS
@given(credited_invoices(), st.sampled_from([Surplus.APPLIED_FIRST, Surplus.CASH_FIRST]), st.data())
def test_split_equals_whole(credited: tuple[Account, Invoice, Policy], surplus: Surplus, data: st.DataObject) -> None:
    _, invoice, policy = credited
    raises = partial(raise_credit, policy=evolve(policy, surplus=surplus))
    assert laws.split_equals_whole(raises, invoice, *data.draw(parts(invoice)))


@RUNS
@given(credited_invoices(), st.data())
def test_void_inverts_raise(credited: tuple[Account, Invoice, Policy], data: st.DataObject) -> None:
    before, invoice, policy = credited
    amount = Money(data.draw(st.integers(1, invoice.creditable_minor)), invoice.currency)
    raised = carry_out(RaiseCredit(invoice=invoice.id, amount=amount), before, policy, DAY_ONE)
    assume(raised.outcome)
    assert raised.outcome is not None
    voided = carry_out(VoidNote(raised.outcome.note.id), raised.after, policy, DAY_ONE)
    assert laws.void_inverts_raise(before, voided.after, raised.outcome.note.id)


@RUNS
@given(credited_invoices(), st.data())
def test_void_inverts_raise_in_any_order(credited: tuple[Account, Invoice, Policy], data: st.DataObject) -> None:
    """Notes of one invoice may be voided in any order (R25)."""
    account, invoice, policy = credited
    for amount in data.draw(parts(invoice)):
        account = carry_out(RaiseCredit(invoice=invoice.id, amount=amount), account, policy, DAY_ONE).after
    raised = len(account.notes)
    for note in data.draw(st.permutations(sorted(account.notes))):
        account = carry_out(VoidNote(note), account, policy, DAY_ONE).after
    assert all(note.voided for note in account.notes.values())
    assert account.invoices[invoice.id] == evolve(invoice, notes_raised=raised)
    assert {id: account.credits[id] for id in credited[0].credits} == credited[0].credits


@RUNS
@given(second_applications(), st.data())
def test_unapply_inverts_apply(step: Step, data: st.DataObject) -> None:
    """In two parts, and none of what stood before."""
    assert isinstance(step.command, ApplyCredit)
    assert step.outcome is not None
    id, currency = step.command.invoice, step.outcome.invoice.currency
    whole = sum(each.allocation.amount_minor for each in step.outcome.applied)
    part = data.draw(st.integers(0, whole))
    account = step.after
    for amount in filter(None, (part, whole - part)):
        account = carry_out(Unapply(invoice=id, amount=Money(amount, currency)), account, step.policy, DAY_ONE).after
    assert laws.unapply_inverts_apply(step.before, account, id)
