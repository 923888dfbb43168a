"""What could not be understood: where it stands, what stands there, and what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, time

from attrs import frozen

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
