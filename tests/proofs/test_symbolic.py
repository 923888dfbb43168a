"""The symbolic executor: it agrees with Python, takes every path, and refuses what it cannot follow."""

from __future__ import annotations

import copy
import itertools
import math
import operator
import pickle
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
import z3
from attrs import evolve, field, frozen
from attrs.validators import ge, instance_of
from returns.result import Failure, Result, Success, safe

from proofs.symbolic import (
    INTEGER,
    Built,
    CannotFollow,
    Choice,
    Claim,
    Disagreement,
    Given,
    OutOfTime,
    Path,
    Standing,
    SymbolicInt,
    explore,
    prove,
)
from proofs.symbolic.paths import Run

PAIR = {"x": INTEGER, "y": INTEGER}


# Functions shaped like those to be proved.


class First(Enum):
    """What a surplus is taken from first."""

    APPLIED = "applied"
    CASH = "cash"


@frozen
class Position:
    """What a credit turns on."""

    outstanding: int = field(validator=[instance_of(int), ge(0)])
    applied: int = field(validator=[instance_of(int), ge(0)])
    cash: int = field(validator=[instance_of(int), ge(0)])


@frozen
class Split:
    """What becomes of a credit."""

    reduced: int = field(validator=instance_of(int))
    restored: int = field(validator=instance_of(int))
    released: int = field(validator=instance_of(int))

    @released.validator
    def _not_negative(self, _: object, value: int) -> None:
        if min(self.reduced, self.restored, value) < 0:
            raise ValueError(f"no part may be negative: {self.reduced}, {self.restored!s}, {value:>9}")


@frozen
class Lot:
    """A state with a private field and a derived one."""

    _amount: int
    half: int = field(init=False)

    @half.default
    def _halved(self) -> int:
        return self._amount // 2


@frozen
class TooMuch:
    """A refusal."""

    amount: int
    creditable: int


def split(amount: int, at: Position, first: First) -> Result[Split, TooMuch]:
    """Reduce the debt first; give the rest back."""
    creditable = at.outstanding + at.applied + at.cash
    if not 0 < amount <= creditable:
        return Failure(TooMuch(amount, creditable))
    reduced = min(amount, at.outstanding)
    surplus = amount - reduced
    restored = min(surplus, at.applied) if first is First.APPLIED else max(0, surplus - at.cash)
    return Success(evolve(Split(reduced, 0, 0), restored=restored, released=surplus - restored))


def pay(owed: int, lots: Sequence[int]) -> list[int]:
    """Fold the least of what is owed and what a lot holds."""
    taken = []
    for lot in lots:
        taken.append(min(owed, lot))
        owed -= taken[-1]
    return taken


