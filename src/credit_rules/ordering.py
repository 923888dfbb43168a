"""Total orders over credits (R18) and invoices (R19), each built from a list of keys and ended by the id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from credit_rules.credit import AccountCredit, CreditClass
from credit_rules.invoice import Invoice
from credit_rules.policy import CreditKey, InvoiceKey, Policy


def _earlier(day: date | None) -> tuple[bool, int]:
    """Order dates earlier first; none comes last."""
    return (True, 0) if day is None else (False, day.toordinal())


def _later(day: date | None) -> tuple[bool, int]:
    """Order dates later first; none comes last."""
    return (True, 0) if day is None else (False, -day.toordinal())


CREDIT_KEYS: Mapping[CreditKey, Callable[[AccountCredit], Any]] = MappingProxyType(
    {
        CreditKey.PRIORITY: lambda lot: lot.priority,
        CreditKey.EXPIRES_ON: lambda lot: _earlier(lot.expires_on),
        CreditKey.PROMOTIONAL_FIRST: lambda lot: lot.credit_class is not CreditClass.PROMOTIONAL,
        CreditKey.PAID_FIRST: lambda lot: lot.credit_class is not CreditClass.PAID,
        CreditKey.USABLE_FROM: lambda lot: _earlier(lot.usable_from),
        CreditKey.ISSUED_ON: lambda lot: _earlier(lot.issued_on),
        CreditKey.NARROWEST_SCOPE: lambda lot: (lot.products is None, len(lot.products or ())),
        CreditKey.SMALLEST: lambda lot: lot.remaining_minor,
        CreditKey.LARGEST: lambda lot: -lot.remaining_minor,
    }
)

INVOICE_KEYS: Mapping[InvoiceKey, Callable[[Invoice], Any]] = MappingProxyType(
    {
        InvoiceKey.DUE_ON: lambda invoice: _earlier(invoice.due_on),
        InvoiceKey.ISSUED_ON: lambda invoice: _earlier(invoice.issued_on),
        InvoiceKey.NEWEST: lambda invoice: _later(invoice.issued_on),
        InvoiceKey.SMALLEST: lambda invoice: invoice.outstanding_minor,
        InvoiceKey.LARGEST: lambda invoice: -invoice.outstanding_minor,
    }
)


def in_credit_order(credits: Iterable[AccountCredit], policy: Policy) -> list[AccountCredit]:
    """Sort lots by the policy's credit order, then by id: the order is total, so the input's order never matters (R18).

    >>> june, never = (AccountCredit(id, "ann", "GBP", 500, issued_on=date(2026, 1, 1), expires_on=until)
    ...                for id, until in (("B", date(2026, 6, 1)), ("A", None)))
    >>> [lot.id for lot in in_credit_order([never, june], Policy())]
    ['B', 'A']
    """
    keys = [CREDIT_KEYS[key] for key in policy.credit_order]
    return sorted(credits, key=lambda lot: (*(key(lot) for key in keys), lot.id))


def in_invoice_order(invoices: Iterable[Invoice], policy: Policy) -> list[Invoice]:
    """Sort invoices by the policy's invoice order, then by id (R19)."""
    keys = [INVOICE_KEYS[key] for key in policy.invoice_order]
    return sorted(invoices, key=lambda invoice: (*(key(invoice) for key in keys), invoice.id))
