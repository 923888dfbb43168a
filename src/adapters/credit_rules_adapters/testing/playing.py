"""Accounts made by playing random commands, and a command to follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen
from hypothesis import strategies as st

from credit_rules import Account, Command, Decision, Entry, Outcome, Policy, decide, fold
from credit_rules_adapters.testing.commands import commands
from credit_rules_adapters.testing.parts import DAY_ONE, HUGE, SMALL
from credit_rules_adapters.testing.policies import policies

SCALES = (SMALL, SMALL, SMALL, 1000, HUGE)


@frozen
class Step:
    """One command on one account: what was asked, what was answered, and the account before and after."""

    command: Command
    before: Account
    policy: Policy
    on: date
    answer: Decision
    after: Account

    @property
    def outcome(self) -> Outcome | None:
        """The outcome; None where the command was refused."""
        return self.answer.value_or(None)


def carry_out(command: Command, account: Account, policy: Policy, on: date) -> Step:
    """Decide a command and record what it decided."""
    answer = decide(command, account, policy, on)
    after = fold(answer, lambda outcome: account.record(outcome, on=on), lambda refusal: account)
    return Step(command, account, policy, on, answer, after)


def entries(account: Account) -> Iterator[tuple[Account, Entry, Account]]:
    """Yield each entry of an account with the account before and after it: the arguments of a step law."""
    before = Account()
    for entry in account.entries:
        after = before.replay([entry])
        yield before, entry, after
        before = after


@st.composite
def situations(draw: st.DrawFn, policy: Policy | None = None, *, longest: int = 25) -> Step:
    """Draw an account of several customers, made by up to `longest` commands, and carry out one more on it.

    :param policy: the policy they are all decided under; by default any
    """
    largest = draw(st.sampled_from(SCALES))
    by = draw(policies()) if policy is None else policy
    step = carry_out(draw(commands(Account(), largest=largest)), Account(), by, DAY_ONE)
    for _ in range(draw(st.integers(0, longest))):
        on = step.on + timedelta(days=draw(st.sampled_from((0, 0, 0, 1))))
        step = carry_out(draw(commands(step.after, on=on, largest=largest)), step.after, by, on)
    return step


def accounts(policy: Policy | None = None, *, longest: int = 25) -> st.SearchStrategy[Account]:
    """Accounts of several customers in several currencies, made by playing up to `longest` commands.

    Their amounts are small and meet often, or reach beyond every machine word; `entries(account)` yields their history.

    :param policy: the policy the commands are decided under; by default any
    """
    return situations(policy, longest=longest).map(lambda step: step.after)
