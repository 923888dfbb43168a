"""How a decision is answered, and the one typed way to take the answer apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from returns.result import Result, Success

from credit_rules.outcome import Outcome
from credit_rules.rejection import Rejection

Decision: TypeAlias = Result[Outcome, Rejection]

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")
_Answer = TypeVar("_Answer")


def fold(
    result: Result[_Value, _Error],
    on_success: Callable[[_Value], _Answer],
    on_failure: Callable[[_Error], _Answer],
) -> _Answer:
    """Answer with one of two functions, by whether the result is a success.

    Matching on `Success(x)` would type `x` as Any; here both functions are checked.

    >>> from returns.result import Success
    >>> fold(Success(3), lambda three: three + 1, lambda never: 0)
    4
    """
    if isinstance(result, Success):
        return on_success(result.unwrap())
    return on_failure(result.failure())
