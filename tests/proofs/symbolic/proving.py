"""Proofs about one function: its paths, and the verdict on a claim."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from random import Random
from types import SimpleNamespace
from typing import Any, TypeAlias

import z3
from attrs import evolve, field, frozen
from typing_extensions import override

from proofs.symbolic.paths import OutOfTime, Run, walk
from proofs.symbolic.shapes import NotBuilt, Source, build, called, shapes_of, written

DRAWS = 1000
"""How many small plain arguments a claim is tried on first: what is wrong mostly shows there, at once and legibly."""

Given: TypeAlias = Callable[[Any], object]
"""A predicate over the arguments, by name: `lambda a: 0 < a.amount <= a.total`."""

Claim: TypeAlias = Callable[[Any, Any], object]
"""A predicate over the arguments and the result: `lambda a, result: sum(result) == a.amount`."""


class Disagreement(Exception):
    """Plain integers did not do what symbolic ones did on the same path: nothing said of the code can be trusted."""


@frozen(eq=False)
class Path:
    """One path of a function: its arguments, what it returned or raised, and whether the claim held of that.

    On a symbolic path integers have a z3 `term`, `condition` is what it is taken under, and `plain` is the same path
    once more with plain integers, None where z3 found none in time. `held` is None outside the assumptions.
    """

    arguments: Mapping[str, Any] = field(factory=dict)
    returned: Any = None
    raised: Exception | None = None
    held: bool | None = None
    condition: z3.BoolRef | None = None
    plain: Path | None = None

    @property
    def outcome(self) -> str:
        """What came of it, for a person."""
        if self.held is None:
            return "is outside the assumptions"
        if self.raised is None:
            return f"returns {written(self.returned)}"
        returned = "" if self.returned is None else f"returns {written(self.returned)}, and the claim "
        return f"{returned}raises {self.raised!r}"


class Standing(StrEnum):
    """What came of a claim. Only PROVED counts as proved; a VACUOUS one speaks of no arguments at all."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    VACUOUS = "vacuous"


@frozen
class Verdict:
    """What came of a claim about a function; true only if proved.

    `counterexample` is a call in plain Python that was made and broke the claim; `detail` says what came of it, or why
    nothing is known.
    """

    name: str
    function: str
    standing: Standing
    paths: int
    seconds: float
    counterexample: str = ""
    detail: str = ""

    def __bool__(self) -> bool:
        return self.standing is Standing.PROVED

    @override
    def __str__(self) -> str:
        head = f"{self.name} ({self.function}): {self.standing}, {self.paths} paths, {self.seconds:.2f} s"
        return "\n    ".join(filter(None, (head, f"{self.counterexample} {self.detail}".strip())))


def _truth(answer: object) -> bool:
    """Take sides on an answer; a tuple, or a function not called, would be true whatever it holds."""
    if not isinstance(answer, bool):
        raise TypeError(f"a claim or an assumption must answer with a bool, not {answer!r}")
    return bool(answer)


@frozen
class _Draw:
    """A source of plain arguments drawn by lot, none of them above `largest`."""

    lot: Random
    largest: int

    def integer(self, _: str) -> int:
        return self.lot.randint(-1, self.largest)

    def choose(self, count: int) -> int:
        return self.lot.randrange(count)


@frozen
class _Model:
    """A source of the plain arguments that z3 found."""

    model: z3.ModelRef
    choices: Iterator[int]

    def integer(self, name: str) -> int:
        value: int = self.model.eval(z3.Int(name, self.model.ctx), model_completion=True).as_long()
        return value

    def choose(self, _: int) -> int:
        return next(self.choices)


