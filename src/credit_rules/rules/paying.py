"""R28: payments of an invoice in cash: on their way, cleared, failed."""

from __future__ import annotations

from returns.result import Failure, Success

from credit_rules.invoice import Invoice
from credit_rules.money import Money
from credit_rules.outcome import Outcome, PaymentMoved
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import AmountExceedsOutstanding, AmountExceedsPending, NothingOutstanding, Rejection
from credit_rules.result import Decision
from credit_rules.rules.gates import refuse_amounts, refuse_unless_issued


def record_payment(invoice: Invoice, amount: Money, *, pending: bool = False, policy: Policy = JOININ) -> Decision:
    """Record a payment that cleared, or one that is on its way (R28). What is paid beyond the debt is granted as a lot.

    :param amount: above zero, in the invoice's currency, at most what is outstanding

    Refused, in this order: the status (R2), `amount_not_positive`, `currency_mismatch`, `nothing_outstanding`,
    `amount_exceeds_outstanding`.
    """
    refusal = refuse_unless_issued(invoice) or refuse_amounts(invoice.currency, amount) or refuse_paying(invoice)
    if refusal is not None:
        return Failure(refusal)
    if amount.amount_minor > invoice.outstanding_minor:
        return Failure(AmountExceedsOutstanding(amount, Money(invoice.outstanding_minor, invoice.currency)))
    paid, on_its_way = (0, amount.amount_minor) if pending else (amount.amount_minor, 0)
    return Success(_moved(invoice, paid, on_its_way, policy))


def clear_payment(invoice: Invoice, amount: Money, *, policy: Policy = JOININ) -> Decision:
    """Clear a payment, or a part of it, that was on its way (R28).

    :param amount: above zero, in the invoice's currency, at most what is pending

    Refused, in this order: the status (R2), `amount_not_positive`, `currency_mismatch`, `amount_exceeds_pending`.
    """
    refusal = _refuse_settling(invoice, amount)
    if refusal is not None:
        return Failure(refusal)
    return Success(_moved(invoice, amount.amount_minor, -amount.amount_minor, policy))


def fail_payment(invoice: Invoice, amount: Money, *, policy: Policy = JOININ) -> Decision:
    """Give up a payment, or a part of it, that was on its way; it is owed again (R28).

    Refused as `clear_payment` is.
    """
    refusal = _refuse_settling(invoice, amount)
    if refusal is not None:
        return Failure(refusal)
    return Success(_moved(invoice, 0, -amount.amount_minor, policy))


def _refuse_settling(invoice: Invoice, amount: Money) -> Rejection | None:
    refusal = refuse_unless_issued(invoice) or refuse_amounts(invoice.currency, amount)
    if refusal is None and amount.amount_minor > invoice.pending_minor:
        return AmountExceedsPending(amount, Money(invoice.pending_minor, invoice.currency))
    return refusal


def _moved(invoice: Invoice, paid_minor: int, pending_minor: int, policy: Policy) -> Outcome:
    moved = PaymentMoved(
        invoice=invoice.id,
        account=invoice.account,
        currency=invoice.currency,
        paid_minor=paid_minor,
        pending_minor=pending_minor,
    )
    after = invoice.with_payment(paid_minor, pending_minor)
    return Outcome(effects=(moved,), rules=("R28",), policy=policy.fingerprint, invoices=(after,))


def refuse_paying(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice that owes nothing, whatever is paid (R2, R28)."""
    refusal = refuse_unless_issued(invoice)
    return refusal or (None if invoice.outstanding_minor > 0 else NothingOutstanding(invoice.id))


def refuse_settling(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice that has nothing on its way, whatever clears or fails (R2, R28)."""
    return _refuse_settling(invoice, Money(1, invoice.currency))
