"""R26: cancelling an invoice."""

from __future__ import annotations

from attrs import evolve
from returns.result import Failure, Success

from credit_rules.invoice import Invoice, Status
from credit_rules.money import Money
from credit_rules.outcome import InvoiceCancelled, Outcome
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import InvoiceHasPayments, Rejection
from credit_rules.result import Decision
from credit_rules.rules.gates import refuse_if_closed
from credit_rules.rules.unapplying import unapplied


def cancel(invoice: Invoice, *, policy: Policy = JOININ) -> Decision:
    """Cancel a draft, or an issued invoice without cash; applied credit goes back to its lots, its notes stay (R26).

    Refused, in this order: `invoice_cancelled`, `invoice_written_off`, `invoice_has_payments`.
    """
    refusal = refuse_cancelling(invoice)
    if refusal is not None:
        return Failure(refusal)
    returned = tuple(reversed(invoice.allocations))
    cancelled = evolve(invoice, status=Status.CANCELLED, allocations=())
    return Success(
        Outcome(
            effects=(*unapplied(invoice, returned), InvoiceCancelled(cancelled, was=invoice.status)),
            rules=("R26",),
            policy=policy.fingerprint,
            invoices=(cancelled,),
        )
    )


def refuse_cancelling(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice that is closed, or that has been paid or is being paid (R2, R26)."""
    refusal = refuse_if_closed(invoice)
    if refusal is None and (invoice.paid_minor > 0 or invoice.pending_minor > 0):
        paid, pending = Money(invoice.paid_minor, invoice.currency), Money(invoice.pending_minor, invoice.currency)
        return InvoiceHasPayments(paid, pending)
    return refusal
