"""What stands on the command line, read; and what is said where it can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood

_Value = TypeVar("_Value")


def read(argument: str, text: str, reader: Callable[[object], _Value]) -> _Value:
    """Read an argument's text.

    :raises NotUnderstood: the reader refuses it
    """
    try:
        return reader(text)
    except ValueError as error:
        raise mistaken(argument, str(error)) from error


def pairs(argument: str, texts: Iterable[str], *, what: str, allowed: str) -> dict[str, str]:
    """Read arguments of the form NAME=VALUE; the last equals sign counts, for a name may hold one.

    :param what: what a pair names
    :param allowed: what is allowed, with an example
    :raises NotUnderstood: one has another form, or a name stands twice
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals or name in found:
            raise mistaken(argument, f"{text} is no such {what}; allowed is {allowed}")
        found[name] = value
    return found


def mistaken(argument: str, what: str) -> NotUnderstood:
    """Return the mistake of an argument."""
    return NotUnderstood([Mistake("credit-rules", None, argument, what)])
