"""R2: the refusals that a status alone decides, the same for every action that needs an issued invoice."""

from __future__ import annotations

from credit_rules.invoice import Invoice, Status
from credit_rules.money import Money
from credit_rules.rejection import (
    AmountNotPositive,
    CurrencyMismatch,
    InvoiceIsCancelled,
    InvoiceIsDraft,
    InvoiceIsWrittenOff,
)


def refuse_unless_issued(invoice: Invoice) -> InvoiceIsDraft | InvoiceIsCancelled | InvoiceIsWrittenOff | None:
    """Refuse an invoice that is a draft, cancelled or written off (R2)."""
    return InvoiceIsDraft(invoice.id) if invoice.status is Status.DRAFT else refuse_if_closed(invoice)


def refuse_if_closed(invoice: Invoice) -> InvoiceIsCancelled | InvoiceIsWrittenOff | None:
    """Refuse an invoice that is cancelled or written off, for these change no more (R2)."""
    match invoice.status:
        case Status.CANCELLED:
            return InvoiceIsCancelled(invoice.id)
        case Status.WRITTEN_OFF:
            return InvoiceIsWrittenOff(invoice.id)
        case _:
            return None


def refuse_amounts(currency: str, *given: Money | None) -> AmountNotPositive | CurrencyMismatch | None:
    """Refuse the first amount given that is not above zero, then the first in another currency (R3)."""
    amounts = [amount for amount in given if amount is not None]
    for amount in amounts:
        if amount.amount_minor <= 0:
            return AmountNotPositive(amount)
    for amount in amounts:
        if amount.currency != currency:
            return CurrencyMismatch(amount, currency)
    return None
