"""The machine that plays every command into the core and into the reference, and compares after each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from credit_rules import Command, Rejection
from credit_rules.rejection import CreditAlreadyUsed
from credit_rules_adapters.testing import DAY_ONE, AccountMachine, Step
from laws.asking import ask
from laws.showing import state_of, state_of_book
from laws.telling import told
from laws.translating import policy_of
from reference.model import Book


class SideBySide(AccountMachine):
    """The same answer, figure by figure, and the same whole state after it."""

    @cached_property
    def book(self) -> Book:
        """The reference, under the policy of this run."""
        return Book(policy_of(self.policy), "GBP", DAY_ONE)

    def play(self, command: Command) -> Step:
        """Play a command into both.

        :raises AssertionError: a law is broken, or the two differ
        """
        step = super().play(command)
        answer = ask(self.book, command, step.before.invoices, self.on)
        found = [*differences("answer", told(step), answer), *self._differences_of_state(step)]
        assert not found, "\n".join([f"{command} on {self.on} under {self.policy}", *found])
        return step

    def _differences_of_state(self, step: Step) -> Iterator[str]:
        refusal: Rejection | None = step.answer.swap().value_or(None)
        if isinstance(refusal, CreditAlreadyUsed):
            remaining = self.book.credit(refusal.credit)["remaining"]
            yield from differences("remaining", refusal.remaining.amount_minor, remaining)
        yield from differences("state", state_of(step.after, self.policy, self.on), state_of_book(self.book, self.on))


def differences(where: str, core: Any, reference: Any) -> Iterator[str]:
    """Tell where two answers or states differ, down to the figure."""
    if isinstance(core, dict) and isinstance(reference, dict):
        for name in sorted({*core, *reference}, key=str):
            yield from differences(f"{where} {name}", core.get(name), reference.get(name))
    elif core != reference:
        yield f"{where}: the core has {core!r}, the reference {reference!r}"
