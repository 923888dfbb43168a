"""A machine that plays commands on an account under one policy, and checks every law after each."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from credit_rules import JOININ, Account, Command, Policy
from credit_rules_adapters.testing import crediting, using
from credit_rules_adapters.testing.checking import check_step
from credit_rules_adapters.testing.commands import lacks_credit, lacks_invoices
from credit_rules_adapters.testing.entering import credit_entering, invoice_entering
from credit_rules_adapters.testing.parts import DAY_ONE, SMALL
from credit_rules_adapters.testing.playing import SCALES, Step, carry_out
from credit_rules_adapters.testing.policies import policies
from credit_rules_adapters.testing.scene import Drawing, Scene, any_of


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

    def _draw(self, data: st.DataObject, *kinds: Drawing) -> None:
        scene = Scene(self.account, self.on, self.largest)
        self.play(data.draw(any_of(kinds, scene), label=f"on {self.on}"))

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Choose the policy and how large amounts are, and enter what there is to play with."""
        self.policy = data.draw(self.policies, label="policy")
        self.largest = data.draw(st.sampled_from(SCALES), label="largest amount")
        for entering in (invoice_entering, invoice_entering, invoice_entering, credit_entering, credit_entering):
            self._draw(data, entering)

    @rule(by=st.integers(1, 2))
    def let_days_pass(self, by: int) -> None:
        """Move the business date on."""
        self.on += timedelta(days=by)

    @precondition(lambda self: lacks_invoices(self.account))
    @rule(data=st.data())
    def enter_invoice(self, data: st.DataObject) -> None:
        """Enter an invoice as it stands."""
        self._draw(data, invoice_entering)

    @precondition(lambda self: lacks_credit(self.account))
    @rule(data=st.data())
    def enter_credit(self, data: st.DataObject) -> None:
        """Enter a lot, or grant one."""
        self._draw(data, credit_entering)

    @rule(data=st.data())
    def credit(self, data: st.DataObject) -> None:
        """Raise a credit note."""
        self._draw(data, crediting.raising)

    @rule(data=st.data())
    def apply(self, data: st.DataObject) -> None:
        """Apply credit to one invoice, or to many."""
        self._draw(data, using.applying, using.applying, using.allocating)

    @rule(data=st.data())
    def issue(self, data: st.DataObject) -> None:
        """Issue an invoice."""
        self._draw(data, using.issuing)

    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        """Move cash."""
        self._draw(data, using.paying)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Unapply credit, or void a note."""
        self._draw(data, using.unapplying, using.voiding)

    @rule(data=st.data())
    def keep(self, data: st.DataObject) -> None:
        """Pause, resume or expire lots."""
        self._draw(data, using.pausing, using.expiring)

    @rule(data=st.data())
    def credit_many(self, data: st.DataObject) -> None:
        """Raise many notes, compare with a refund, leave a product, cancel a session."""
        self._draw(data, crediting.raising_many, crediting.comparing, crediting.leaving, crediting.leaving_as_planned)

    @precondition(lambda self: not lacks_credit(self.account))
    @rule(data=st.data())
    def spend(self, data: st.DataObject) -> None:
        """Void a lot, or pay one out."""
        self._draw(data, using.spending)

    @precondition(lambda self: not lacks_invoices(self.account))
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        """Cancel an invoice, or write it off."""
        self._draw(data, using.closing)


def account_machine(policy: Policy) -> type[AccountMachine]:
    """Return a machine that plays under that policy; its `TestCase` is a test that pytest and unittest collect.

    In a test module of yours:

        from credit_rules_adapters.testing import account_machine

        TestOurPolicy = account_machine(our_policy).TestCase

    Hypothesis' settings apply: `TestOurPolicy.settings = settings(max_examples=500, deadline=None)`.
    """
    return type("AccountMachine", (AccountMachine,), {"policies": st.just(policy), "__doc__": AccountMachine.__doc__})
