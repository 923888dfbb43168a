"""R1-R10, R13: raising a credit note against one invoice.

`split` decides the amounts, integers in and integers out; the rest puts them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, assert_never

from attrs import frozen
from returns.result import Failure, Success

from credit_rules.allocation import last_first
from credit_rules.invoice import Invoice
from credit_rules.money import Money, apportion
from credit_rules.note import CreditNote, NoteReason, Share
from credit_rules.outcome import NoteRaised, Outcome
from credit_rules.policy import JOININ, PartPaid, PendingPayment, Policy, Refunds, Surplus
from credit_rules.rejection import (
    AmountExceedsCreditable,
    InvoiceFullyCredited,
    InvoicePartPaid,
    PaymentPending,
    RefundExceedsCash,
    RefundNotAllowed,
    Rejection,
)
from credit_rules.result import Decision
from credit_rules.rules.gates import refuse_amounts, refuse_unless_issued
from credit_rules.rules.spreading import refuse_lines, spread, spread_named

Amount: TypeAlias = Money | Mapping[str, Money]
"""What is credited: a sum for the whole invoice, or a gross sum for each line named."""


@frozen
class Position:
    """The figures of an issued invoice that a credit turns on, in minor units; `cash_minor`: paid and not released."""

    outstanding_minor: int
    applied_minor: int
    cash_minor: int
    pending_minor: int
    settled_minor: int
    currency: str


@frozen
class Split:
    """What becomes of a credit, in minor units: the debt falls, lots get back, cash becomes credit or is refunded."""

    reduced_minor: int
    restored_minor: int
    credit_minor: int
    refund_minor: int

    @property
    def surplus_minor(self) -> int:
        """What is given back."""
        return self.restored_minor + self.credit_minor + self.refund_minor


def position(invoice: Invoice) -> Position:
    """Return the figures of an invoice that a credit turns on."""
    applied = invoice.applied_minor
    return Position(
        outstanding_minor=invoice.outstanding_minor,
        applied_minor=applied,
        cash_minor=invoice.paid_minor - invoice.released_minor,
        pending_minor=invoice.pending_minor,
        settled_minor=invoice.paid_minor + applied,
        currency=invoice.currency,
    )


def split(at: Position, amount_minor: int, refund_minor: int, policy: Policy) -> Split | Rejection:
    """Decide what becomes of a credit: reduce first, give back the rest (R4-R10).

    :param amount_minor: minor units, above 0
    :param refund_minor: minor units, 0 or more: how much of the cash part is asked for as a refund

    Refused, in this order: `amount_exceeds_creditable`, `invoice_part_paid`, `payment_pending`, `refund_not_allowed`,
    `refund_exceeds_cash`.
    """
    possible = at.outstanding_minor + at.applied_minor + at.cash_minor
    if amount_minor > possible + at.pending_minor:
        return AmountExceedsCreditable(
            Money(amount_minor, at.currency), Money(possible + at.pending_minor, at.currency)
        )
    if policy.part_paid is PartPaid.REJECT and at.outstanding_minor > 0 and at.settled_minor > 0:
        return InvoicePartPaid(Money(at.outstanding_minor, at.currency), Money(at.settled_minor, at.currency))
    if at.pending_minor > 0 and policy.pending_payment is PendingPayment.REJECT:
        return PaymentPending(Money(at.pending_minor, at.currency), Money(0, at.currency))
    if amount_minor > possible:
        return PaymentPending(Money(at.pending_minor, at.currency), Money(possible, at.currency))
    if refund_minor > 0 and policy.refunds is Refunds.FORBIDDEN:
        return RefundNotAllowed(Money(refund_minor, at.currency))
    reduced = min(amount_minor, at.outstanding_minor)
    restored = _restored(at, amount_minor - reduced, policy.surplus)
    released = amount_minor - reduced - restored
    if refund_minor > released:
        return RefundExceedsCash(Money(refund_minor, at.currency), Money(released, at.currency))
    return Split(reduced, restored, released - refund_minor, refund_minor)


def _restored(at: Position, surplus_minor: int, made_of: Surplus) -> int:
    """Return how much of a surplus goes back to the lots that had paid (R9)."""
    match made_of:
        case Surplus.APPLIED_FIRST:
            return min(surplus_minor, at.applied_minor)
        case Surplus.CASH_FIRST:
            return max(0, surplus_minor - at.cash_minor)
        case Surplus.PROPORTIONAL:
            return apportion(surplus_minor, (at.applied_minor, at.cash_minor))[0]
        case _:
            assert_never(made_of)


def refuse_raising(invoice: Invoice, policy: Policy) -> Rejection | None:
    """Refuse what no amount could mend: the status, nothing left, or the policy (R2, R7, R8)."""
    refusal = refuse_uncreditable(invoice)
    if refusal is not None:
        return refusal
    smallest = split(position(invoice), 1, 0, policy)
    return None if isinstance(smallest, Split) else smallest


def refuse_uncreditable(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice whose status allows no credit, or that has nothing left to credit (R2)."""
    refusal = refuse_unless_issued(invoice)
    if refusal is None and invoice.creditable_minor == 0:
        return InvoiceFullyCredited(invoice.id)
    return refusal


