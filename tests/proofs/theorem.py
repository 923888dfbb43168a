"""A theorem: a law, the shipped functions it is about, and how it is proved of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from attrs import Factory, evolve, field, fields, frozen
from returns.result import Result

from credit_rules import Money, Outcome, Rejection, fold
from proofs.symbolic import Claim, Given, Verdict, prove

SECONDS = 1200
"""What a proof may take before it counts as endless; each is done in a fraction of it, even on a busy machine."""

Function: TypeAlias = Callable[..., Any]


def _several(about: Function | tuple[Function, ...]) -> tuple[Function, ...]:
    return about if isinstance(about, tuple) else (about,)


@frozen
class Theorem:
    """A law of shipped functions, for all integers.

    `trial` is run on symbolic arguments of the shapes in `over` that are `given`; it is the shipped function itself,
    or a few lines that call several of them. `claim` must hold of whatever it answers.
    """

    law: str
    about: tuple[Function, ...] = field(converter=_several)
    claim: Claim
    given: Given = lambda _: True
    over: Mapping[str, object] = field(factory=dict)
    trial: Function = Factory(lambda theorem: theorem.about[0], takes_self=True)

    @property
    def functions(self) -> str:
        """The shipped functions, for a table."""
        return ", ".join(function.__qualname__ for function in self.about)

    def verdict(self, seconds: float = SECONDS) -> Verdict:
        """Try to prove it; in no time at all, only small plain arguments are tried."""
        found = prove(self.law, self.trial, claim=self.claim, given=self.given, over=self.over, seconds=seconds)
        return evolve(found, function=self.functions)


def answer(decision: Result[Outcome, Rejection]) -> Outcome | Rejection:
    """What a decision says: the outcome, or the refusal."""
    return fold(decision, lambda outcome: outcome, lambda refusal: refusal)


def told(refusal: Rejection) -> tuple[object, ...]:
    """A refusal as the specifications write it: its code, then its amounts, all of them pounds."""
    named = (getattr(refusal, each.name) for each in fields(type(refusal)))
    amounts = [each for each in named if isinstance(each, Money)]
    assert {each.currency for each in amounts} <= {"GBP"}
    return refusal.code, *(each.amount_minor for each in amounts)
