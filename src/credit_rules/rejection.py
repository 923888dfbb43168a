"""Every refusal, in order of precedence (R32): a closed union of classes, each with its code, its rule and its figures.

Where several hold, the one of the lowest rule is given, and within a rule the first its text names; a code counts where
the rule of the action itself names it (`nothing_outstanding` of a payment is R28's). Unknown ids come before all else.
Figures are `Money`; the sentence for a person is written at the edge, where the digits of currencies are known.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from attrs import frozen

from credit_rules.money import Money


@frozen
class _Refusal:
    """What every refusal has: a code for programs, the rule that names it, and when it is given."""

    code: ClassVar[str]
    rule: ClassVar[str]
    when: ClassVar[str]


@frozen
class _OfInvoice(_Refusal):
    invoice: str


@frozen
class _OfNote(_Refusal):
    note: str


@frozen
class _OfCredit(_Refusal):
    credit: str


@frozen
class _OfAmount(_Refusal):
    amount: Money


# One page, read as a table: a class a refusal, a line each.
# fmt: off

# Unknown ids, before all else
@frozen
class InvoiceNotFound(_OfInvoice): code, rule, when = "invoice_not_found", "R1", "no invoice has this id"
@frozen
class NoteNotFound(_OfNote): code, rule, when = "note_not_found", "R32", "no credit note has this id"
@frozen
class CreditNotFound(_OfCredit): code, rule, when = "credit_not_found", "R32", "no lot has this id"

# An invoice that cannot be entered, credited or changed
@frozen
class InvoiceExists(_OfInvoice): code, rule, when = "invoice_exists", "R1", "the id of a new invoice is taken"
@frozen
class InvoiceIsDraft(_OfInvoice): code, rule, when = "invoice_not_issued", "R2", "the action needs an issued invoice"
@frozen
class InvoiceIsCancelled(_OfInvoice): code, rule, when = "invoice_cancelled", "R2", "the invoice was cancelled"
@frozen
class InvoiceIsWrittenOff(_OfInvoice): code, rule, when = "invoice_written_off", "R2", "the invoice was written off"
@frozen
class InvoiceFullyCredited(_OfInvoice): code, rule, when = "invoice_fully_credited", "R2", "nothing is left to credit"

# Amounts, and raising a credit
@frozen
class AmountNotPositive(_OfAmount): code, rule, when = "amount_not_positive", "R3", "an amount is not above zero"
@frozen
class CurrencyMismatch(_OfAmount):
    code, rule, when = "currency_mismatch", "R3", "an amount is in another currency"
    currency: str
@frozen
class AmountExceedsCreditable(_OfAmount):
    code, rule, when = "amount_exceeds_creditable", "R4", "more is asked than is left to credit"
    creditable: Money
@frozen
class InvoicePartPaid(_Refusal):
    code, rule, when = "invoice_part_paid", "R7", "the policy credits no part-paid invoice"
    outstanding: Money
    settled: Money
@frozen
class PaymentPending(_Refusal):
    code, rule, when = "payment_pending", "R8", "money is on its way"
    pending: Money
    possible: Money
@frozen
class RefundNotAllowed(_OfAmount): code, rule, when = "refund_not_allowed", "R10", "the policy lets no cash leave"
@frozen
class RefundExceedsCash(_OfAmount):
    code, rule, when = "refund_exceeds_cash", "R10", "the refund is more than the cash in the surplus"
    cash: Money
@frozen
class LineNotFound(_Refusal):
    code, rule, when = "line_not_found", "R12", "the invoice has no line of this id"
    line: str
@frozen
class AmountExceedsLine(_OfAmount):
    code, rule, when = "amount_exceeds_line", "R12", "more is asked than is left of the line"
    line: str
    creditable: Money

# Issuing, applying, unapplying
@frozen
class InvoiceAlreadyIssued(_OfInvoice): code, rule, when = "invoice_already_issued", "R15", "only a draft is issued"
@frozen
class NotSameAccount(_OfCredit):
    code, rule, when = "not_same_account", "R16", "the lot belongs to another account"
    account: str
@frozen
class CollectionInProgress(_Refusal):
    code, rule, when = "collection_in_progress", "R16", "the invoice is being collected"
    pending: Money
@frozen
class NothingOutstanding(_OfInvoice): code, rule, when = "nothing_outstanding", "R16", "nothing is owed"
@frozen
class AmountExceedsOutstanding(_OfAmount):
    code, rule, when = "amount_exceeds_outstanding", "R16", "more is given than is owed"
    outstanding: Money
@frozen
class InsufficientCredit(_OfAmount):
    code, rule, when = "insufficient_credit", "R16", "more is asked than is available"
    available: Money
@frozen
class NothingApplied(_OfInvoice): code, rule, when = "nothing_applied", "R23", "no such credit stands on the invoice"
@frozen
class AmountExceedsApplied(_OfAmount):
    code, rule, when = "amount_exceeds_applied", "R23", "more is asked than stands on the invoice"
    applied: Money

# Undoing
@frozen
class NoteAlreadyVoid(_OfNote): code, rule, when = "note_already_void", "R25", "the note was voided before"
@frozen
class CreditAlreadyUsed(_OfCredit):
    code, rule, when = "credit_already_used", "R25", "the note needs back more than remains of a lot"
    needed: Money
    remaining: Money
@frozen
class NoteRefunded(_OfNote):
    code, rule, when = "note_refunded", "R25", "the note carried a refund"
    refund: Money
@frozen
class InvoiceHasPayments(_Refusal):
    code, rule, when = "invoice_has_payments", "R26", "cash was paid or is on its way"
    paid: Money
    pending: Money

# Credit without an invoice, and payments
@frozen
class GrantNotAllowed(_Refusal):
    code, rule, when = "grant_not_allowed", "R28", "the policy grants no credit without an invoice"
    kind: str
@frozen
class CreditExists(_OfCredit):
    code, rule, when = "credit_exists", "R28", "the id of a new lot is taken, or kept for a note"
@frozen
class PromotionalNotRefundable(_OfCredit):
    code, rule, when = "promotional_not_refundable", "R28", "a gift is never paid out"
@frozen
class NothingRemaining(_OfCredit): code, rule, when = "nothing_remaining", "R28", "nothing of the lot remains"
@frozen
class AmountExceedsPending(_OfAmount):
    code, rule, when = "amount_exceeds_pending", "R28", "more is cleared or failed than is on its way"
    pending: Money

Rejection: TypeAlias = (
    InvoiceNotFound | NoteNotFound | CreditNotFound | InvoiceExists | InvoiceIsDraft | InvoiceIsCancelled
    | InvoiceIsWrittenOff | InvoiceFullyCredited | AmountNotPositive | CurrencyMismatch | AmountExceedsCreditable
    | InvoicePartPaid | PaymentPending | RefundNotAllowed | RefundExceedsCash | LineNotFound | AmountExceedsLine
    | InvoiceAlreadyIssued | NotSameAccount | CollectionInProgress | NothingOutstanding | AmountExceedsOutstanding
    | InsufficientCredit | NothingApplied | AmountExceedsApplied | NoteAlreadyVoid | CreditAlreadyUsed | NoteRefunded
    | InvoiceHasPayments | GrantNotAllowed | CreditExists | PromotionalNotRefundable | NothingRemaining
    | AmountExceedsPending
)
# fmt: on
