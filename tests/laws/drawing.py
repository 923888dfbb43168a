"""What the property tests draw beside the public strategies: accounts on which one thing is about to happen."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from credit_rules import (
    Account,
    Allocate,
    ApplyCredit,
    Command,
    Invoice,
    Issue,
    Money,
    Policy,
    Status,
)
from credit_rules_adapters.testing import DAY_ONE, SCALES, Step, beginnings, carry_out, policies


@st.composite
def beginning_accounts(draw: st.DrawFn, policy: Policy) -> Account:
    """An account into which a few invoices and lots were entered."""
    account = Account()
    for command in draw(beginnings(largest=draw(st.sampled_from(SCALES)))):
        account = carry_out(command, account, policy, DAY_ONE).after
    return account


@st.composite
def spendings(draw: st.DrawFn) -> Step:
    """A run over an account, or credit applied to one of its invoices, or one issued."""
    policy = draw(policies())
    account = draw(beginning_accounts(policy))
    on_one: list[Command] = [
        Issue(invoice=id) if invoice.status is Status.DRAFT else ApplyCredit(invoice=id)
        for id, invoice in account.invoices.items()
    ]
    return carry_out(draw(st.sampled_from([Allocate(), Allocate("ann"), *on_one])), account, policy, DAY_ONE)


@st.composite
def credited_invoices(draw: st.DrawFn) -> tuple[Account, Invoice, Policy]:
    """An account after a run, one of its invoices with at least two units left to credit, and the policy."""
    run = draw(spendings())
    issued = [one for one in run.after.invoices.values() if one.status is Status.ISSUED and one.creditable_minor > 1]
    assume(issued)
    return run.after, draw(st.sampled_from(issued)), run.policy


@st.composite
def parts(draw: st.DrawFn, invoice: Invoice) -> tuple[Money, Money]:
    """Two amounts that may both be credited of an invoice."""
    first = draw(st.integers(1, invoice.creditable_minor - 1))
    second = draw(st.integers(1, invoice.creditable_minor - first))
    return Money(first, invoice.currency), Money(second, invoice.currency)


@st.composite
def second_applications(draw: st.DrawFn) -> Step:
    """Credit applied to an invoice on which some stands already, perhaps of the same lot."""
    policy = draw(policies())
    account = draw(beginning_accounts(policy))
    all_it_can = [carry_out(ApplyCredit(invoice=id), account, policy, DAY_ONE) for id in account.invoices]
    payable = [
        step.outcome.invoice
        for step in all_it_can
        if step.outcome and step.outcome.invoices and step.outcome.invoice.applied_minor > 1
    ]
    assume(payable)
    paid = draw(st.sampled_from(payable))
    id, first = paid.id, Money(draw(st.integers(1, paid.applied_minor - 1)), paid.currency)
    once = carry_out(ApplyCredit(invoice=id, amount=first), account, policy, DAY_ONE)
    return carry_out(ApplyCredit(invoice=id), once.after, policy, DAY_ONE)
