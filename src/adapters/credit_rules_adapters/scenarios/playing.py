"""A scenario played: what exists enters, then each step is decided and, unless refused, recorded."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from credit_rules import Account, AddCredit, AddInvoice, Command, Decision, Outcome, Policy, Rejection, decide, fold
from credit_rules_adapters.scenarios.model import Scenario, Step


@frozen
class Taken:
    """A step as it went: the account before it, the decision, the account after it."""

    step: Step
    before: Account
    decision: Decision
    after: Account

    @property
    def answer(self) -> Outcome | Rejection:
        """The outcome, or the refusal."""
        return fold(self.decision, lambda outcome: outcome, lambda refusal: refusal)


@frozen
class Played:
    """A scenario as it went: the account at the start, each step taken, the account at the end."""

    scenario: Scenario
    policy: Policy
    start: Account
    steps: tuple[Taken, ...]

    @property
    def end(self) -> Account:
        """The account after the last step."""
        return self.steps[-1].after if self.steps else self.start

    @property
    def on(self) -> date:
        """The last date."""
        return self.steps[-1].step.on if self.steps else self.scenario.on


def play(scenario: Scenario, policy: Policy | None = None) -> Played:
    """Play a scenario under its own policy, or under another."""
    policy = policy or scenario.policy
    start = Account()
    entering: list[Command] = [AddInvoice(invoice) for invoice in scenario.invoices]
    entering += [AddCredit(credit) for credit in scenario.credits]
    for command in entering:
        start = start.record(decide(command, start, policy, scenario.on).unwrap(), on=scenario.on)
    account = start
    steps: list[Taken] = []
    for step in scenario.steps:
        steps.append(_take(step, account, policy))
        account = steps[-1].after
    return Played(scenario, policy, start, tuple(steps))


def _take(step: Step, before: Account, policy: Policy) -> Taken:
    decision = decide(step.command, before, policy, step.on)
    after = fold(decision, lambda outcome: before.record(outcome, on=step.on), lambda refusal: before)
    return Taken(step, before, decision, after)
