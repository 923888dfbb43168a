"""Voiding, cancelling, writing off, and what takes value from a lot: R25-R29; leaving a product: R30."""

from __future__ import annotations

from collections.abc import Sequence

from proofs.specifications.sums import Answer, Sums, first_first, within


def voided(needed: Sequence[int], remaining: Sequence[int], refund: int, *, void: bool) -> Answer:
    """Voiding a note that needs so much back of each lot, nothing being unapplied for it: the refusal, if any (R25)."""
    if void:
        return ("note_already_void",)
    for place, (need, there) in enumerate(zip(needed, remaining, strict=True)):
        if there < need:
            return "credit_already_used", place, need, there
    return ("note_refunded", refund) if refund > 0 else ()


def unapplied_for(needed: int, remaining: int, uses: Sequence[int]) -> Answer:
    """What comes off the uses of a lot, newest first, so that a note gets back what it needs; or the refusal (R25)."""
    if remaining + sum(uses) < needed:
        return "credit_already_used", needed, remaining
    return "unapplied", *first_first(uses, within(needed - remaining, needed))


def cancelled(sums: Sums) -> Answer:
    """The refusal of cancelling an issued invoice, if any (R26)."""
    return ("invoice_has_payments", sums.paid, sums.pending) if sums.paid > 0 or sums.pending > 0 else ()


def written_off(sums: Sums) -> Answer:
    """What an issued invoice gives up; or the refusal (R27)."""
    if sums.pending > 0:
        return "payment_pending", sums.pending, 0
    return ("written_off", sums.outstanding) if sums.outstanding > 0 else ("nothing_outstanding",)


def paid_out(remaining: int, amount: int, *, promotional: bool, allowed: bool) -> Answer:
    """Paying out of a lot that is neither void nor expired: what it still holds; or the refusal (R3, R28)."""
    if amount <= 0:
        return "amount_not_positive", amount
    if promotional:
        return ("promotional_not_refundable",)
    if not allowed:
        return "refund_not_allowed", amount
    return ("insufficient_credit", amount, remaining) if amount > remaining else ("paid_out", remaining - amount)


def placed(amount: int, creditable: Sequence[int]) -> Answer:
    """A fixed amount, newest invoice first, each up to what is creditable there; last, what is left out (R30)."""
    return *first_first(creditable, amount), max(0, amount - sum(creditable))
