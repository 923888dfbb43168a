"""A picture with the same figures as a table, for who cannot see it or wants them exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from attrs import field, frozen

_Part = TypeVar("_Part")

MOST = 12
"""How many parts a picture shows one by one; beyond that the smaller ones stand together with their count."""


@frozen
class Picture:
    """An SVG element as text, safe to put into a page, and its figures: titles of columns, and rows.

    A row's last cells, from `figures_from` on, are amounts. What a picture shows together the table shows one by one.
    """

    svg: str
    title: str
    columns: tuple[str, ...] = field(converter=tuple[str, ...])
    rows: tuple[tuple[str, ...], ...] = field(converter=tuple[tuple[str, ...], ...])
    figures_from: int = 1


def gathered(parts: Sequence[_Part], size: Callable[[_Part], int], most: int = MOST) -> tuple[list[_Part], list[_Part]]:
    """Return the parts to show one by one, in their order, and the rest, which is empty or has at least two.

    Those of the largest size are shown; the first of equals.
    """
    if len(parts) <= most:
        return list(parts), []
    by_size = sorted(range(len(parts)), key=lambda place: (-size(parts[place]), place))
    shown = set(by_size[: most - 1])
    return (
        [part for place, part in enumerate(parts) if place in shown],
        [part for place, part in enumerate(parts) if place not in shown],
    )