def raise_credit(
    invoice: Invoice,
    amount: Amount,
    *,
    refund: Money | None = None,
    policy: Policy = JOININ,
    reason: NoteReason = NoteReason.OTHER,
    memo: str = "",
) -> Decision:
    """Raise a credit note against an invoice: lower what is owed, give back the rest (R2-R10, R12, R13).

    :param amount: above zero, in the invoice's currency: a sum, or a gross sum by line id
    :param refund: how much of the cash part of the surplus should leave as cash; None or 0: nothing

    Refused, in this order: `invoice_not_issued`, `invoice_cancelled`, `invoice_written_off`, `invoice_fully_credited`,
    `amount_not_positive`, `currency_mismatch`, `amount_exceeds_creditable`, `invoice_part_paid`, `payment_pending`,
    `refund_not_allowed`, `refund_exceeds_cash`, `line_not_found`, `amount_exceeds_line`. Laws: `conservation`,
    `within_creditable`, `class_is_kept`, `shares_sum_to_amount`, `split_equals_whole`, `void_inverts_raise`.

    >>> from datetime import date
    >>> from credit_rules import Invoice, Line
    >>> invoice = Invoice("INV-7", "ann", "GBP", [Line("L1", 10000)], issued_on=date(2026, 3, 1), paid_minor=6000)
    >>> note = raise_credit(invoice, Money(7000, "GBP")).unwrap().note
    >>> note.id, note.reduced_minor, note.account_credit_minor
    ('INV-7-CN1', 4000, 3000)
    """
    asked = (amount,) if isinstance(amount, Money) else tuple(amount.values()) or (Money(0, invoice.currency),)
    refund = None if refund is not None and refund.amount_minor == 0 else refund
    refusal = refuse_uncreditable(invoice) or refuse_amounts(invoice.currency, *asked, refund)
    if refusal is not None:
        return Failure(refusal)
    amount_minor = sum(money.amount_minor for money in asked)
    parts = split(position(invoice), amount_minor, refund.amount_minor if refund else 0, policy)
    if not isinstance(parts, Split):
        return Failure(parts)
    shares = _shares(invoice, amount)
    if not isinstance(shares, tuple):
        return Failure(shares)
    note = _note(invoice, parts, shares, policy=policy, reason=reason, memo=memo)
    return Success(
        Outcome(
            effects=(NoteRaised(note),),
            rules=_rules(invoice, parts),
            policy=policy.fingerprint,
            invoices=(invoice.with_note(note),),
        )
    )


def _shares(invoice: Invoice, amount: Amount) -> tuple[Share, ...] | Rejection:
    if isinstance(amount, Money):
        return spread(invoice.lines, amount.amount_minor)
    refusal = refuse_lines(invoice.lines, amount)
    if refusal is not None:
        return refusal
    return spread_named(invoice.lines, {line: money.amount_minor for line, money in amount.items()})


def _note(
    invoice: Invoice, parts: Split, shares: tuple[Share, ...], *, policy: Policy, reason: NoteReason, memo: str
) -> CreditNote:
    """Return the note, the next of its invoice (R13)."""
    return CreditNote(
        id=invoice.note_id(invoice.notes_raised + 1),
        invoice=invoice.id,
        account=invoice.account,
        currency=invoice.currency,
        shares=shares,
        reduced_minor=parts.reduced_minor,
        restored=last_first(invoice.allocations, parts.restored_minor),
        account_credit_minor=parts.credit_minor,
        refund_minor=parts.refund_minor,
        reason=reason,
        memo=memo,
        policy=policy.fingerprint,
    )


def _rules(invoice: Invoice, parts: Split) -> tuple[str, ...]:
    decided = {
        "R5": parts.reduced_minor > 0,
        "R6": invoice.outstanding_minor == 0,
        "R7": invoice.part_paid,
        "R8": invoice.pending_minor > 0,
        "R9": parts.surplus_minor > 0,
        "R10": parts.refund_minor > 0,
        "R12": True,
        "R13": True,
    }
    return tuple(rule for rule, holds in decided.items() if holds)
