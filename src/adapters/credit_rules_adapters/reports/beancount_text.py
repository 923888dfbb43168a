"""The journal as text for beancount: a transaction for each effect, balanced to the minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType
from unicodedata import category

from credit_rules_adapters.reports.journal import JournalLine
from credit_rules_adapters.text.mistakes import listed, shown
from credit_rules_adapters.text.money import format_amount

CHART: Mapping[str, str] = MappingProxyType(
    {
        "receivable": "Assets:Receivable",
        "cash": "Assets:Cash",
        "account_credit:paid": "Liabilities:AccountCredit:Paid",
        "account_credit:promotional": "Liabilities:AccountCredit:Promotional",
        "tax": "Liabilities:Tax",
        "opening_balances": "Equity:OpeningBalances",
        "sales": "Income:Sales",
        "sales_returns": "Income:SalesReturns",
        "expired_credit": "Income:ExpiredCredit",
        "forfeited_credit": "Income:ForfeitedCredit",
        "promotions": "Expenses:Promotions",
        "write_offs": "Expenses:WriteOffs",
    }
)
"""Which account of beancount stands for each account of R34, unless the caller's own chart says otherwise."""

_ROOTS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")


def chart_of(own: Mapping[str, str]) -> Mapping[str, str]:
    """Return the chart with the caller's own names in the place of the usual ones.

    :raises ValueError: it names an account that R34 does not, or one that beancount would not take

    >>> chart_of({"cash": "Assets:Bank:GBP"})["cash"]
    'Assets:Bank:GBP'
    """
    for book, name in own.items():
        if book not in CHART:
            raise ValueError(f"{shown(book)} is no account of the journal; {listed(CHART)}")
        root, *rest = name.split(":")
        if root not in _ROOTS or not rest or not all(map(_is_component, rest)):
            raise ValueError(
                f"{shown(name)} is no account of beancount; allowed are names like Assets:Bank:GBP, from one of "
                f"{', '.join(_ROOTS)}, each part of letters, digits and hyphens, begun by a capital or a digit"
            )
    return {**CHART, **own}


def _is_component(part: str) -> bool:
    kinds = [category(each) for each in part]
    return (
        bool(part)
        and kinds[0] in {"Lu", "Nd"}
        and all(kind[0] == "L" or kind == "Nd" or each == "-" for kind, each in zip(kinds, part, strict=True))
    )


def beancount_text(lines: Iterable[JournalLine], chart: Mapping[str, str] = CHART) -> Iterator[str]:
    """Yield the text, line by line: each account opened on the day it is first used, then every transaction.

    The customer is the payee, what happened the narration; the entry's number stands beside them.

    :param chart: as `chart_of` makes it
    :raises ValueError: a currency has no minor unit in ISO 4217
    """
    lines = list(lines)
    first: dict[str, date] = {}
    for line in lines:
        name = chart[line.book]
        first[name] = min(line.on, first.get(name, line.on))
    for name, on in sorted(first.items()):
        yield f"{on} open {name}\n"
    for (on, number, _, account, what), posted in groupby(
        lines, lambda line: (line.on, line.number, line.effect, line.account, line.what)
    ):
        yield f"\n{on} * {_quoted(account)} {_quoted(what)}\n"
        yield f"  entry: {number}\n"
        for line in posted:
            yield f"  {chart[line.book]}  {format_amount(line.amount_minor, line.currency)} {line.currency}\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
