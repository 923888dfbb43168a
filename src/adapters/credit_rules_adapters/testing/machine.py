"""A machine that plays commands on an account under one policy, and checks every law after each."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import SearchStrategy

from credit_rules import JOININ, Account, Command, Policy
from credit_rules_adapters.testing.checking import check_step
from credit_rules_adapters.testing.commands import beginnings, commands
from credit_rules_adapters.testing.parts import DAY_ONE, SMALL
from credit_rules_adapters.testing.playing import SCALES, Step, carry_out
from credit_rules_adapters.testing.policies import policies


class AccountMachine(RuleBasedStateMachine):
    """Plays commands of every kind through `decide` and `record`, and checks all laws after each.

    Each run is under one policy: any, unless `account_machine` names it. `play` may be extended, to hold the answer
    against something else too.
    """

    policies: ClassVar[SearchStrategy[Policy]] = policies()

    def __init__(self) -> None:
        super().__init__()
        self.policy = JOININ
        self.account = Account()
        self.on = DAY_ONE
        self.largest = SMALL

    def play(self, command: Command) -> Step:
        """Carry out one command and check the laws.

        :raises AssertionError: a law is broken
        """
        step = carry_out(command, self.account, self.policy, self.on)
        check_step(step)
        self.account = step.after
        return step

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Choose the policy and how large amounts are, and enter what there is to play with."""
        self.policy = data.draw(self.policies, label="policy")
        self.largest = data.draw(st.sampled_from(SCALES), label="largest amount")
        for command in data.draw(beginnings(largest=self.largest), label="beginning"):
            self.play(command)

    @rule(data=st.data(), days=st.sampled_from((0, 0, 0, 0, 0, 0, 0, 1, 2)))
    def act(self, data: st.DataObject, days: int) -> None:
        """Play one command, on the same business date or a later one."""
        self.on += timedelta(days=days)
        self.play(data.draw(commands(self.account, on=self.on, largest=self.largest), label=f"on {self.on}"))


def account_machine(policy: Policy) -> type[AccountMachine]:
    """Return a machine that plays under that policy; its `TestCase` is a test that pytest and unittest collect.

    In a test module of yours, two lines do:

        from credit_rules_adapters.testing import account_machine

        TestOurPolicy = account_machine(our_policy).TestCase

    Hypothesis' settings apply: `TestOurPolicy.settings = settings(max_examples=500, deadline=None)`. What breaks a law
    is printed as the commands that led there.

    >>> from hypothesis import settings
    >>> from credit_rules import PRESETS
    >>> TestLago = account_machine(PRESETS["lago"]).TestCase
    >>> TestLago.settings = settings(max_examples=3, deadline=None)
    >>> TestLago("runTest").debug()
    """
    return type("AccountMachine", (AccountMachine,), {"policies": st.just(policy), "__doc__": AccountMachine.__doc__})
