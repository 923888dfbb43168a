"""The states that a function is given, by id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from credit_rules import checks
from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice

_State = TypeVar("_State", Invoice, AccountCredit)


def by_id(what: str, states: Iterable[_State]) -> dict[str, _State]:
    """Return states by their ids, in the order given; `what` names them in the error.

    :raises ValueError: two have the same id: they are two pictures of one state, or of two namespaces
    """
    states = tuple(states)
    checks.each_once(f"{what} must have different ids", (state.id for state in states))
    return {state.id: state for state in states}
