"""A request to a service and its answer: what was asked by whom, what came of it, and the text that is kept of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from attrs import field, frozen
from attrs.validators import optional
from returns.result import Failure, Result, Success

from credit_rules import (
    AddCredit,
    AddInvoice,
    Allocate,
    CancelSession,
    Command,
    Expire,
    Grant,
    Outcome,
    RemoveFromProduct,
    checks,
    fold,
)
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.stores.protocol import NoteNumber, Reading
from credit_rules_adapters.text.json_form import form_of, from_form, line_of, read_line, snake

_FORMAT = 1


def anything(_outcome: Outcome, _reading: Reading) -> None:
    """Permit whatever the rules do."""


@frozen
class Approved:
    """That somebody else approved a request: who, and the number under which it waited."""

    by: str = field(validator=checks.identifier)
    number: int


@frozen(kw_only=True)
class Request:
    """A command on one account, asked for by one actor.

    `on` is the business date where the asker may choose it, else the service's; `seen` is the account's version that a
    preview answered with; under the same `key` the same request is answered once (R36). `permit` is shown what would be
    done, and the account before it, and raises where the asker may not do that: then nothing is done, and no answer
    kept. Where the request was `approved`, the key is the approver's.

    :raises ValueError: the command is about another account, an id is none, or somebody approves their own request
    """

    account: str = field(validator=checks.identifier)
    actor: str = field(validator=checks.identifier)
    command: Command
    on: date | None = field(default=None, validator=optional(checks.day))
    seen: int | None = field(default=None, validator=optional(checks.not_negative))
    key: str | None = field(default=None, validator=optional(checks.identifier))
    permit: Callable[[Outcome, Reading], None] = field(default=anything, eq=False, repr=False)
    approved: Approved | None = None

    def __attrs_post_init__(self) -> None:
        owner = _owner(self.command)
        if owner not in {None, self.account}:
            raise ValueError(f"Request.command is about account {owner!r}; allowed is {self.account!r}")
        if self.approved is not None and self.approved.by == self.actor:
            raise ValueError(f"Request.approved is by {self.actor!r}, who asked; allowed is somebody else")

    @property
    def holder(self) -> str:
        """Whose the key is."""
        return self.actor if self.approved is None else self.approved.by

    @cached_property
    def fingerprint(self) -> str:
        """A hash of what was asked: the same for the same request, whenever it is made.

        :raises UnicodeEncodeError: a text holds half a character
        """
        asked = [snake(type(self.command).__name__), form_of(self.command), form_of(self.on), self.seen]
        asked += [] if self.approved is None else [self.approved.number]
        canonical = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _owner(command: Command) -> str | None:
    match command:
        case AddInvoice(state) | AddCredit(state):
            return state.account
        case Grant(account=account) | Expire(account) | Allocate(account) | CancelSession(account=account):
            return account
        case RemoveFromProduct(leaving):
            return leaving.account
        case _:
            return None


@frozen(kw_only=True)
class Answer:
    """What came of a request: the outcome or the refusal, the date, and the account's version after it.

    `numbers` are the places its notes took in a series without gaps. A replayed answer is one given before.
    """

    result: Result[Outcome, Refusal]
    on: date
    version: int
    numbers: Mapping[str, NoteNumber] = field(factory=dict)
    replayed: bool = False


def text_of_answer(answer: Answer) -> str:
    """Write an answer as one line, to be kept under its key."""
    form: dict[str, Any] = {"format": _FORMAT, "on": form_of(answer.on), "version": answer.version}
    form["numbers"] = {note: [place.series, place.number] for note, place in answer.numbers.items()}
    kind, value = fold(answer.result, lambda outcome: ("outcome", form_of(outcome)), _refused)
    return line_of({**form, kind: value})


def _refused(refusal: Refusal) -> tuple[str, Any]:
    return "refusal", form_of(refusal)


def read_answer(text: str) -> Answer:
    """Read an answer that was kept: equal to the one given then, and marked as a replay."""
    form = read_line(text)
    result: Result[Outcome, Refusal] = (
        Success(from_form(form["outcome"], Outcome))
        if "outcome" in form
        else Failure(from_form(form["refusal"], Refusal))  # type: ignore[arg-type]
    )
    return Answer(
        result=result,
        on=from_form(form["on"], date),
        version=form["version"],
        numbers={note: NoteNumber(*place) for note, place in form["numbers"].items()},
        replayed=True,
    )
