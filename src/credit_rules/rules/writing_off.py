"""R27: writing an invoice off."""

from __future__ import annotations

from attrs import evolve
from returns.result import Failure, Success

from credit_rules.invoice import Invoice, Status
from credit_rules.money import Money
from credit_rules.outcome import InvoiceWrittenOff, Outcome
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import NothingOutstanding, PaymentPending, Rejection
from credit_rules.result import Decision
from credit_rules.rules.gates import refuse_unless_issued


def write_off(invoice: Invoice, *, policy: Policy = JOININ) -> Decision:
    """Give up what an invoice still owes; applied credit is not returned, and the invoice changes no more (R27).

    Refused, in this order: the status (R2), `payment_pending`, `nothing_outstanding`.
    """
    refusal = refuse_writing_off(invoice)
    if refusal is not None:
        return Failure(refusal)
    written_off = evolve(invoice, status=Status.WRITTEN_OFF)
    return Success(
        Outcome(
            effects=(InvoiceWrittenOff(written_off),),
            rules=("R27",),
            policy=policy.fingerprint,
            invoices=(written_off,),
        )
    )


def refuse_writing_off(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice that is not issued, has money on its way, or owes nothing (R2, R27)."""
    refusal = refuse_unless_issued(invoice)
    if refusal is not None:
        return refusal
    if invoice.pending_minor > 0:
        return PaymentPending(Money(invoice.pending_minor, invoice.currency), Money(0, invoice.currency))
    return None if invoice.outstanding_minor > 0 else NothingOutstanding(invoice.id)
