"""The step laws, each by itself: on every entry of accounts played at random, or on what spends credit."""

from __future__ import annotations

from hypothesis import given, settings

from credit_rules import Account, Money, Policy, RefundCredit, Refunds, laws
from credit_rules_adapters.testing import Step, accounts, carry_out, entries
from laws.drawing import spendings

PLAYED = settings(max_examples=80)
SPENT = settings(max_examples=200)


def kept(law: laws.StepLaw, account: Account) -> bool:
    return all(law(*entry) for entry in entries(account))


@PLAYED
@given(accounts())
def test_conservation(account: Account) -> None:
    assert kept(laws.conservation, account)


@PLAYED
@given(accounts())
def test_non_negative(account: Account) -> None:
    assert kept(laws.non_negative, account)


@PLAYED
@given(accounts())
def test_within_creditable(account: Account) -> None:
    assert kept(laws.within_creditable, account)


@PLAYED
@given(accounts(Policy(refunds=Refunds.ALLOWED)))
def test_class_is_kept(account: Account) -> None:
    """Every lot is paid out, too, as far as that is allowed."""
    policy, on = Policy(refunds=Refunds.ALLOWED), account.entries[-1].on
    for id, lot in account.credits.items():
        account = carry_out(RefundCredit(id, Money(1, lot.currency)), account, policy, on).after
    assert kept(laws.class_is_kept, account)


@PLAYED
@given(accounts())
def test_postings_balance(account: Account) -> None:
    assert kept(laws.postings_balance, account)


@PLAYED
@given(accounts())
def test_shares_sum_to_amount(account: Account) -> None:
    assert kept(laws.shares_sum_to_amount, account)


@SPENT
@given(spendings())
def test_within_outstanding(step: Step) -> None:
    assert kept(laws.within_outstanding, step.after)


@SPENT
@given(spendings())
def test_within_remaining(step: Step) -> None:
    assert kept(laws.within_remaining, step.after)


@SPENT
@given(spendings())
def test_currency_isolation(step: Step) -> None:
    assert kept(laws.currency_isolation, step.after)


@SPENT
@given(spendings())
def test_expiry_respected(step: Step) -> None:
    assert kept(laws.expiry_respected, step.after)


@SPENT
@given(spendings(limited=True))
def test_scope_respected(step: Step) -> None:
    assert kept(laws.scope_respected, step.after)
