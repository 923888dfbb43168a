"""Raising a credit: R2-R13."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from proofs.specifications.sums import Answer, Sums, last_first, within


@frozen(kw_only=True)
class House:
    """The policy's words that raising a credit turns on (R33)."""

    part_paid: str
    pending_payment: str
    surplus: str
    refunds: str


def raised(sums: Sums, amount: int, refund: int, house: House) -> Answer:
    """What becomes of a credit on an issued invoice: reduced, restored, account credit, refund; or the refusal."""
    if sums.creditable == 0:  # R2
        return ("invoice_fully_credited",)
    for asked in (amount, refund) if refund != 0 else (amount,):  # R3; a refund of 0 is not asked for
        if asked <= 0:
            return "amount_not_positive", asked
    return split(sums, amount, refund, house)


def split(sums: Sums, amount: int, refund: int, house: House) -> Answer:
    """R4-R10, for an amount above zero and a refund of zero or more."""
    if amount > sums.creditable:
        return "amount_exceeds_creditable", amount, sums.creditable
    if house.part_paid == "reject" and sums.outstanding > 0 and sums.settled > 0:
        return "invoice_part_paid", sums.outstanding, sums.settled
    at_most = 0 if house.pending_payment == "reject" else sums.creditable - sums.pending
    if sums.pending > 0 and amount > at_most:
        return "payment_pending", sums.pending, at_most
    if refund > 0 and house.refunds == "forbidden":
        return "refund_not_allowed", refund
    surplus = amount - min(amount, sums.outstanding)
    restored = back_to_lots(surplus, sum(sums.applied), sums.cash, house.surplus)
    if refund > surplus - restored:
        return "refund_exceeds_cash", refund, surplus - restored
    return "raised", amount - surplus, restored, surplus - restored - refund, refund


def back_to_lots(surplus: int, applied: int, cash: int, made_of: str) -> int:
    """How much of a surplus, at most what is applied and the cash together, goes back to the lots it came from (R9)."""
    if made_of == "applied_first":
        return within(surplus, applied)
    if made_of == "cash_first":
        return surplus - within(surplus, cash)
    if applied + cash == 0:
        return 0
    # Of two components, largest remainder with ties to the first is the first one's share, a half rounded upwards.
    return (2 * surplus * applied + applied + cash) // (2 * (applied + cash))


def state(sums: Sums, status: str) -> str:
    """What a person sees of an invoice: the first that holds."""
    if status != "issued":
        return status
    if sums.pending > 0:
        return "pending"
    if sums.outstanding == 0:
        return "reconciled"
    return "part_paid" if sums.settled > 0 else "outstanding"


def credit_state(sums: Sums) -> str:
    """How much of it was credited."""
    if sums.credited == 0:
        return "none"
    return "full" if sums.creditable == 0 else "partial"


def pieces_restored(sums: Sums, restored: int) -> tuple[int, ...]:
    """What goes back of each allocation: the last applied first (R9)."""
    return last_first(sums.applied, restored)


def lines_refused(left: Sequence[int | None], asked: Sequence[int]) -> Answer:
    """The refusal of amounts asked for by line, None standing for an unknown line (R12); empty if there is none."""
    for place, most in enumerate(left):
        if most is None:
            return "line_not_found", place
    for place, (most, amount) in enumerate(zip(left, asked, strict=True)):
        if most is not None and amount > most:
            return "amount_exceeds_line", place, amount, most
    return ()
