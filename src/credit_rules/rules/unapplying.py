"""R23: giving applied credit back to the very lots it came from."""

from __future__ import annotations

from collections.abc import Iterable

from returns.result import Failure, Success

from credit_rules.allocation import Allocation, last_first
from credit_rules.invoice import Invoice
from credit_rules.money import Money
from credit_rules.outcome import CreditUnapplied, Outcome
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import AmountExceedsApplied, NothingApplied, Rejection
from credit_rules.result import Decision
from credit_rules.rules.gates import refuse_amounts, refuse_unless_issued


def unapply(
    invoice: Invoice, *, amount: Money | None = None, credit: str | None = None, policy: Policy = JOININ
) -> Decision:
    """Give applied credit back to its lots, newest allocation first (R23).

    :param amount: above zero, in the invoice's currency; None: all that stands
    :param credit: the id of a lot: only what came from it; None: from any

    Refused, in this order: the status (R2), `amount_not_positive`, `currency_mismatch`, `nothing_applied`,
    `amount_exceeds_applied`. Law: `unapply_inverts_apply`.
    """
    refusal = refuse_unless_issued(invoice) or refuse_amounts(invoice.currency, amount)
    if refusal is not None:
        return Failure(refusal)
    standing = tuple(piece for piece in invoice.allocations if credit is None or piece.credit == credit)
    if not standing:
        return Failure(NothingApplied(invoice.id))
    applied = sum(piece.amount_minor for piece in standing)
    if amount is not None and amount.amount_minor > applied:
        return Failure(AmountExceedsApplied(amount, Money(applied, invoice.currency)))
    pieces = last_first(standing, applied if amount is None else amount.amount_minor)
    return Success(
        Outcome(
            effects=unapplied(invoice, pieces),
            rules=("R23",),
            policy=policy.fingerprint,
            invoices=(invoice.without_allocations(pieces),),
        )
    )


def unapplied(invoice: Invoice, pieces: Iterable[Allocation]) -> tuple[CreditUnapplied, ...]:
    """Return the effects of giving those pieces of that invoice's allocations back."""
    return tuple(
        CreditUnapplied(invoice=invoice.id, account=invoice.account, currency=invoice.currency, allocation=piece)
        for piece in pieces
    )


def refuse_unapplying(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice on which no credit stands (R2, R23)."""
    return refuse_unless_issued(invoice) or (None if invoice.allocations else NothingApplied(invoice.id))
