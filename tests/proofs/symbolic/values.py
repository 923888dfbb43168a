"""Integers and truth values that stand for every integer at once."""

from __future__ import annotations

import numbers
import operator
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import z3

if TYPE_CHECKING:
    from collections.abc import Callable

    from proofs.symbolic.paths import Run

    Operator: TypeAlias = Callable[[Any, Any], Any]

_HERE = PurePath(__file__).parent


def place() -> str:
    """Return the file, line and function of the nearest caller outside this package."""
    frame = sys._getframe(1)
    while frame.f_back and PurePath(frame.f_code.co_filename).parent == _HERE:
        frame = frame.f_back
    return f"{PurePath(frame.f_code.co_filename).name}:{frame.f_lineno} in {frame.f_code.co_name}"


class SymbolicInt:
    """An integer known only by its z3 `term`: arithmetic builds terms, comparisons build a `SymbolicBool`.

    To the code it is an `int` (`__class__` says so) with Python's meaning of `+ - * // %`, `divmod`, `abs` and the
    comparisons. Everything else an int can do stops with `CannotFollow`; the tables below say which is which.
    """

    __slots__ = ("_run", "term")
    __class__ = property(lambda _: int)

    def __init__(self, run: Run, term: z3.ArithRef) -> None:
        self._run = run
        self.term = term

    def _operand(self, other: object) -> z3.ArithRef | None:
        """Return `other` as a term; None where `int` itself would answer NotImplemented."""
        if isinstance(other, SymbolicInt):
            if other._run is not self._run:
                self._run.stop("a symbolic integer of another run")
            return other.term
        if isinstance(other, int):
            return z3.IntVal(int(other), self.term.ctx)
        if isinstance(other, numbers.Number):
            self._run.stop(f"an operation with {type(other).__name__}")
        return None

    def __neg__(self) -> SymbolicInt:
        return SymbolicInt(self._run, -self.term)

    def __pos__(self) -> SymbolicInt:
        return SymbolicInt(self._run, self.term)

    def __abs__(self) -> SymbolicInt:
        return SymbolicInt(self._run, z3.If(self.term >= 0, self.term, -self.term))

    def __bool__(self) -> bool:
        return self._run.decide(self.term != 0)


class SymbolicBool(SymbolicInt):
    """The truth of a z3 `condition`: asking for it (`if`, `and`, `not`, `min`) forks, `&`, `|` and `^` do not.

    It is a number too, as every `bool` is: 1 where the condition holds, else 0.
    """

    __slots__ = ("condition",)
    __class__ = property(lambda _: bool)

    def __init__(self, run: Run, condition: z3.BoolRef) -> None:
        SymbolicInt.__init__(self, run, z3.If(condition, z3.IntVal(1, condition.ctx), z3.IntVal(0, condition.ctx)))
        self.condition = condition

    def __bool__(self) -> bool:
        return self._run.decide(self.condition)


def _operation(build: Operator, result: type[SymbolicInt]) -> Operator:
    def operate(self: SymbolicInt, other: object) -> Any:
        term = self._operand(other)
        return NotImplemented if term is None else result(self._run, build(self.term, term))

    return operate


def _division(pick: Callable[[list[SymbolicInt]], Any], *, reflected: bool) -> Operator:
    def operate(self: SymbolicInt, other: object) -> Any:
        term = self._operand(other)
        if term is None:
            return NotImplemented
        dividend, divisor = (term, self.term) if reflected else (self.term, term)
        return pick([SymbolicInt(self._run, part) for part in self._run.divide(dividend, divisor)])

    return operate


def _connective(name: str, build: Operator) -> Operator:
    def operate(self: SymbolicBool, other: object) -> SymbolicBool:
        if isinstance(other, SymbolicBool):
            condition = other.condition
        elif isinstance(other, bool):
            condition = z3.BoolVal(other, self.condition.ctx)
        else:
            self._run.stop(f"bool.{name} with {type(other).__name__}")
        return SymbolicBool(self._run, build(self.condition, condition))

    return operate


def _refusal(name: str) -> Any:
    def refuse(self: SymbolicInt, *_: object) -> NoReturn:
        self._run.stop(f"int.{name}")

    return refuse if name.startswith("__") else property(refuse)


def _placeholder(self: SymbolicInt, *_: object) -> str:
    """Write a text fit for the message of an exception and nothing else; the run notes that it was asked for."""
    self._run.text_at = self._run.text_at or place()
    return f"<{self.term}>"


for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(SymbolicInt, f"__{_name}__", _operation(getattr(operator, _name), SymbolicBool))
for _name, _build in (("add", operator.add), ("sub", operator.sub), ("mul", operator.mul)):
    setattr(SymbolicInt, f"__{_name}__", _operation(_build, SymbolicInt))
for _name, _build in (("radd", operator.add), ("rsub", lambda a, b: b - a), ("rmul", operator.mul)):
    setattr(SymbolicInt, f"__{_name}__", _operation(_build, SymbolicInt))
for _name, _pick in (("divmod", tuple), ("floordiv", operator.itemgetter(0)), ("mod", operator.itemgetter(1))):
    setattr(SymbolicInt, f"__{_name}__", _division(_pick, reflected=False))
    setattr(SymbolicInt, f"__r{_name}__", _division(_pick, reflected=True))
for _name, _build in (("and", z3.And), ("or", z3.Or), ("xor", z3.Xor)):
    setattr(SymbolicBool, f"__{_name}__", _connective(_name, _build))
    setattr(SymbolicBool, f"__r{_name}__", _connective(_name, _build))
for _name in ("str", "repr", "format"):
    setattr(SymbolicInt, f"__{_name}__", _placeholder)

# The rest of what an int can do stops loudly: an absent method would be a TypeError, which the code might catch.
# `__getitem__` is what Python asks for when it iterates over something that has no iterator.
_HARMLESS = {*dir(object)} - {"__hash__", "__reduce__", "__reduce_ex__", "__getstate__"}
for _name in sorted({*dir(int), "__getitem__"} - _HARMLESS - {*vars(SymbolicInt)}):
    setattr(SymbolicInt, _name, _refusal(_name))
