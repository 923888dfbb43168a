"""Accounts made by playing random commands, and a command to follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from credit_rules import Account, Command, Decision, Entry, Outcome, Policy, decide, fold
from credit_rules_adapters.testing.commands import beginnings, commands
from credit_rules_adapters.testing.parts import DAY_ONE, HUGE, SMALL
from credit_rules_adapters.testing.policies import policies

SCALES = (SMALL, SMALL, SMALL, 1000, HUGE)
"""The largest amounts that a play has to do with, in minor units: mostly small, so that amounts meet."""
_DAYS = st.sampled_from((0, 0, 0, 0, 0, 0, 0, 1, 2))


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
def plays(draw: st.DrawFn, policy: Policy | None = None, *, longest: int = 20) -> list[Step]:
    """Up to `longest` commands of every kind, each on the account that the one before left, after a few states entered.

    The account is of several customers in several currencies; its amounts are small and meet often, or reach beyond
    every machine word.

    :param policy: the policy the commands are decided under; by default any
    """
    largest = draw(st.sampled_from(SCALES))
    by = draw(policies()) if policy is None else policy
    account, on, played = Account(), DAY_ONE, []
    for command in draw(beginnings(largest=largest)):
        account = carry_out(command, account, by, on).after
    for _ in range(draw(st.integers(longest // 2, longest))):
        on += timedelta(days=draw(_DAYS))
        step = carry_out(draw(commands(account, on=on, largest=largest)), account, by, on)
        played.append(step)
        account = step.after
    return played


def accounts(policy: Policy | None = None, *, longest: int = 20) -> SearchStrategy[Account]:
    """Accounts as `plays` leave them; `entries(account)` yields their history."""
    return plays(policy, longest=longest).map(lambda played: played[-1].after)
