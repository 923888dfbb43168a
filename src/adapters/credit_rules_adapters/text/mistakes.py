"""What could not be understood: where it stands, what stands there, and what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, time

from attrs import define, field, frozen

TOLD = 20
"""So many mistakes of a table are told; the rest is counted."""
_LONGEST = 80


@frozen
class Mistake:
    """One thing that could not be understood. `line` is None where it isn't known, `key` empty where it is the file."""

    file: str
    line: int | None
    key: str
    what: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.key, self.what) if part)


class NotUnderstood(Exception):
    """Something given could not be understood; it holds every mistake that was found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


@define
class Mistakes:
    """The mistakes of one table of that name."""

    name: str
    told: list[Mistake] = field(factory=list, kw_only=True)
    untold: int = field(default=0, kw_only=True)

    def add(self, key: str, what: str) -> None:
        """Note a mistake; `key` says where in the table."""
        if len(self.told) < TOLD:
            self.told.append(Mistake(self.name, None, key, what))
        else:
            self.untold += 1

    def all(self) -> list[Mistake]:
        """Return what is told, and last how many more there are."""
        rest = [Mistake(self.name, None, "", f"and {self.untold} more mistakes")] if self.untold else []
        return [*self.told, *rest]


def refuse(*tables: Mistakes) -> None:
    """Raise what was found.

    :raises NotUnderstood: a table has a mistake
    """
    found = [mistake for table in tables for mistake in table.all()]
    if found:
        raise NotUnderstood(found)


def shown(value: object) -> str:
    """Write a value as its author wrote it, shortened if it is long.

    >>> shown("7.5"), shown(True), shown(date(2026, 3, 1)), shown([1, "a"])
    ('"7.5"', 'true', '2026-03-01', '[1, "a"]')
    """
    text = whole_text(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def whole_text(value: object) -> str:
    """Write a value as its author wrote it, however long it is."""
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=whole_text)


def listed(allowed: Iterable[str]) -> str:
    """Write what is allowed as a list.

    >>> listed(["split", "reject"])
    'allowed are split, reject'
    """
    return f"allowed are {', '.join(allowed)}"
