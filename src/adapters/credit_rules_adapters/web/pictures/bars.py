"""Bars below one another: a part a line, each where the one before it ended, with its label and its amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from xml.etree.ElementTree import Element, SubElement

from attrs import frozen

from credit_rules import Money
from credit_rules_adapters.text.money import format_amount, format_money
from credit_rules_adapters.web.pictures.picture import Picture, gathered
from credit_rules_adapters.web.pictures.shapes import (
    LETTERS,
    Fill,
    figure,
    patterns,
    percent,
    shortened,
    text,
    written,
)

_LINE = 44
_BASELINE, _BAR_TOP, _BAR = 14, 21, 14


@frozen
class Part:
    """One part of a whole: what it is called, how much in minor units, and what it stands for."""

    label: str
    amount_minor: int
    fill: Fill


def bars(name: str, title: str, parts: Iterable[Part], currency: str) -> Picture:
    """Draw the parts of a sum of one currency, together as wide as the picture; parts of nothing are left out."""
    whole = [part for part in parts if part.amount_minor > 0]
    total = Money(sum(part.amount_minor for part in whole), currency)
    shown = _gathered(whole)
    svg = figure(name, title, _described(shown, total), _LINE * max(1, len(shown)))
    patterns(svg, name)
    ends = accumulate(part.amount_minor for part in shown)
    for place, (part, end) in enumerate(zip(shown, ends, strict=True)):
        group = SubElement(svg, "g", transform=f"translate(0 {_LINE * place})")
        _draw(group, name, part, (end - part.amount_minor, total))
    if not shown:
        text(svg, "Nothing yet.", _BASELINE)
    rows = ((part.label, format_amount(part.amount_minor, currency)) for part in whole)
    return Picture(written(svg), title, ("What", f"Amount ({currency})"), (*rows, ("together", _major(total))))


def _draw(group: Element, name: str, part: Part, place: tuple[int, Money]) -> None:
    start_minor, total = place
    amount = format_money(Money(part.amount_minor, total.currency))
    text(group, shortened(part.label, LETTERS - len(amount) - 1), _BASELINE)
    text(group, amount, _BASELINE, at_end=True, **{"class": "picture-amount"})
    track = {"y": str(_BAR_TOP + _BAR), "height": "1", "fill": "currentColor", "fill-opacity": "0.3"}
    SubElement(group, "rect", {"x": "0", "width": "100%", **track})
    bar = {"y": str(_BAR_TOP), "height": str(_BAR), "fill": f"url(#{name}-{part.fill})", "stroke": "currentColor"}
    bar |= {"x": percent(start_minor, total.amount_minor), "width": percent(part.amount_minor, total.amount_minor)}
    SubElement(group, "rect", {"class": "picture-bar", **bar})


def _gathered(parts: Sequence[Part]) -> list[Part]:
    """Let the smaller ones of too many parts stand together; what is left stays by itself, and last."""
    left = [part for part in parts if part.fill is Fill.LEFT]
    shown, rest = gathered([part for part in parts if part.fill is not Fill.LEFT], lambda part: part.amount_minor)
    if rest:
        fills = {part.fill for part in rest}
        fill = fills.pop() if len(fills) == 1 else Fill.SEVERAL
        shown.append(Part(f"{len(rest)} smaller ones", sum(part.amount_minor for part in rest), fill))
    return shown + left


def _described(shown: Iterable[Part], total: Money) -> str:
    told = [f"{part.label}: {format_money(Money(part.amount_minor, total.currency))}" for part in shown]
    return f"{'; '.join(told) or 'nothing yet'}. Together {format_money(total)}."


def _major(money: Money) -> str:
    return format_amount(money.amount_minor, money.currency)
