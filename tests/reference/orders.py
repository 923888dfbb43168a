"""Policies as plain dicts (R33) and the two orders (R18, R19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from reference.facts import Facts, Invoice, Lot
from reference.sums import outstanding, remaining

JOININ: dict[str, Any] = {
    "part_paid": "split",
    "pending_payment": "reject",
    "surplus": "applied_first",
    "refunds": "forbidden",
    "void_used": "reject",
    "grants": "forbidden",
    "minimum_collection": {},
    "credit_order": ["expires_on", "issued_on"],
    "invoice_order": ["due_on", "issued_on"],
}
PRESETS: dict[str, dict[str, Any]] = {
    "joinin": {},
    "loveadmin": {"part_paid": "reject"},
    "stripe_grants": {"credit_order": ["priority", "expires_on", "promotional_first", "usable_from", "issued_on"]},
    "aws": {"credit_order": ["expires_on", "narrowest_scope", "issued_on"]},
    "lago": {"credit_order": ["priority", "promotional_first", "issued_on"]},
    "kill_bill": {"credit_order": ["issued_on"], "invoice_order": ["issued_on"]},
    "oldest_first": {"credit_order": ["issued_on"], "invoice_order": ["issued_on"]},
}


def preset(name: str) -> dict[str, Any]:
    """One of R33's presets, whole; a KeyError for a name that is none."""
    return {**JOININ, **PRESETS[name]}


def _later_first(day: date) -> int:
    return -day.toordinal()


def credit_keys(facts: Facts, lot: Lot) -> dict[str, Any]:
    """R18's keys, each so that what comes first is smaller."""
    left = remaining(facts, lot)
    return {
        "priority": lot.priority,
        "expires_on": (lot.expires_on is None, lot.expires_on or date.max),
        "promotional_first": lot.class_ != "promotional",
        "paid_first": lot.class_ != "paid",
        "usable_from": lot.usable_from,
        "issued_on": lot.issued_on,
        "narrowest_scope": (lot.products is None, len(lot.products or ())),
        "smallest": left,
        "largest": -left,
    }


def invoice_keys(facts: Facts, invoice: Invoice) -> dict[str, Any]:
    """R19's keys, likewise."""
    owed = outstanding(facts, invoice)
    return {
        "due_on": invoice.due_on,
        "issued_on": invoice.issued_on,
        "newest": _later_first(invoice.issued_on),
        "smallest": owed,
        "largest": -owed,
    }


def credits_in_order(facts: Facts, lots: Iterable[Lot]) -> list[Lot]:
    """R18: key by key, and always last the id."""
    order = facts.policy["credit_order"]
    return sorted(lots, key=lambda lot: [*(credit_keys(facts, lot)[name] for name in order), lot.id])


def invoices_in_order(facts: Facts, invoices: Iterable[Invoice]) -> list[Invoice]:
    """R19: likewise; an open invoice has a due date."""
    order = facts.policy["invoice_order"]
    return sorted(invoices, key=lambda one: [*(invoice_keys(facts, one)[name] for name in order), one.id])


def newest_first(invoices: Iterable[Invoice]) -> list[Invoice]:
    """R30: issued_on latest first, then id."""
    return sorted(invoices, key=lambda invoice: (_later_first(invoice.issued_on), invoice.id))