def apportion(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Largest remainder, ties to the earlier."""
    whole = sum(weights)
    floors = [divmod(amount * weight, whole) for weight in weights]
    left = amount - sum(floor for floor, _ in floors)
    ranked = sorted(range(len(weights)), key=lambda place: (-floors[place][1], place))
    return tuple(floor + (ranked.index(place) < left) for place, (floor, _) in enumerate(floors))


def apportion_ties_to_later(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """As `apportion`, with its tie-break planted wrong."""
    return apportion(amount, weights[::-1])[::-1]


def apportion_floors(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """As `apportion`, with the remainder forgotten."""
    return tuple(amount * weight // sum(weights) for weight in weights)


POSITION = Built(Position, outstanding=INTEGER, applied=INTEGER, cash=INTEGER)
SPLIT = {"at": POSITION, "first": Choice(*First)}


def taken_by(paths: list[Path], **values: int) -> list[tuple[Path, z3.ModelRef]]:
    """Return the paths that plain values take, each with a model of it."""
    taken = []
    for path in paths:
        assert path.condition is not None
        solver = z3.Solver(ctx=path.condition.ctx)
        solver.add(path.condition, *(z3.Int(name, solver.ctx) == value for name, value in values.items()))
        if solver.check() == z3.sat:
            taken.append((path, solver.model()))
    return taken


def plain(value: Any, model: z3.ModelRef) -> Any:
    """Return what a symbolic result is in a model."""
    if isinstance(value, tuple | list):
        return [plain(part, model) for part in value]
    return model.eval(value.term, model_completion=True).as_long() if isinstance(value, SymbolicInt) else value


# Agreement with Python.


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda x, y: (x + y, x - y, x * y, 3 - x, 3 + y, 3 * x, -x, +x, abs(x), sum([x, y])), id="sums"),
        pytest.param(lambda x, y: (x // y, x % y, *divmod(x, y)), id="division"),
        pytest.param(lambda x, y: (7 // x, 7 % x, *divmod(-7, x), y), id="division of a constant"),
        pytest.param(lambda x, y: (x // 3, x % 3, *divmod(x, 3), y // -3, y % -3, *divmod(y, -3)), id="by a constant"),
        pytest.param(lambda x, y: ((x + y) * x // (y * y + 1), (x * x + x * y) % (1 + y * y)), id="of products"),
        pytest.param(lambda x, y: x // (x - x) + y, id="by zero"),
        pytest.param(lambda x, y: (min(x, y), max(x, y, 2), *sorted([y, 1, x], reverse=True)), id="order"),
        pytest.param(lambda x, y: sorted(range(3), key=lambda n: (-[x, y, x][n], n)), id="order by key"),
        pytest.param(
            lambda x, y: [int(bool(t)) for t in (x == y, x != y, x < y, x <= y, x > y, x >= y, x)], id="truth"
        ),
        pytest.param(lambda x, y: ((x < y) + 1, (x < 0) & (y < 0), (x < 0) | (y < 0), (x < 0) ^ True), id="bool"),
        pytest.param(lambda x, y: (x in (1, y, 7), x == "1", x != None, (x, y) == (y, x)), id="equality"),  # noqa: E711
    ],
)
def test_agrees_with_python(function: Callable[[int, int], Any]) -> None:
    paths = explore(function, PAIR)
    for x, y in itertools.product((-7, -3, -2, -1, 0, 1, 2, 3, 8), repeat=2):
        [(path, model)] = taken_by(paths, x=x, y=y)
        try:
            expected = function(x, y)
        except ZeroDivisionError:
            assert isinstance(path.raised, ZeroDivisionError)
        else:
            assert path.raised is None
            assert plain(path.returned, model) == plain(expected, model)


def test_is_an_int_to_the_code() -> None:
    def kinds(x: int) -> tuple[bool, bool, bool, bool]:
        match x:
            case int():
                return isinstance(x, int), isinstance(x, bool), isinstance(x > 0, bool), isinstance(x, str)
        return False, False, False, False

    [path] = explore(kinds)
    assert path.returned == (True, False, True, False)


@pytest.mark.parametrize("other", ["1", None, [1]])
def test_what_an_int_has_no_sum_with_is_a_type_error(other: Any) -> None:
    [path] = explore(lambda x: x - other, {"x": INTEGER})
    assert isinstance(path.raised, TypeError)


# Paths.


def clamp(x: int, low: int, high: int) -> int:
    """Three paths."""
    if x < low:
        return low
    if x > high:
        return high
    return x


def stairs(x: int) -> int:
    """Three paths: who is above 5 is above 3."""
    return (x > 5) + 2 if x > 3 and (x > 3 or x > 4) else 0 if x > 0 else -1


def clamp_by_table(x: int) -> int:
    """Ask for a hash."""
    return {0: 0, 1: 1}.get(x, 2)


@pytest.mark.parametrize(
    ("function", "over", "count"),
    [
        (clamp, {}, 3),
        (stairs, {}, 3),
        (lambda x: x, {"x": INTEGER}, 1),
        (lambda x: x > 0, {"x": INTEGER}, 1),
        (lambda x: not x > 0, {"x": INTEGER}, 2),
        (lambda x, y: 1 // (x - y), PAIR, 3),
        (lambda xs: min(*xs), {"xs": [INTEGER] * 3}, 4),
        (lambda xs: xs[0] < xs[1] < xs[2] and True, {"xs": (INTEGER,) * 3}, 3),
        (lambda xs: max(xs.values()), {"xs": {"a": INTEGER, "b": INTEGER}}, 2),
        (lambda first: first, {"first": Choice(*First)}, 2),
        (lambda xs: sum([*xs]), {"xs": Choice([], [INTEGER], [INTEGER, Choice(1, 2, 3)])}, 5),
        (lambda at: at, {"at": POSITION}, 1),
        (pay, {"lots": [INTEGER] * 3}, 8),
    ],
)
def test_takes_every_path_once(function: Callable[..., Any], over: dict[str, object], count: int) -> None:
    paths = explore(function, over)
    assert len(paths) == count
    assert len({str((path.condition, path.plain and path.plain.arguments)) for path in paths}) == count


def test_paths_divide_the_arguments() -> None:
    conditions = [path.condition for path in explore(clamp)]
    solver = z3.Solver(ctx=conditions[0].ctx if conditions[0] is not None else None)
    assert solver.check(z3.Not(z3.Or(conditions))) == z3.unsat
    for pair in itertools.combinations(conditions, 2):
        assert solver.check(*pair) == z3.unsat


def test_each_path_has_a_plain_example() -> None:
    for path in explore(clamp):
        assert path.plain is not None
        assert clamp(**path.plain.arguments) == path.plain.returned
        assert [found for found, _ in taken_by([path], **path.plain.arguments)] == [path]


def test_a_path_that_cannot_be_taken_after_all_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsure(run: Run, *conditions: z3.BoolRef) -> tuple[z3.CheckSatResult, z3.ModelRef | None]:
        return (z3.unknown, None) if conditions else ask(run)

    ask = Run.ask
    monkeypatch.setattr(Run, "ask", unsure)
    assert len(explore(stairs)) == 3
    assert prove("below", stairs, claim=lambda _, result: result < 4)


def test_an_exception_of_the_code_is_a_path() -> None:
    def halves(x: int) -> int:
        if x % 2:
            raise ValueError(f"{x} of {x!r} is odd: {x:,}")
        return x // 2

    even, odd = sorted(explore(halves), key=lambda path: path.raised is not None)
    assert even.raised is None
    assert isinstance(odd.raised, ValueError)
    assert odd.plain is not None
    assert str(odd.plain.raised) == "{0} of {0} is odd: {0}".format(odd.plain.arguments["x"])


def test_same_paths_each_time() -> None:
    def told() -> list[str]:
        return [str((path.condition, path.returned)) for path in explore(lambda x, y: sorted(divmod(x, y)), PAIR)]

    assert told() == told()


# Refusals.

REFUSED: list[tuple[str, Callable[[Any], object]]] = [
    ("int.__truediv__", lambda x: x / 2),
    ("int.__rtruediv__", lambda x: 2 / x),
    ("int.__pow__", lambda x: x**2),
    ("int.__pow__", lambda x: pow(x, 2, 7)),
    ("int.__rpow__", lambda x: 2**x),
    ("int.__lshift__", lambda x: x << 1),
    ("int.__rlshift__", lambda x: 1 << x),
    ("int.__rshift__", lambda x: x >> 1),
    ("int.__rrshift__", lambda x: 8 >> x),
    ("int.__and__", lambda x: x & 1),
    ("int.__rand__", lambda x: 1 & x),
    ("int.__or__", lambda x: x | 1),
    ("int.__ror__", lambda x: 1 | x),
    ("int.__xor__", lambda x: x ^ 1),
    ("int.__rxor__", lambda x: 1 ^ x),
    ("int.__invert__", lambda x: ~x),
    ("bool.and with int", lambda x: (x > 0) & 1),
    ("int.__invert__", lambda x: ~(x > 0)),
    ("int.__hash__", hash),
    ("int.__hash__", lambda x: {x}),
    ("int.__hash__", lambda x: x in {1, 2}),
    ("int.__hash__", lambda x: {x: 1}),
    ("int.__hash__", lambda x: hash(TooMuch(x, x))),
    ("int.__index__", operator.index),
    ("int.__index__", range),
    ("int.__index__", lambda x: [1, 2, 3][x]),
    ("int.__index__", lambda x: [1, 2, 3][:x]),
    ("int.__index__", lambda x: [0] * x),
    ("int.__index__", lambda x: x * "0"),
    ("int.__index__", lambda x: math.gcd(x, 6)),
    ("int.__getitem__", list),
    ("int.__getitem__", lambda x: 1 in x),
    ("int.__getitem__", lambda x: x[0]),
    ("int.__int__", int),
    ("int.__int__", lambda x: "%d" % x),  # noqa: UP031 - the operator is meant
    ("int.__float__", float),
    ("int.__float__", math.sqrt),
    ("int.__round__", round),
    ("int.__floor__", math.floor),
    ("int.__ceil__", math.ceil),
    ("int.__trunc__", math.trunc),
    ("int.bit_length", lambda x: x.bit_length()),
    ("int.real", lambda x: x.real),
    ("int.numerator", lambda x: x.numerator),
    ("int.numerator", lambda x: Decimal(1) < x),
    ("int.to_bytes", lambda x: x.to_bytes(8, "big")),
    ("int.__reduce_ex__", copy.copy),
    ("int.__reduce_ex__", pickle.dumps),
    ("an operation with float", lambda x: x + 1.5),
    ("an operation with float", lambda x: x == 1.0),
    ("an operation with Decimal", lambda x: x - Decimal(1)),
    ("an operation with Fraction", lambda x: x * Fraction(1, 2)),
    ("the text of a symbolic integer", str),
    ("the text of a symbolic integer", lambda x: f"{x:>9}"),
    ("the text of a symbolic integer", lambda x: repr(TooMuch(x, x))),
    ("the text of a symbolic integer", lambda x: f"{x > 0}"),
]


@pytest.mark.parametrize(("named", "operation"), REFUSED, ids=itertools.count())
@pytest.mark.parametrize("caught", [Exception, BaseException])
def test_refuses_loudly_what_it_cannot_follow(
    named: str, operation: Callable[[Any], object], caught: type[BaseException]
) -> None:
    def code(x: int) -> object:
        try:
            return operation(x)
        except caught:
            return 0

    with pytest.raises(CannotFollow, match=re.escape(f"cannot follow {named}")):
        explore(code)


def test_a_refusal_says_where() -> None:
    with pytest.raises(CannotFollow, match=r"int\.__hash__, at test_symbolic\.py:\d+ in clamp_by_table"):
        explore(clamp_by_table)


def test_whatever_an_int_can_do_is_followed_or_refused() -> None:
    inherited = {name for name in dir(int) if getattr(SymbolicInt, name) is getattr(object, name, None)}
    harmless = {"__class__", "__delattr__", "__dir__", "__getattribute__", "__new__", "__setattr__", "__sizeof__"}
    assert inherited - {"__init_subclass__", "__subclasshook__", "__doc__"} <= harmless


def test_no_handler_of_exceptions_sees_a_refusal() -> None:
    seen: list[object] = []

    def code(x: int) -> None:
        try:
            seen.append(safe(clamp_by_table)(x))
        except Exception as error:  # noqa: BLE001 - as broad as code may be
            seen.append(error)

    with pytest.raises(CannotFollow, match="hash"):
        explore(code)
    assert not seen
    assert not issubclass(OutOfTime, Exception)


def test_text_of_an_exception_that_is_caught_is_no_value() -> None:
    def told(x: int) -> str:
        try:
            Split(-1, x, x)
        except ValueError as error:
            return str(error)
        return ""

    with pytest.raises(CannotFollow, match=r"text of a symbolic integer \(made at test_symbolic\.py"):
        explore(told)


def test_a_value_of_another_run_is_refused() -> None:
    kept: list[Any] = []

    def keep(x: int) -> None:
        kept.append(x)

    explore(keep)
    with pytest.raises(CannotFollow, match="after its run"):
        bool(kept[0] > 0)
    with pytest.raises(CannotFollow, match="another run"):
        explore(lambda x: x + kept[0], {"x": INTEGER})


def test_code_that_is_not_deterministic_is_refused() -> None:
    turns = itertools.count()
    with pytest.raises(CannotFollow, match="decides otherwise"):
        explore(lambda x: bool(x > next(turns)), {"x": INTEGER})


def test_nothing_is_left_over_after_an_exception() -> None:
    before = [str(path.condition) for path in explore(clamp)]
    for function in (hash, lambda x: bool(x) and 1 / x):
        with pytest.raises(CannotFollow):
            explore(lambda x, function=function: function(x), {"x": INTEGER, "function": function})
    assert [str(path.condition) for path in explore(clamp)] == before


def test_a_loop_without_a_bound_runs_out_of_time() -> None:
    def down(x: int) -> int:
        while x > 0:
            x -= 1
        return x

    with pytest.raises(OutOfTime):
        explore(down, seconds=0.3)
    verdict = prove("ends at 0", down, claim=lambda _, result: result <= 0, seconds=0.3)
    assert verdict.standing is Standing.UNKNOWN


# Verdicts.


def expected_split(amount: int, at: Position, first: First) -> Split | None:
    """Return what `split` should, in closed form."""
    if amount <= 0 or amount > at.outstanding + at.applied + at.cash:
        return None
    beyond = max(amount - at.outstanding, 0)
    cash = min(beyond, at.cash) if first is First.CASH else max(beyond - at.applied, 0)
    return Split(amount - beyond, beyond - cash, cash)


def test_the_code_equals_its_specification() -> None:
    verdict = prove(
        "equals its specification",
        split,
        over=SPLIT,
        claim=lambda a, result: result.value_or(None) == expected_split(**vars(a)),
    )
    assert verdict, verdict
    assert verdict.paths >= 7
    assert str(verdict).startswith("equals its specification (split): proved, ")


def test_a_wrong_law_is_refuted_by_a_call_that_breaks_it() -> None:
    def law(amount: int, result: Result[Split, TooMuch]) -> bool:
        parts = result.value_or(Split(0, 0, 0))
        return parts.released == 0 or amount > parts.released + 1

    verdict = prove("never all cash", split, over=SPLIT, claim=lambda a, result: law(a.amount, result))
    assert verdict.standing is Standing.REFUTED
    assert not verdict
    assert verdict.paths == 0  # a small example broke it
    assert verdict.counterexample.startswith("split(amount=")
    assert verdict.counterexample in str(verdict)
    result = eval(verdict.counterexample)  # noqa: S307 - a call of ours, written by the executor
    amount = result.unwrap().reduced + result.unwrap().restored + result.unwrap().released
    assert not law(amount, result)
    assert verdict.detail == f"returns {result!r}"


def test_a_counterexample_of_every_shape_is_a_valid_call() -> None:
    def code(*, pairs: Any, first: First, text: str, at: Any, amount: int) -> bool:
        one, (two, _), three, none = pairs
        found = bool(one == (3,)) and two == -2 and three[0] == 10**20 and none == ()
        return found and first is First.CASH and text == "it's" and at["a"].cash > amount > at[1].half

    pairs = ((INTEGER,), (INTEGER, 2), [INTEGER], ())
    over = {
        "pairs": pairs,
        "first": Choice(*First),
        "text": "it's",
        "at": {"a": POSITION, 1: Built(Lot, amount=INTEGER)},
    }
    verdict = prove("never", code, over=over, claim=lambda _, found: not found)
    assert verdict.standing is Standing.REFUTED
    assert verdict.paths > 1
    found = eval(verdict.counterexample, {"code": dict, "Position": Position, "First": First, "Lot": Lot})  # noqa: S307
    assert code(**found)
    assert found["pairs"][1:] == ((-2, 2), [10**20], ())
    assert isinstance(found["at"][1], Lot)


def test_an_exception_refutes_unless_it_is_a_result() -> None:
    def parts(reduced: int, restored: int) -> Split:
        return Split(reduced, restored, 0)

    verdict = prove("never raises", parts, claim=lambda _, __: True)
    assert verdict.standing is Standing.REFUTED
    assert verdict.detail.startswith("raises ValueError('no part may be negative: ")
    with pytest.raises(ValueError, match="no part may be negative"):
        eval(verdict.counterexample, {"parts": parts})  # noqa: S307
    assert prove(
        "raises where it should",
        parts,
        raises=(ValueError,),
        claim=lambda a, result: isinstance(result, ValueError) == ((a.reduced < 0) | (a.restored < 0)),
    )


def test_a_claim_that_raises_is_refuted() -> None:
    def claim(_: Any, result: int) -> bool:
        assert result != 5, f"it is {result}"
        return True

    verdict = prove("not five", clamp, claim=claim)
    assert verdict.standing is Standing.REFUTED
    assert verdict.detail.startswith("returns 5, and the claim raises AssertionError('it is 5")


@pytest.mark.parametrize("answer", [(False, False), None, 1, "no", lambda: False])
def test_a_claim_answers_with_a_bool(answer: object) -> None:
    with pytest.raises(TypeError, match="must answer with a bool"):
        prove("?", clamp, claim=lambda _, __: answer)
    with pytest.raises(TypeError, match="must answer with a bool"):
        prove("?", clamp, given=lambda _: answer, claim=lambda _, __: True)


def test_assumptions_that_nothing_meets_prove_nothing() -> None:
    verdict = prove("?", clamp, given=lambda a: a.x > a.low > a.high > a.x, claim=lambda _, __: True)
    assert (verdict.standing, verdict.paths, bool(verdict)) == (Standing.VACUOUS, 0, False)
    negative = prove("?", split, over={**SPLIT, "at": Built(Position, outstanding=-1)}, claim=lambda _, __: True)
    assert negative.standing is Standing.VACUOUS
    assert "missing 2 required positional arguments" in negative.detail


def cubes(x: int, y: int, z: int) -> tuple[int, int]:
    """Return two sums of cubes that Fermat says differ."""
    return x * x * x + y * y * y, z * z * z


@pytest.mark.parametrize(
    ("given", "claim", "doubt"),
    [
        pytest.param(
            lambda _: True, lambda _, result: result[0] != result[1], "a path that breaks the claim", id="claim"
        ),
        pytest.param(
            lambda a: a.x * a.x * a.x + a.y * a.y * a.y == a.z * a.z * a.z,
            lambda _, __: True,
            "any path",
            id="assumption",
        ),
    ],
)
def test_what_z3_cannot_tell_is_not_proved(
    monkeypatch: pytest.MonkeyPatch, given: Given, claim: Claim, doubt: str
) -> None:
    monkeypatch.setattr("proofs.symbolic.paths.QUERY_EFFORT", 1_000_000)
    verdict = prove("Fermat", cubes, given=lambda a: (a.x > 0) & (a.y > 0) & (a.z > 0) & given(a), claim=claim)
    assert verdict.standing is Standing.UNKNOWN
    assert verdict.detail == f"z3 could not tell whether {doubt} can be taken"
    assert not verdict


def test_what_only_large_integers_break_is_refuted_too() -> None:
    def fee(amount: int) -> int:
        return amount // 100 if amount < 123_456_789 else amount // 99

    verdict = prove(
        "a hundredth", fee, given=lambda a: a.amount >= 0, claim=lambda a, result: result == a.amount // 100
    )
    assert verdict.standing is Standing.REFUTED
    assert eval(verdict.counterexample, {"fee": lambda amount: amount}) >= 123_456_789  # noqa: S307


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda x, y: x > y or type(x) is int, id="type"),
        pytest.param(lambda x, y: (x > y) is True or (x > y) is False, id="is"),
    ],
)
def test_code_that_tells_a_symbolic_integer_apart_is_found_out(function: Callable[[int, int], bool]) -> None:
    with pytest.raises(Disagreement, match=r"<lambda>\(x=-?\d+, y=-?\d+\) returns True"):
        prove("always", function, over=PAIR, claim=lambda _, result: result)


def test_shapes_are_named_for_every_parameter() -> None:
    with pytest.raises(TypeError, match="otherwise with at, first"):
        explore(split)
    with pytest.raises(TypeError, match="otherwise with z"):
        explore(clamp, {"z": INTEGER})
    with pytest.raises(TypeError, match="otherwise with x"):
        explore(lambda x, /: x, {"x": INTEGER})
    with pytest.raises(ValueError, match="members"):
        Choice()


# Folds and largest remainder.


def test_a_fold_conserves_and_never_overpays() -> None:
    assert prove(
        "conserves",
        pay,
        over={"lots": [INTEGER] * 3},
        given=lambda a: (a.owed >= 0) & (min(a.lots) >= 0),
        claim=lambda a, taken: (
            (sum(taken) == min(a.owed, sum(a.lots))) & (min(taken) >= 0) & (taken[0] == min(a.owed, a.lots[0]))
        ),
    )


THREE = {"weights": (INTEGER,) * 3}


def spreadable(a: Any) -> Any:
    """Tell what may be spread: up to all there is, and that is something."""
    whole = sum(a.weights)
    return (whole > 0) & (a.amount >= 0) & (a.amount <= whole) & all(weight >= 0 for weight in a.weights)


def within(a: Any, shares: Sequence[int]) -> Any:
    """Claim that the shares add up, each from 0 to its weight."""
    bounded = all((share >= 0) & (share <= weight) for share, weight in zip(shares, a.weights, strict=True))
    return (sum(shares) == a.amount) & bounded


def by_rank(a: Any, shares: Sequence[int]) -> Any:
    """Claim what each share is: its part rounded down, and one more where fewer parts than are left come before it."""
    whole = sum(a.weights)
    floors, rests = zip(*(divmod(a.amount * weight, whole) for weight in a.weights), strict=True)
    before = [
        sum((other > rest) | ((other == rest) & (j < i)) for j, other in enumerate(rests))
        for i, rest in enumerate(rests)
    ]
    return all(shares[i] == floors[i] + (before[i] < a.amount - sum(floors)) for i in range(len(shares)))


@pytest.mark.parametrize("claim", [within, by_rank])
def test_largest_remainder_is_proved_over_three_components(claim: Callable[[Any, Any], bool]) -> None:
    verdict = prove(claim.__name__, apportion, over=THREE, given=spreadable, claim=claim, seconds=120)
    assert verdict, verdict


@pytest.mark.parametrize(
    ("function", "claim"), [(apportion_floors, within), (apportion_floors, by_rank), (apportion_ties_to_later, by_rank)]
)
def test_largest_remainder_planted_wrong_is_refuted(
    function: Callable[[int, Sequence[int]], tuple[int, ...]], claim: Callable[[Any, Any], bool]
) -> None:
    verdict = prove(claim.__name__, function, over=THREE, given=spreadable, claim=claim, seconds=120)
    assert verdict.standing is Standing.REFUTED
    wrong = eval(verdict.counterexample)  # noqa: S307 - a call of ours, written by the executor
    right = eval(verdict.counterexample.replace(function.__name__, "apportion"))  # noqa: S307
    assert wrong != right
