"""Pictures in text: which credit paid what, and how each invoice stands."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TypeAlias

from credit_rules import Account, AccountCredit, Invoice
from credit_rules_adapters.text.columns import columns
from credit_rules_adapters.text.money import format_amount
from credit_rules_adapters.text.whereabouts import standing, taken

_Row: TypeAlias = tuple[str, str, str, str]

_CELLS = 20
_PAID, _TAKEN, _LEFT = "█", "▒", "░"


def picture_of_credit(account: Account, lots: Container[str] | None = None) -> list[str]:
    """Draw lots (None: all) and below each what it paid, what was taken of it and what is left, long as its share."""
    removed = taken(account)
    drawn = [lot for lot in account.credits.values() if lots is None or lot.id in lots]
    return columns([row for lot in drawn for row in _drawn(account, lot, removed)], right=[1])


def _drawn(account: Account, lot: AccountCredit, removed: Mapping[str, Mapping[str, int]]) -> Iterator[_Row]:
    parts = [(f"paid {invoice}", amount_minor, _PAID) for invoice, amount_minor in standing(account, lot.id)]
    parts += [(what, amount_minor, _TAKEN) for what, amount_minor in removed.get(lot.id, {}).items()]
    head = _described(lot), format_amount(lot.amount_minor, lot.currency), lot.currency
    if not parts:
        yield *head, _LEFT * _CELLS
        return
    yield *head, ""
    parts += [("left", lot.remaining_minor, _LEFT)] if lot.remaining_minor else []
    before = 0
    for place, (what, amount_minor, fill) in enumerate(parts, start=1):
        start, end = (_CELLS * edge // lot.amount_minor for edge in (before, before + amount_minor))
        branch = "└─" if place == len(parts) else "├─"
        bar = " " * start + (fill * (end - start) or "▏")
        yield f"{branch} {what}", format_amount(amount_minor, lot.currency), "", bar
        before += amount_minor


def _described(lot: AccountCredit) -> str:
    limits = [
        f"until {lot.expires_on}" if lot.expires_on else "",
        f"for {', '.join(lot.products)}" if lot.products else "",
        "paused" if lot.paused else "",
        "voided" if lot.voided else "",
    ]
    return ", ".join([f"{lot.id} of {lot.account}, {lot.credit_class.value}", *filter(None, limits)])


def table_of_invoices(invoices: Iterable[Invoice]) -> list[str]:
    """Set invoices in a table of their sums; a sum that none of them has is left out."""
    sums = {
        "total": "total_minor",
        "cash paid": "paid_minor",
        "on its way": "pending_minor",
        "credit": "applied_minor",
        "credited": "credited_minor",
        "owed": "outstanding_minor",
    }
    shown = [*invoices]
    kept = {
        title: name
        for title, name in sums.items()
        if name in {"total_minor", "outstanding_minor"} or any(getattr(invoice, name) for invoice in shown)
    }
    rows = [("invoice", *kept, "", "")]
    for invoice in shown:
        figures = (format_amount(getattr(invoice, name), invoice.currency) for name in kept.values())
        rows.append((f"{invoice.id} of {invoice.account}", *figures, invoice.currency, invoice.state.replace("_", "-")))
    return columns(rows, right=range(1, len(kept) + 1))
