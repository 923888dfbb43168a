"""What bodies are made of: ids, amounts, and a credit for a whole invoice or by line.

Amounts are whole numbers of the minor unit with their currency. A key that is not named in a body is refused.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from credit_rules import Amount, Money
from credit_rules.checks import NOTE_SUFFIX
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.text import readers

Id = Annotated[
    str, msgspec.Meta(min_length=1, max_length=140, description="1-128 printable characters; a note's may be longer")
]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", description="a code of ISO 4217, like GBP")]
Minor = Annotated[int, msgspec.Meta(ge=-LARGEST_MINOR, le=LARGEST_MINOR, description="minor units")]
NotNegative = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_MINOR, description="minor units, 0 or more")]


class Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A body, or a part of one."""


class MoneyBody(Body, kw_only=True):
    """An amount of one currency."""

    amount_minor: Minor
    currency: Currency

    def money(self) -> Money:
        """Return the money; a ValueError where the currency is none."""
        return Money(self.amount_minor, readers.currency(self.currency))


def by_line(lines: dict[str, MoneyBody]) -> dict[str, Money]:
    """Return the money of each line; a ValueError where an id or a currency is none."""
    return {readers.identifier(line): each.money() for line, each in lines.items()}


class AmountBody(Body, kw_only=True):
    """A sum for the whole invoice (`amount`), or a gross sum for each line named (`lines`): one of the two."""

    amount: MoneyBody | None = None
    lines: dict[str, MoneyBody] | None = None

    def chosen(self) -> Amount:
        """Return what is credited; a ValueError where it is neither or both."""
        if self.amount is not None and self.lines is None:
            return self.amount.money()
        if self.lines and self.amount is None:
            return by_line(self.lines)
        raise ValueError("allowed is an amount, or at least one line with its amount, and not both")


def derived(id: str) -> str:
    """Allow the id of a note or of a lot, which may be that of a note."""
    readers.identifier(NOTE_SUFFIX.sub("", id) or id)
    return id
