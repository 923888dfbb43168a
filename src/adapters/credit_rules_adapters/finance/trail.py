"""The trail: who did what and when, a line for everything that moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from attrs import evolve, frozen

from credit_rules_adapters.stores.protocol import Recorded
from credit_rules_adapters.text.telling import tell_effect


@frozen(kw_only=True)
class TrailLine:
    """What moved, as a part of which entry, and how much in minor units where there is an amount.

    `on` is the business date, `at` when it was recorded; `actor` asked, under `key`, and `approver` approved it if
    somebody had to.
    """

    number: int
    on: date
    at: datetime
    actor: str
    approver: str | None
    key: str | None
    what: str
    currency: str | None
    amount_minor: int | None


def trail(entries: Iterable[Recorded]) -> Iterator[TrailLine]:
    """Yield the lines of entries, in their order."""
    for recorded in entries:
        for effect in recorded.entry.effects:
            whole, *parts = tell_effect(effect)
            for told in (whole, *(evolve(part, what=f"{whole.what}: {part.what}") for part in parts)):
                yield TrailLine(
                    number=recorded.entry.number,
                    on=recorded.entry.on,
                    at=recorded.at,
                    actor=recorded.actor,
                    approver=recorded.approver,
                    key=recorded.key,
                    what=told.what,
                    currency=None if told.amount is None else told.amount.currency,
                    amount_minor=None if told.amount is None else told.amount.amount_minor,
                )
