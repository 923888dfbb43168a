"""Bodies as they come in: JSON read once and strictly, then given the form that an endpoint declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from credit_rules_adapters.http.problems import NotUnderstoodProblem, TooLargeProblem
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.text.json_form import read_line

DEEPEST = 12
"""How far objects and lists may stand in one another: twice what any request needs."""

_Value = TypeVar("_Value")


def decode(body: bytes, form: type[_Value]) -> _Value:
    """Read a body as the form it must have: each key once and known, each value of its own type and nothing else.

    :raises NotUnderstoodProblem: it is something else; the text names the place and what is allowed there
    :raises TooLargeProblem: a number is beyond 64 bits
    """
    given = understood(lambda: read_line(body.decode("utf-8")))
    for value, depth in _within(given, 1):
        _check(value, depth)
    return understood(lambda: msgspec.convert(given, form, strict=True))


def understood(make: Callable[[], _Value]) -> _Value:
    """Return what is made of what somebody sent.

    :raises NotUnderstoodProblem: it cannot be made
    """
    try:
        return make()
    except (ValueError, TypeError, msgspec.ValidationError) as error:
        raise NotUnderstoodProblem(_told(error)) from error


def _told(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"the body is no UTF-8: byte {error.start} cannot be read"
    if isinstance(error, msgspec.ValidationError):
        return str(error)
    if str(error).startswith("Exceeds the limit"):
        return "a number has more digits than can be read"
    return str(error).encode("utf-8", "backslashreplace").decode("utf-8")


def _within(value: object, depth: int) -> Iterator[tuple[object, int]]:
    """Yield a value and all that stands in it, with how deep it stands; nothing is followed beyond the deepest."""
    yield value, depth
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner if depth <= DEEPEST else ():
        yield from _within(each, depth + 1)


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise NotUnderstoodProblem(f"the body is nested too deeply; allowed are {DEEPEST} levels")
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= character <= "\udfff" for character in value)):
        raise NotUnderstoodProblem(f"{value!a} holds half a character or a zero; allowed are whole characters")
    if isinstance(value, int) and abs(value) > LARGEST_MINOR:
        raise TooLargeProblem(LARGEST_MINOR)
