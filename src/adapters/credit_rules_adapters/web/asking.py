"""What a browser asks: who is signed in, and a form read field by field, each mistake told beside its field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from attrs import define, field
from litestar import Request

from credit_rules import Money
from credit_rules.checks import LONGEST_ID, is_identifier
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.access.sessions import Session
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.text.money import digits_of, parse_amount

Asked: TypeAlias = Request[Caller, Session, Any]
"""A request of somebody who is signed in."""

VISIT_COOKIE = "credit_rules_visit"
"""Of somebody who has not signed in: it ties the sign-in form to the browser it was shown in."""

_Value = TypeVar("_Value")
_Choice = TypeVar("_Choice", bound=StrEnum)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}(\D|$))")


class NotSignedIn(Exception):
    """Nobody is signed in, or the session is over."""


class ForeignForm(Exception):
    """A form was sent that this browser was not shown in this session."""


def form_token(secret: str) -> str:
    """Return what a form carries to show that it is ours: nobody else knows the cookie it is made of."""
    return hashlib.sha256(f"form:{secret}".encode()).hexdigest()


def secret_of(request: Request[Any, Any, Any]) -> str:
    """Return the cookie that a form of this browser is tied to, or nothing."""
    session: Session | None = request.scope.get("auth")
    return request.cookies.get(VISIT_COOKIE, "") if session is None else session.secret


@define
class Form:
    """The fields of a form as they were typed, and what could not be understood of them, by field."""

    typed: Mapping[str, str] = field(factory=dict)
    mistakes: dict[str, str] = field(factory=dict)

    @property
    def understood(self) -> bool:
        """Whether every field read so far was understood."""
        return not self.mistakes

    def text(self, name: str) -> str:
        """Return a field as it was typed, without the space around it."""
        return self.typed.get(name, "").strip()

    def read(self, name: str, reader: Callable[[str], _Value], default: _Value) -> _Value:
        """Return what a field says; the default where it is empty, or wrong and then told."""
        given = self.text(name)
        if not given:
            return default
        try:
            return reader(given)
        except ValueError as error:
            self.mistakes[name] = str(error)
            return default

    def needed(self, name: str, reader: Callable[[str], _Value], default: _Value) -> _Value:
        """Return what a field says, which must not be empty."""
        if not self.text(name):
            self.mistakes[name] = "Fill this in."
        return self.read(name, reader, default)


def amount_of(currency: str) -> Callable[[str], Money]:
    """Read an amount in major units, as people type it: `1,234.50` and `1234.5` are the same."""

    def read(typed: str) -> Money:
        bare = ungrouped(typed.removesuffix(currency).strip())
        try:
            amount_minor = parse_amount(bare, currency, negative=True)
        except ValueError:
            digits = digits_of(currency)
            example = f"12.{'5'.ljust(digits, '0')}" if digits else "12"
            raise ValueError(f"“{typed}” is no amount in {currency}; write it like {example}.") from None
        if abs(amount_minor) > LARGEST_MINOR:
            raise ValueError("This is more than can be kept.")
        return Money(amount_minor, currency)

    return read


def ungrouped(typed: str) -> str:
    """Return an amount without what parts its thousands: `1,234.50` is 1234.50, and `12,5` stays what it is.

    >>> ungrouped("1,234,567.50"), ungrouped("12,5")
    ('1234567.50', '12,5')
    """
    return _BETWEEN_DIGITS.sub("", typed)


def day(typed: str) -> date:
    """Read a date as a browser sends it."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise ValueError(f"“{typed}” is no date; write it like 2026-03-01.") from None


def whole_number(typed: str) -> int:
    """Read a whole number from 0 up."""
    if not typed.isdecimal() or not typed.isascii() or len(typed) > 9:
        raise ValueError(f"“{typed}” is no whole number; write it like 12.")
    return int(typed)


def identifier(typed: str) -> str:
    """Read an id."""
    if not is_identifier(typed):
        raise ValueError(f"“{typed}” is no id; allowed are 1 to {LONGEST_ID} characters that can be printed.")
    return typed


def one_of(choices: type[_Choice]) -> Callable[[str], _Choice]:
    """Read one of an enumeration's values."""

    def read(typed: str) -> _Choice:
        if typed not in set(choices):
            raise ValueError("Choose one of these.")
        return choices(typed)

    return read


def name_in(names: Container[str]) -> Callable[[str], str]:
    """Read one of these names, in capitals or not."""

    def read(typed: str) -> str:
        if typed.upper() not in names:
            raise ValueError(f"“{typed}” is not known here; write it like GBP.")
        return typed.upper()

    return read
