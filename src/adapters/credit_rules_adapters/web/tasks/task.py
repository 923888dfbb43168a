"""One thing that may be done: how it is asked for on a form, and which command that makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from attrs import field, frozen

from credit_rules import AccountCredit, Command, Invoice
from credit_rules_adapters.web.asking import Form

_State = TypeVar("_State", Invoice, AccountCredit)


class Kind(StrEnum):
    """What a field is for: how it looks, and which keyboard a phone shows."""

    TEXT = "text"
    AMOUNT = "amount"
    DAY = "day"
    WHOLE = "whole"
    CHOICE = "choice"
    FLAG = "flag"


@frozen(kw_only=True)
class Field:
    """A field of a form. `options` are a choice's values with their labels."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    value: str = ""
    options: Mapping[str, str] = field(factory=dict)


@frozen
class Crumb:
    """A page above this one."""

    label: str
    path: str


def _nothing(_: Form) -> Mapping[str, object]:
    return {}


@frozen(kw_only=True)
class Task:
    """One thing that may be done with an account, on a page of its own.

    `read` makes the command of what was typed, and tells the form what it did not understand; `more` is what else the
    page shows of it.
    """

    account: str
    kind: type[Command]
    title: str
    button: str
    read: Callable[[Form], Command]
    above: tuple[Crumb, ...]
    fields: tuple[Field, ...] = ()
    hint: str = ""
    template: str = "task.html"
    more: Callable[[Form], Mapping[str, object]] = _nothing
    is_grave: bool = False

    @property
    def done(self) -> str:
        """The page to go on to: the one above."""
        return self.above[-1].path

    @property
    def is_ready(self) -> bool:
        """Whether there is nothing to fill in, so that the preview can be shown at once."""
        return not self.fields and self.template == "task.html"


@frozen(kw_only=True)
class TaskOn(Generic[_State]):
    """A kind of task on an invoice, or on a lot: its command, what it is called, and its fields."""

    kind: type[Command]
    title: str
    button: str
    read: Callable[[_State, Form], Command]
    fields: Callable[[_State], tuple[Field, ...]] = lambda _: ()
    hint: str = ""
    is_grave: bool = False

    def of(self, state: _State, above: tuple[Crumb, ...]) -> Task:
        """Return the task for one of them, below those pages."""
        return Task(
            account=state.account,
            kind=self.kind,
            title=f"{self.title} {state.id}",
            button=self.button,
            read=lambda form: self.read(state, form),
            above=above,
            fields=self.fields(state),
            hint=self.hint,
            is_grave=self.is_grave,
        )
