"""What every picture is drawn with: SVG elements, patterns that need no colour, labels that fit a narrow screen.

Widths are percentages and text is in pixels, so that a picture fits 320 pixels and a wide screen without shrinking its
letters. Everything is drawn in `currentColor`; the classes let a style sheet add colour.
"""

from __future__ import annotations

from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, tostring

LETTERS = 40
"""How many letters of a label fit beside one another on the narrowest screen."""
_SIZE = "13"


class Fill(StrEnum):
    """What a shape stands for: each has a pattern of its own."""

    CASH = "cash"
    PENDING = "pending"
    PAID = "paid"
    PROMOTIONAL = "promotional"
    SEVERAL = "several"
    CREDITED = "credited"
    RETURNED = "returned"
    LOST = "lost"
    LEFT = "left"


# Strokes within a square of eight pixels; what is cash is filled, what is left is empty.
_STROKES = {
    Fill.PENDING: "M2 0V8",
    Fill.PAID: "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    Fill.PROMOTIONAL: "M2 2h0.01M6 6h0.01",
    Fill.SEVERAL: "M0 2H8M2 0V8",
    Fill.CREDITED: "M0 0L8 8M0 8L8 0",
    Fill.RETURNED: "M0 2H8M0 6H8",
    Fill.LOST: "M1 0V8M4 0V8M7 0V8",
}


def figure(name: str, title: str, described: str, height: int) -> Element:
    """Return an empty picture of that height in pixels, with what is read out of it; `name` is its own on its page."""
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
            "class": "picture",
            "width": "100%",
            "height": str(height),
            "font-size": _SIZE,
        },
    )
    SubElement(svg, "title", id=f"{name}-title").text = title
    SubElement(svg, "desc", id=f"{name}-desc").text = described
    return svg


def patterns(svg: Element, name: str) -> None:
    """Define the patterns with which a picture's shapes are filled."""
    definitions = SubElement(svg, "defs")
    for fill in Fill:
        tile = SubElement(definitions, "pattern", id=f"{name}-{fill}", width="8", height="8")
        tile.set("patternUnits", "userSpaceOnUse")
        ground = SubElement(tile, "rect", {"class": f"picture-{fill}"}, width="8", height="8", fill="none")
        if fill is Fill.CASH:
            ground.set("fill", "currentColor")
        elif fill in _STROKES:
            dots = {"stroke-linecap": "round"} if fill is Fill.PROMOTIONAL else {}
            stroke = {"stroke": "currentColor", "stroke-width": "2.6" if dots else "1"}
            SubElement(tile, "path", {"d": _STROKES[fill], "fill": "none", **stroke, **dots})


def text(parent: Element, written: str, y: int, *, at_end: bool = False, **more: str) -> Element:
    """Write a line at the left edge, or ending at the right one."""
    placed = {"x": "100%", "text-anchor": "end"} if at_end else {"x": "0"}
    element = SubElement(parent, "text", {**placed, "y": str(y), "fill": "currentColor", **more})
    element.text = written
    return element


def percent(part: int, whole: int) -> str:
    """Return how much of the width a part takes; nothing of nothing takes none."""
    return f"{100 * part / whole:.3f}%" if whole else "0%"


def shortened(label: str, letters: int) -> str:
    """Return a label of at most so many letters; what is left out is in the middle, for ids differ at their end."""
    if len(label) <= letters:
        return label
    head = (letters - 1) // 2
    return f"{label[:head]}…{label[len(label) - (letters - 1 - head) :]}"


def written(svg: Element) -> str:
    """Return the text of a picture."""
    return tostring(svg, encoding="unicode")
