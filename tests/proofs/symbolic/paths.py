"""Every path of a piece of code: run it again and again, each time with another recorded sequence of decisions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn, TypeAlias, TypeVar

import z3
from attrs import define, field, frozen

from proofs.symbolic.values import SymbolicInt, place

QUICK_EFFORT = 1_000_000
"""What the incremental solver may spend on a question before z3 is asked anew: some 0.2 seconds of an idle machine."""

QUERY_EFFORT = 40_000_000
"""What z3 may spend on it then. Of a fork that stays unanswered both sides are explored; nothing is proved by it.

Effort is what z3 counts itself (`rlimit`), not time: so a verdict is the same on a busy machine.
"""

Answer: TypeAlias = tuple[z3.CheckSatResult, z3.ModelRef | None]
_Value = TypeVar("_Value")


class CannotFollow(BaseException):
    """The code did what has no exact symbolic meaning; the message says what and where.

    A `BaseException`, so that neither `except Exception` nor returns' `@safe` takes it for a failure of the code; and
    should a bare `except` swallow it, it is raised again when the code ends.
    """


class OutOfTime(BaseException):
    """The time given to an exploration is over."""


@frozen(eq=False)
class Decision:
    """A fork: the conditions there were to choose from, and the index of the chosen one."""

    conditions: Sequence[z3.BoolRef]
    index: int


@define(eq=False)
class Exploration:
    """What the runs of one exploration share: a z3 context of their own, the time it ends, and what terms simplify to.

    Terms are kept, with their ids, so that each run builds the very terms of the run before.
    """

    deadline: float
    context: z3.Context = field(factory=z3.Context)
    _simpler: dict[tuple[int, bool], tuple[z3.ExprRef, z3.ExprRef]] = field(factory=dict)

    def simplify(self, term: z3.ExprRef, *, as_sum: bool = False) -> z3.ExprRef:
        """Return an equal term, `as_sum` of products if it is arithmetic: the same for the same term each time."""
        key = term.get_id(), as_sum
        if key not in self._simpler:
            self._simpler[key] = term, z3.simplify(term, som=as_sum)
        return self._simpler[key][1]


class Run:
    """One execution: repeats the decisions of `prefix`, then takes the first feasible side of every new fork.

    `branches` are the prefixes of the sides not taken; `choices` the indexes `choose` returned; `text_at` the first
    place that asked for the text of a symbolic integer; `stopped` what ended the exploration, if anything did.
    """

    def __init__(self, exploration: Exploration, prefix: Sequence[Decision]) -> None:
        self.branches: list[list[Decision]] = []
        self.choices: list[int] = []
        self.text_at: str | None = None
        self.stopped: BaseException | None = None
        self.over = False
        self._exploration = exploration
        self._context = exploration.context
        self._solver = z3.SimpleSolver(ctx=self._context)
        self._prefix = prefix
        self._taken: list[Decision] = []
        self._known: dict[int, bool] = {}
        self._quotients: dict[tuple[int, int], tuple[z3.ArithRef, z3.ArithRef]] = {}

    @property
    def condition(self) -> z3.BoolRef:
        """What holds of the arguments on this path, with the definitions of its quotients."""
        return z3.And([z3.BoolVal(True, self._context), *self._solver.assertions()])

    def integer(self, name: str) -> SymbolicInt:
        """Return the argument `name`: any integer at all."""
        return SymbolicInt(self, z3.Int(name, self._context))

    def choose(self, count: int) -> int:
        """Return each index below `count`, one a path."""
        self.choices.append(self._fork([z3.And([], self._context)] * count))
        return self.choices[-1]

    def decide(self, condition: z3.BoolRef) -> bool:
        """Take one side of a condition; the other, if feasible, is taken by a later run."""
        condition = self._exploration.simplify(condition)
        if z3.is_true(condition) or z3.is_false(condition):
            return bool(z3.is_true(condition))
        if condition.get_id() not in self._known:
            # The false side first: loops end, and a claim that holds costs one question, not two.
            self._known[condition.get_id()] = self._fork([z3.Not(condition), condition]) == 1
        return self._known[condition.get_id()]

    def divide(self, dividend: z3.ArithRef, divisor: z3.ArithRef) -> tuple[z3.ArithRef, z3.ArithRef]:
        """Return quotient and remainder as `divmod` does: rounded down, the remainder signed as the divisor.

        :raises ZeroDivisionError: on the path where the divisor is 0
        """
        dividend, divisor = (self._exploration.simplify(term, as_sum=True) for term in (dividend, divisor))
        if self.decide(divisor == 0):
            raise ZeroDivisionError("integer division or modulo by zero")
        if self.decide(divisor < 0):
            quotient, remainder = self.divide(-dividend, -divisor)
            return quotient, -remainder
        if z3.is_int_value(divisor):
            return dividend / divisor, dividend % divisor  # z3 rounds down where the divisor is positive
        key = dividend.get_id(), divisor.get_id()
        if key not in self._quotients:
            # z3 is slow with `div` by a variable, quick with products: so a quotient is what satisfies its definition.
            names = (f"quotient!{len(self._quotients)}", f"remainder!{len(self._quotients)}")
            quotient, remainder = self._quotients[key] = z3.Ints(names, self._context)
            self._solver.add(dividend == divisor * quotient + remainder, remainder >= 0, remainder < divisor)
        return self._quotients[key]

    def stop(self, operation: str) -> NoReturn:
        """End the exploration with `CannotFollow`."""
        self._end(CannotFollow(f"cannot follow {operation}, at {place()}"))

    def ask(self, *conditions: z3.BoolRef) -> Answer:
        """Ask whether the path can be taken, under further conditions if there are any, and for a model of it."""
        self._solver.push()
        try:
            self._solver.add(*conditions)
            solver, answer = self._solver, self._check(self._solver, QUICK_EFFORT)
            if answer == z3.unknown:
                # Asked anew, z3 preprocesses: slower where sums are compared, a hundred times as fast among products.
                solver = z3.Solver(ctx=self._context)
                solver.add(self._solver.assertions())
                answer = self._check(solver, QUERY_EFFORT)
            return answer, solver.model() if answer == z3.sat else None
        finally:
            self._solver.pop()

    def _fork(self, conditions: Sequence[z3.BoolRef]) -> int:
        if self.over:
            self.stop("a decision about a symbolic value after its run")
        if len(self._taken) < len(self._prefix):
            decision = self._prefix[len(self._taken)]
            if not z3.eq(z3.And(*conditions), z3.And(*decision.conditions)):
                self.stop("code that decides otherwise when it is run again")
        else:
            feasible = [index for index, each in enumerate(conditions[:-1]) if self.ask(each)[0] != z3.unsat]
            if not feasible or self.ask(conditions[-1])[0] != z3.unsat:
                feasible.append(len(conditions) - 1)
            decision, *others = (Decision(conditions, index) for index in feasible)
            self.branches += [[*self._taken, other] for other in others]
        self._taken.append(decision)
        self._solver.add(decision.conditions[decision.index])
        return decision.index

    def _check(self, solver: z3.Solver, effort: int) -> z3.CheckSatResult:
        left = self._exploration.deadline - time.monotonic()
        if left <= 0:
            self._end(OutOfTime())
        solver.set("rlimit", effort)
        solver.set("timeout", int(1000 * left) + 1)
        try:
            return solver.check()
        except z3.Z3Exception as error:
            self.stop(f"z3, which says {error}")

    def _end(self, reason: BaseException) -> NoReturn:
        self.stopped = self.stopped or reason
        raise self.stopped


def walk(code: Callable[[Run], _Value], seconds: float) -> Iterator[tuple[Run, _Value]]:
    """Yield every run of `code` with what it returned, until no feasible side of any fork is left.

    :raises CannotFollow: the code did what has no exact symbolic meaning
    :raises OutOfTime: after `seconds`
    """
    exploration = Exploration(time.monotonic() + seconds)
    pending: list[list[Decision]] = [[]]
    while pending:
        run = Run(exploration, pending.pop())
        value = code(run)
        run.over = True
        if run.stopped:
            raise run.stopped
        pending += reversed(run.branches)
        yield run, value
