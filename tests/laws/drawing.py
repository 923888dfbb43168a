"""What the property tests draw beside the public strategies: accounts on which one thing is about to happen."""

from __future__ import annotations

from attrs import evolve
from hypothesis import strategies as st

from credit_rules import (
    Account,
    AccountCredit,
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    Command,
    Invoice,
    Issue,
    Line,
    Money,
    Policy,
    Status,
)
from credit_rules_adapters.testing import DAY_ONE, SCALES, Step, carry_out, policies, portfolios
from credit_rules_adapters.testing.parts import PRODUCTS

CERTAIN: list[Command] = [
    AddInvoice(Invoice("CERTAIN", "zoe", "GBP", [Line("L1", 100, product=PRODUCTS[0])], issued_on=DAY_ONE)),
    AddCredit(AccountCredit("CERTAIN", "zoe", "GBP", 60, issued_on=DAY_ONE, products=PRODUCTS[:1])),
]
"""An invoice and a lot that may pay it, lest a drawn account has none and is thrown away."""


@st.composite
def beginning_accounts(draw: st.DrawFn, policy: Policy, *, limited: bool = False) -> Account:
    """An account into which some invoices and lots were entered; `limited`: every lot to products."""
    invoices, lots = draw(portfolios(largest=draw(st.sampled_from(SCALES))))
    if limited:
        lots = [evolve(lot, products=lot.products or PRODUCTS[:1]) for lot in lots]
    account = Account()
    entering: list[Command] = [*map(AddInvoice, invoices), *map(AddCredit, lots), *CERTAIN]
    for command in entering:
        account = carry_out(command, account, policy, DAY_ONE).after
    return account


@st.composite
def spendings(draw: st.DrawFn, *, limited: bool = False) -> Step:
    """A run over an account, or credit applied to one of its invoices, or one issued."""
    policy = draw(policies())
    account = draw(beginning_accounts(policy, limited=limited))
    on_one: list[Command] = [
        Issue(invoice=id) if invoice.status is Status.DRAFT else ApplyCredit(invoice=id)
        for id, invoice in account.invoices.items()
    ]
    return carry_out(draw(st.sampled_from([*[Allocate()] * 4, Allocate("ann"), *on_one])), account, policy, DAY_ONE)


@st.composite
def credited_invoices(draw: st.DrawFn) -> tuple[Account, Invoice, Policy]:
    """An account after a run, an invoice of it with much credit on it and two units left to credit, and the policy."""
    run = draw(spendings())
    issued = [one for one in run.after.invoices.values() if one.status is Status.ISSUED and one.creditable_minor > 1]
    issued.sort(key=lambda invoice: len(invoice.allocations), reverse=True)
    return run.after, draw(st.sampled_from(issued[:2])), run.policy


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
    paid = draw(st.sampled_from(payable))
    id, first = paid.id, Money(draw(st.integers(1, paid.applied_minor - 1)), paid.currency)
    once = carry_out(ApplyCredit(invoice=id, amount=first), account, policy, DAY_ONE)
    return carry_out(ApplyCredit(invoice=id), once.after, policy, DAY_ONE)
