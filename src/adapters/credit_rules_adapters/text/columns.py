"""Text in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> width("INV-1"), width("請求")
    (5, 4)
    """
    return sum(0 if combining(each) else 2 if east_asian_width(each) in {"W", "F"} else 1 for each in text)


def columns(rows: Iterable[Sequence[str]], right: Iterable[int] = (), indent: int = 2) -> list[str]:
    """Set rows in columns that are as wide as their widest cell; the columns at `right` end flush.

    >>> columns([("C1", "5.00"), ("GIFT", "20.00")], right=[1], indent=0)
    ['C1     5.00', 'GIFT  20.00']
    """
    rows, flush = [*rows], {*right}
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * indent + "  ".join(_padded(cell, widths[at], at in flush) for at, cell in enumerate(row))).rstrip()
        for row in rows
    ]


def _padded(cell: str, to: int, flush: bool) -> str:
    gap = " " * (to - width(cell))
    return gap + cell if flush else cell + gap
