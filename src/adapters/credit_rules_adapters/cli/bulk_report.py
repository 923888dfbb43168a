"""The report of a bulk run: one page that needs nothing else, its pictures drawn here as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

from credit_rules import Reason
from credit_rules_adapters.columnar.reading.sums import Total
from credit_rules_adapters.columnar.summing import AGES, Summary
from credit_rules_adapters.text.money import format_any
from credit_rules_adapters.text.reasons import PHRASES

_LABEL, _BAR, _FIGURE, _ROW = 210, 330, 220, 30
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fff; --soft: #5b6472; --line: #d5dae2;
  --used: #2f6f9f; --left: #c9781f }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --paper: #14181f; --soft: #a3adbb; --line: #39424f;
  --used: #6db1e0; --left: #e6a552 } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem }
svg { display: block; width: 100%; max-width: 760px; height: auto; font: 13px system-ui, sans-serif }
svg text { fill: var(--ink) } .track { fill: var(--line) } .used { fill: var(--used) } .left { fill: var(--left) }
table { border-collapse: collapse; margin: .5rem 0 1.5rem } caption { text-align: left; color: var(--soft) }
th, td { padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left }
.figure { text-align: right; font-variant-numeric: tabular-nums } p { color: var(--soft) }
""".strip()

_Bar = tuple[str, Total, str]


def write_report(path: Path, summary: Summary, on: date, policy: str) -> None:
    """Write the page."""
    path.write_text(page(summary, on, policy), encoding="utf-8")


def page(summary: Summary, on: date, policy: str) -> str:
    """Return the page: for each currency its sums, the reasons, the ages and the biggest remainders."""
    sections = "\n".join(_section(summary, currency) for currency in summary.currencies)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Allocation run, {on}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<h1>Allocation run, {on}</h1>
<p>Decided under the policy {escape(policy)}.</p>
{sections or "<p>There was nothing to allocate, and nothing is left.</p>"}
</body>
</html>
"""


def _section(summary: Summary, currency: str) -> str:
    none = Total()
    sums: list[_Bar] = [
        ("allocated", summary.allocated.get(currency, none), "used"),
        ("left owing on invoices", summary.owing.get(currency, none), "left"),
        ("left on lots", summary.left.get(currency, none), "left"),
    ]
    reasons = [
        (PHRASES[Reason(reason)], total, "left")
        for (of, reason), total in sorted(summary.reasons.items())
        if of == currency
    ]
    ages = [(age, summary.ages.get((currency, age), none), "left") for age in AGES]
    parts = [
        f"<h2>{escape(currency)}</h2>",
        _picture("Sums", sums, currency),
        _picture("Why lots are not used up", reasons, currency) if reasons else "",
        _picture("Age of what is left owing, by due date", ages, currency) if currency in summary.owing else "",
        _biggest("Invoices with the most left owing", summary.biggest_owing, currency),
        _biggest("Lots with the most left", summary.biggest_left, currency),
    ]
    return "\n".join(part for part in parts if part)


def _picture(title: str, bars: Sequence[_Bar], currency: str) -> str:
    """Draw bars as long as their amounts; each says its figure too."""
    largest = max(total.amount_minor for _, total, _ in bars) or 1
    height = _ROW * len(bars) + 4
    said = f"{title}, {currency}: " + ", ".join(
        f"{label} {format_any(total.amount_minor, currency)}" for label, total, _ in bars
    )
    drawn = "\n".join(_bar(place, bar, largest, currency) for place, bar in enumerate(bars))
    return f"""<h3>{escape(title)}</h3>
<svg viewBox="0 0 {_LABEL + _BAR + _FIGURE} {height}" role="img" aria-label="{escape(said)}">
{drawn}
</svg>"""


def _bar(place: int, bar: _Bar, largest: int, currency: str) -> str:
    label, total, kind = bar
    top, length = _ROW * place + 4, max(_BAR * total.amount_minor // largest, 1 if total.amount_minor else 0)
    figure = f"{format_any(total.amount_minor, currency)} ({total.rows:,})"
    return (
        f'<text x="0" y="{top + 16}">{escape(label)}</text>'
        f'<rect class="track" x="{_LABEL}" y="{top}" width="{_BAR}" height="22" rx="3"/>'
        f'<rect class="{kind}" x="{_LABEL}" y="{top}" width="{length}" height="22" rx="3"/>'
        f'<text x="{_LABEL + _BAR + 10}" y="{top + 16}">{escape(figure)}</text>'
    )


def _biggest(title: str, found: Mapping[str, Iterable[tuple[str, str, int]]], currency: str) -> str:
    rows = [
        f"<tr><td>{escape(id)}</td><td>{escape(account)}</td>"
        f'<td class="figure">{format_any(amount_minor, currency)}</td></tr>'
        for id, account, amount_minor in found.get(currency, ())
    ]
    if not rows:
        return ""
    head = '<tr><th scope="col">Id</th><th scope="col">Account</th><th scope="col" class="figure">Left</th></tr>'
    return "\n".join(["<table>", f"<caption>{escape(title)}</caption>", head, *rows, "</table>"])
