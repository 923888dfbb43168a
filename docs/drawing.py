"""A sheet on which the pictures of docs/ are drawn: boxes, bars, flows and words, light and dark, as SVG."""

from __future__ import annotations

from html import escape
from textwrap import wrap

STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1d2733 }
.small { font-size: 12px; fill: #4a5866 }
.strong { font-weight: 600 }
.end { text-anchor: end }
.middle { text-anchor: middle }
.box { fill: #f4f6f8; stroke: #8595a5 }
.cash { fill: #9db8d2 }
.owed { fill: #fff; stroke: #8595a5; stroke-dasharray: 4 3 }
.paid { fill: #2f7d4f }
.gift { fill: #c77d1e }
.refused { fill: #b3342d }
.on { fill: #fff }
.flow { fill: none; stroke-linecap: butt; opacity: .45 }
.line { stroke: #4a5866; fill: none; stroke-width: 1.5 }
.head { fill: #4a5866 }
@media (prefers-color-scheme: dark) {
text { fill: #e6ebf0 }
.small { fill: #a9b6c3 }
.box { fill: #232b33; stroke: #6c7b8a }
.owed { fill: #15191d; stroke: #6c7b8a }
.cash { fill: #40607e }
.line { stroke: #a9b6c3 }
.head { fill: #a9b6c3 }
}
"""
HEAD = '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
COLOURS = {"paid": "#2f7d4f", "gift": "#c77d1e"}


class Sheet:
    """A picture of a width and a height; what is drawn later lies above."""

    def __init__(self, title: str, width: int, height: int) -> None:
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t">',
            f'<title id="t">{escape(title)}</title><style>{STYLE}</style>',
            f'<defs>{HEAD}<path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
        ]

    def words(self, x: float, y: float, text: str, look: str = "") -> None:
        """Write words from a point of their base line."""
        self._parts.append(f'<text x="{x:g}" y="{y:g}" class="{look}">{escape(text)}</text>')

    def paragraph(self, x: float, y: float, text: str, width: int) -> None:
        """Write small words over as many lines as they need, at most that many letters each."""
        for place, line in enumerate(wrap(text, width)):
            self.words(x, y + 17 * place, line, "small")

    def bar(self, x: float, y: float, size: tuple[float, float], look: str) -> None:
        """Draw a rectangle."""
        width, height = size
        self._parts.append(f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" class="{look}"/>')

    def box(self, x: float, y: float, title: str, text: str, *, width: int = 200, height: int = 74) -> None:
        """Draw a box with a title and small words."""
        self._parts.append(f'<rect x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="6" class="box"/>')
        self.words(x + 12, y + 24, title, "strong")
        self.paragraph(x + 12, y + 44, text, width // 7)

    def arrow(self, points: list[tuple[float, float]]) -> None:
        """Draw a line through points, with a head at its end."""
        way = " ".join(f"{x:g},{y:g}" for x, y in points)
        self._parts.append(f'<polyline points="{way}" class="line" marker-end="url(#head)"/>')

    def flow(self, start: tuple[float, float], end: tuple[float, float], width: float, colour: str) -> None:
        """Draw a band from a left edge to a right one, as wide as the amount."""
        (x, y), (u, v) = start, end
        half = (x + u) / 2
        way = f"M{x:g} {y:g}C{half:g} {y:g} {half:g} {v:g} {u:g} {v:g}"
        self._parts.append(f'<path d="{way}" class="flow" stroke="{COLOURS[colour]}" stroke-width="{width:g}"/>')

    def __str__(self) -> str:
        """Return the picture."""
        return "\n".join([*self._parts, "</svg>\n"])
