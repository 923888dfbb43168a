"""R16: the customer applies account credit to an invoice of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from returns.result import Failure, Success

from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice
from credit_rules.money import Money
from credit_rules.ordering import in_credit_order
from credit_rules.outcome import Outcome, Reason
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import (
    AmountExceedsOutstanding,
    CollectionInProgress,
    CreditNotFound,
    InsufficientCredit,
    NothingOutstanding,
    NotSameAccount,
    Rejection,
)
from credit_rules.result import Decision
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.availability import room, why_unusable
from credit_rules.rules.drawing import Funds, applied, spend
from credit_rules.rules.gates import refuse_amounts, refuse_unless_issued
from credit_rules.rules.reasons import Reasons


def apply_credit(
    invoice: Invoice,
    credits: Iterable[AccountCredit],
    *,
    on: date,
    amount: Money | None = None,
    chosen: Sequence[str] | None = None,
    policy: Policy = JOININ,
) -> Decision:
    """Apply account credit to an issued invoice, automatic or manual, that is not being collected (R16).

    :param credits: the lots at hand; those of other accounts are never used
    :param amount: above zero, in the invoice's currency; None: as much as can be, and nothing is an answer too
    :param chosen: ids of the lots to use, in that order; None: every lot of the account, in the policy's order

    A lot that is not available is passed over; `Outcome.reasons` says why (R17). Refused, in this order:
    `credit_not_found`, the status (R2), `amount_not_positive`, `currency_mismatch`, `not_same_account`,
    `collection_in_progress`, `nothing_outstanding`, `amount_exceeds_outstanding`, `insufficient_credit`. Laws:
    `within_outstanding`, `within_remaining`, `expiry_respected`, `scope_respected`, `unapply_inverts_apply`.

    :raises ValueError: a lot is chosen twice, or two lots have the same id

    >>> from credit_rules import Line
    >>> day = date(2026, 3, 1)
    >>> invoice = Invoice("INV-1", "ann", "GBP", [Line("L1", 2500)], issued_on=day)
    >>> lot = AccountCredit("C1", "ann", "GBP", 1000, issued_on=day)
    >>> apply_credit(invoice, [lot], on=day).unwrap().invoice.outstanding_minor
    1500
    """
    given = by_id("credits", credits)
    for id in chosen or ():
        if id not in given:
            return Failure(CreditNotFound(id))
    if chosen is not None and len(set(chosen)) < len(chosen):
        raise ValueError(f"a lot is chosen twice: {', '.join(chosen)}")
    lots = _own(invoice, given.values(), policy) if chosen is None else [given[id] for id in chosen]
    refusal = _refuse(invoice, amount, lots)
    if refusal is not None:
        return Failure(refusal)
    limit = invoice.outstanding_minor if amount is None else amount.amount_minor
    drawn = Funds(lot for lot in lots if why_unusable(lot, on) is None).draw(invoice, limit)
    found = sum(allocation.amount_minor for allocation in drawn)
    if amount is not None and found < limit:
        return Failure(InsufficientCredit(amount, Money(found, invoice.currency)))
    spent = spend(lots, drawn)
    paid = invoice.with_allocations(drawn)
    could_pay_more = {lot.id for lot in lots if room(paid, lot.products) > 0}
    reasons = Reasons([invoice], on).of_unspent(lots, spent)
    return Success(
        Outcome(
            effects=applied(invoice, drawn),
            rules=("R16", "R17", "R18", "R20") if drawn else ("R16", "R17"),
            policy=policy.fingerprint,
            on=on,
            invoices=(paid,) if drawn else (),
            credits=spent,
            reasons=tuple((id, _reached(reason) if id in could_pay_more else reason) for id, reason in reasons),
        )
    )


def _own(invoice: Invoice, credits: Iterable[AccountCredit], policy: Policy) -> list[AccountCredit]:
    """Return the account's lots that still hold something, in the policy's order."""
    return in_credit_order(
        (lot for lot in credits if lot.account == invoice.account and lot.remaining_minor > 0), policy
    )


def _reached(reason: Reason) -> Reason:
    """Return the reason of a lot that could pay more of the invoice still: only the amount asked for stopped it."""
    return Reason.AMOUNT_REACHED if reason is Reason.NOTHING_LEFT_OWING else reason


def _refuse(invoice: Invoice, amount: Money | None, lots: Iterable[AccountCredit]) -> Rejection | None:
    unfit = refuse_unless_issued(invoice) or refuse_amounts(invoice.currency, amount)
    if unfit is not None:
        return unfit
    for lot in lots:
        if lot.account != invoice.account:
            return NotSameAccount(lot.id, invoice.account)
    refusal = refuse_applying(invoice)
    if refusal is None and amount is not None and amount.amount_minor > invoice.outstanding_minor:
        return AmountExceedsOutstanding(amount, Money(invoice.outstanding_minor, invoice.currency))
    return refusal


def refuse_applying(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice to which no credit can be applied, whatever there is (R2, R16)."""
    refusal = refuse_unless_issued(invoice)
    if refusal is not None:
        return refusal
    if invoice.pending_minor > 0:
        return CollectionInProgress(Money(invoice.pending_minor, invoice.currency))
    if invoice.outstanding_minor == 0:
        return NothingOutstanding(invoice.id)
    return None
