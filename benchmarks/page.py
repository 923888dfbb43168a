"""How the results are written: tables, and pictures as SVG."""

from __future__ import annotations

from collections.abc import Sequence

from bulk_cases import Case
from measure import Finding

BAR, ROW, LEFT = 320, 44, 10
COLOURS = {
    "this": "#3a7d44",
    "this, in invoice order": "#86b58c",
    "DuckDB": "#b58900",
    "Polars": "#2f6f9f",
    "copy bound": "#888888",
}


def table(findings: Sequence[Finding]) -> str:
    """Write findings as a table."""
    rows = [
        f"| {finding.name} | {finding.ratio:.2f} | {finding.bound_text} | {_met(finding)} | {finding.figures} |"
        for finding in findings
    ]
    return "\n".join(["| what | ratio | bound | met | medians |", "|---|---|---|---|---|", *rows])


def _met(finding: Finding) -> str:
    return "" if finding.bound is None else "yes" if finding.met else "**no**"


def with_section(text: str, title: str, section: str) -> str:
    """Return a page in which one section is written anew."""
    before, heading, rest = text.partition(f"## {title}\n")
    if not heading:
        raise SystemExit(f"the results have no section {title!r}; `make bench` writes them all")
    _, following, after = rest.partition("\n## ")
    return f"{before}{section}{following}{after}"


def seconds_table(cases: Sequence[Case]) -> str:
    """Write what each side took."""
    head = "| case | rows | allocations | million rows/s | " + " | ".join(COLOURS) + " | this / copy bound |"
    rows = []
    for case in cases:
        taken = " | ".join(f"{case.seconds[side]:.3f} s" if side in case.seconds else "" for side in COLOURS)
        copied = f"{case.seconds['this'] / case.seconds['copy bound']:.0f}" if "copy bound" in case.seconds else ""
        speed = case.rows / case.seconds["this"] / 1e6
        rows.append(f"| {case.name} | {case.rows:,} | {case.allocations:,} | {speed:.1f} | {taken} | {copied} |")
    return "\n".join([head, "|---" * (len(COLOURS) + 5) + "|", *rows])


def bounds_picture(findings: Sequence[Finding]) -> str:
    """Draw each ratio as a bar that is full at its bound."""
    bars = []
    for number, finding in enumerate(findings):
        top, bound = 20 + number * ROW, finding.bound or finding.ratio
        bars.append(
            f'<text x="{LEFT}" y="{top}">{finding.name}</text>'
            f'<rect x="{LEFT}" y="{top + 6}" width="{BAR}" height="14" fill="none" stroke="#888"/>'
            f'<rect x="{LEFT}" y="{top + 6}" width="{min(BAR, BAR * finding.ratio / bound):.0f}" height="14" '
            f'fill="{"#3a7d44" if finding.met else "#b3261e"}"/>'
            f'<text x="{BAR + 20}" y="{top + 18}">{finding.ratio:.2f} of {bound:g}</text>'
        )
    return _svg("Each ratio beside its bound", bars, 20 + len(findings) * ROW)


def seconds_picture(cases: Sequence[Case]) -> str:
    """Draw each side's seconds, the slowest of all as the longest bar."""
    longest = max(case.seconds[side] for case in cases for side in COLOURS)
    bars, top = [], 20
    for case in cases:
        bars.append(f'<text x="{LEFT}" y="{top}">{case.name}</text>')
        for side, colour in COLOURS.items():
            width = max(1, BAR * case.seconds[side] / longest)
            bars.append(
                f'<rect x="{LEFT}" y="{top + 6}" width="{width:.0f}" height="10" fill="{colour}"/>'
                f'<text x="{LEFT + width + 6:.0f}" y="{top + 15}">{side}: {case.seconds[side]:.3f} s</text>'
            )
            top += 14
        top += 30
    return _svg("Seconds of each side, by case", bars, top)


def _svg(title: str, parts: Sequence[str], height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="520" height="{height}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{title}</title><rect width="520" height="{height}" fill="white"/>'
        f"{''.join(parts)}</svg>\n"
    )
