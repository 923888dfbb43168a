"""The summary of a bulk run: a table for people, a form for programs."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from credit_rules import Reason
from credit_rules_adapters.cli.tables import print_table
from credit_rules_adapters.columnar.reading.sums import Total
from credit_rules_adapters.columnar.summing import AGES, Summary
from credit_rules_adapters.text.money import format_any
from credit_rules_adapters.text.reasons import PHRASES

_NONE = Total()


def print_summary(summary: Summary) -> None:
    """Print what was allocated and what is left on both sides, by currency, and why lots are left."""
    titles = ("Currency", "Allocations", "Allocated", "Owing", "Outstanding", "Lots", "Remaining")
    rows = []
    for currency in summary.currencies:
        cells = [currency]
        for totals in (summary.allocated, summary.owing, summary.left):
            total = totals.get(currency, _NONE)
            cells += [f"{total.rows:,}", format_any(total.amount_minor, currency)]
        rows.append(tuple(cells))
    print_table(titles, rows, right=range(1, len(titles)))
    if summary.reasons:
        print_table(
            ("Why lots are not used up", "Currency", "Lots", "Remaining"),
            [
                (PHRASES[Reason(reason)], currency, f"{total.rows:,}", format_any(total.amount_minor, currency))
                for (currency, reason), total in sorted(summary.reasons.items())
            ],
            right={2, 3},
        )


def form_of_summary(summary: Summary) -> dict[str, Any]:
    """Return the summary for programs; all amounts are in minor units."""
    return {
        "currencies": {
            currency: {
                "allocated": asdict(summary.allocated.get(currency, _NONE)),
                "outstanding": asdict(summary.owing.get(currency, _NONE)),
                "remaining": asdict(summary.left.get(currency, _NONE)),
                "reasons": {
                    reason: asdict(total) for (of, reason), total in sorted(summary.reasons.items()) if of == currency
                },
                "ages": {age: asdict(summary.ages[currency, age]) for age in AGES if (currency, age) in summary.ages},
            }
            for currency in summary.currencies
        }
    }