@frozen
class _Trial:
    """A function and what is claimed of it, tried in one way on symbolic and on plain arguments."""

    function: Callable[..., Any]
    shapes: Mapping[str, object]
    given: Given
    claim: Claim
    raises: tuple[type[Exception], ...]

    def draws(self) -> Iterator[Path]:
        """Yield what small plain arguments give, the same ones each time."""
        lot = Random(0)
        return (self._on(_Draw(lot, 1 + number % 10)) for number in range(DRAWS))

    def paths(self, seconds: float) -> Iterator[Path]:
        """Yield every path that may be feasible, each tried again on plain arguments that take it."""
        for run, path in walk(self._on_symbols, seconds):
            if path.held is None:
                yield path
                continue
            answer, model = run.ask()
            if answer == z3.unsat:
                continue
            plain = None if model is None else self._on(_Model(model, iter(run.choices)))
            if plain is not None and (plain.held, type(plain.raised)) != (path.held, type(path.raised)):
                raise Disagreement(f"{self.written(plain)} {plain.outcome}; a symbolic run {path.outcome}")
            yield evolve(path, condition=run.condition, plain=plain)

    def written(self, path: Path) -> str:
        """Write the call of a plain path."""
        return called(self.function, path.arguments)

    def _on_symbols(self, run: Run) -> Path:
        path = self._on(run)
        if run.text_at and path.held is not None and path.raised is None:
            run.stop(f"the text of a symbolic integer (made at {run.text_at}) in what is not an exception")
        return path

    def _on(self, source: Source) -> Path:
        try:
            arguments = {name: build(shape, name, source) for name, shape in self.shapes.items()}
        except NotBuilt as error:
            return Path(raised=error)
        asked = SimpleNamespace(**arguments)
        if not _truth(self.given(asked)):
            return Path(arguments)
        returned = raised = None
        try:
            returned = self.function(**arguments)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the function does here
            if not isinstance(error, self.raises):
                return Path(arguments, raised=error, held=False)
            raised = error
        try:
            answer = self.claim(asked, returned if raised is None else raised)
        except Exception as error:  # noqa: BLE001 - a claim that raises does not hold
            return Path(arguments, returned, error, held=False)
        return Path(arguments, returned, raised, _truth(answer))


def explore(
    function: Callable[..., Any], over: Mapping[str, object] | None = None, *, seconds: float = 60
) -> list[Path]:
    """Return every path of a function; `over` gives arguments their shapes by name (`int`, if not named: any integer).

    :raises CannotFollow: the function did what has no exact symbolic meaning
    :raises OutOfTime: after `seconds`
    """
    trial = _Trial(function, shapes_of(function, over or {}), lambda _: True, lambda _, __: True, (Exception,))
    return [path for path in trial.paths(seconds) if path.held is not None]


def prove(
    name: str,
    function: Callable[..., Any],
    *,
    claim: Claim,
    given: Given = lambda _: True,
    over: Mapping[str, object] | None = None,
    raises: tuple[type[Exception], ...] = (),
    seconds: float = 60,
) -> Verdict:
    """Try a claim on every path of a function, for all `given` arguments of the shapes in `over` (see `explore`).

    An exception of the types in `raises` is a result for the claim to judge; any other refutes it, and so does a claim
    that raises. It is proved only if every path was followed, none can break it and at least one is known to be taken.

    :raises CannotFollow: function, claim or assumption did what has no exact symbolic meaning
    :raises TypeError: claim or assumption answered with something else than a bool
    :raises Disagreement: plain integers did not do what symbolic ones did on the same path
    """
    begun = time.monotonic()
    trial = _Trial(function, shapes_of(function, over or {}), given, claim, raises)
    inside: list[Path] = []

    def verdict(standing: Standing, detail: str = "", counterexample: str = "") -> Verdict:
        taken = time.monotonic() - begun
        return Verdict(name, function.__name__, standing, len(inside), taken, counterexample, detail)

    for drawn in trial.draws():
        if drawn.held is False:
            return verdict(Standing.REFUTED, drawn.outcome, trial.written(drawn))
    outside = Path()
    try:
        for path in trial.paths(seconds):
            if path.held is None:
                outside = path
                continue
            inside.append(path)
            if path.plain is not None and not path.held:
                return verdict(Standing.REFUTED, path.plain.outcome, trial.written(path.plain))
    except OutOfTime:
        return verdict(Standing.UNKNOWN, f"not every path was followed in {seconds} s")
    return verdict(*_conclusion(inside, outside))


def _conclusion(inside: list[Path], outside: Path) -> tuple[Standing, str]:
    if not inside:
        refusal = "" if outside.raised is None else f": {outside.raised}"
        return Standing.VACUOUS, f"no arguments meet the assumptions{refusal}"
    if not all(path.held for path in inside):
        return Standing.UNKNOWN, "z3 could not tell whether a path that breaks the claim can be taken"
    if all(path.plain is None for path in inside):
        return Standing.UNKNOWN, "z3 could not tell whether any path can be taken"
    return Standing.PROVED, ""
