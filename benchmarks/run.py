"""Measure everything, and write RESULTS.md and its picture beside this file."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import growth
import imports
import one_decision
from measure import Finding

HERE = Path(__file__).parent
BAR, ROW = 320, 44


def _met(finding: Finding) -> str:
    return "yes" if finding.met else "**no**"


def _table(findings: list[Finding]) -> str:
    rows = [
        f"| {finding.name} | {finding.ratio:.2f} | {finding.at_most:g} | {_met(finding)} | {finding.figures} |"
        for finding in findings
    ]
    return "\n".join(["| what | ratio | at most | met | medians |", "|---|---|---|---|---|", *rows])


def _picture(findings: list[Finding]) -> str:
    """Draw each ratio as a bar that is full at its bound."""
    bars = []
    for number, finding in enumerate(findings):
        top, filled = 20 + number * ROW, min(BAR, BAR * finding.ratio / finding.at_most)
        colour = "#3a7d44" if finding.met else "#b3261e"
        bars.append(
            f'<text x="10" y="{top}">{finding.name}</text>'
            f'<rect x="10" y="{top + 6}" width="{BAR}" height="14" fill="none" stroke="#888"/>'
            f'<rect x="10" y="{top + 6}" width="{filled:.0f}" height="14" fill="{colour}"/>'
            f'<text x="{BAR + 20}" y="{top + 18}">{finding.ratio:.2f} of {finding.at_most:g}</text>'
        )
    height = 20 + len(findings) * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="460" height="{height}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>Each ratio beside its bound</title><rect width="460" height="{height}" fill="white"/>'
        f"{''.join(bars)}</svg>\n"
    )


def main() -> int:
    """Run all benchmarks; the exit code says whether every bound is met."""
    findings = [one_decision.measure(), growth.measure(limited=False), growth.measure(limited=True), imports.measure()]
    machine = f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}"
    text = f"""# Results

Written by `make bench`. Every ratio is one of medians of rounds in one run, both sides taking turns; absolute times
are those of the machine of that run ({machine}) and say little elsewhere.

{_table(findings)}

![Each ratio beside its bound](results.svg)
"""
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    (HERE / "results.svg").write_text(_picture(findings), encoding="utf-8")
    print(_table(findings))
    return 0 if all(finding.met for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
