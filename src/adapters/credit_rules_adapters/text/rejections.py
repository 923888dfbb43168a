"""Refusals as sentences for a person, in major units (R32)."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from credit_rules import Money
from credit_rules.rejection import (
    AmountExceedsApplied,
    AmountExceedsCreditable,
    AmountExceedsLine,
    AmountExceedsOutstanding,
    AmountExceedsPending,
    AmountNotPositive,
    CollectionInProgress,
    CreditAlreadyUsed,
    CreditExists,
    CreditNotFound,
    CurrencyMismatch,
    GrantNotAllowed,
    InsufficientCredit,
    InvoiceAlreadyIssued,
    InvoiceExists,
    InvoiceFullyCredited,
    InvoiceHasPayments,
    InvoiceIsCancelled,
    InvoiceIsDraft,
    InvoiceIsWrittenOff,
    InvoiceNotFound,
    InvoicePartPaid,
    LineNotFound,
    NoteAlreadyVoid,
    NoteNotFound,
    NoteRefunded,
    NothingApplied,
    NothingOutstanding,
    NothingRemaining,
    NotSameAccount,
    PaymentPending,
    PromotionalNotRefundable,
    RefundExceedsCash,
    RefundNotAllowed,
)
from credit_rules_adapters.refusals import (
    AmountTooLarge,
    DateBeforeLastEntry,
    IdempotencyKeyReused,
    Refusal,
    StalePlan,
    StoreRefusal,
)
from credit_rules_adapters.text.money import format_money

_OfId: TypeAlias = InvoiceNotFound | NoteNotFound | CreditNotFound | LineNotFound | InvoiceExists | CreditExists
_OfStatus: TypeAlias = (
    InvoiceIsDraft | InvoiceIsCancelled | InvoiceIsWrittenOff | InvoiceFullyCredited | InvoiceAlreadyIssued
    | NothingOutstanding | NothingApplied | NoteAlreadyVoid
)  # fmt: skip
_OfKind: TypeAlias = (
    InvoicePartPaid | RefundNotAllowed | NotSameAccount | NoteRefunded | GrantNotAllowed | PromotionalNotRefundable
    | NothingRemaining
)  # fmt: skip
_OfExcess: TypeAlias = (
    AmountExceedsCreditable | RefundExceedsCash | AmountExceedsLine | AmountExceedsOutstanding | InsufficientCredit
    | AmountExceedsApplied | AmountExceedsPending
)  # fmt: skip
_OfSums: TypeAlias = (
    AmountNotPositive | CurrencyMismatch | PaymentPending | CollectionInProgress | CreditAlreadyUsed
    | InvoiceHasPayments
)  # fmt: skip


def describe(rejection: Refusal) -> str:
    """Write the sentence that tells a person why something was refused, with its figures.

    >>> describe(AmountExceedsCreditable(Money(5000, "GBP"), Money(4000, "GBP")))
    '50.00 GBP is more than can still be credited: 40.00 GBP.'
    """
    if isinstance(rejection, StoreRefusal):
        return _of_store(rejection)
    if isinstance(rejection, _OfId):
        return _of_id(rejection)
    if isinstance(rejection, _OfStatus):
        return _of_status(rejection)
    if isinstance(rejection, _OfKind):
        return _of_kind(rejection)
    if isinstance(rejection, _OfExcess):
        return _of_excess(rejection)
    return _of_sums(rejection)


def _of_store(rejection: StoreRefusal) -> str:
    match rejection:
        case StalePlan(account):
            return f"Account {account} has changed since this was previewed; look at it again."
        case DateBeforeLastEntry(account, on, last_on):
            return f"{on} is before the last entry of account {account}, which is of {last_on}."
        case AmountTooLarge(of, amount, largest):
            return f"{format_money(amount)} of {of} is more than can be kept: {format_money(largest)}."
        case IdempotencyKeyReused(key):
            return f"The key {key} was used for another request; take a new one."
        case _:
            assert_never(rejection)


def _of_id(rejection: _OfId) -> str:
    match rejection:
        case InvoiceNotFound(invoice):
            return f"There is no invoice {invoice}."
        case NoteNotFound(note):
            return f"There is no credit note {note}."
        case CreditNotFound(credit):
            return f"There is no account credit {credit}."
        case LineNotFound(line):
            return f"The invoice has no line {line}."
        case InvoiceExists(invoice):
            return f"There is an invoice {invoice} already."
        case CreditExists(credit):
            return f"New account credit can't be named {credit}: the name is taken, or kept for a credit note."
        case _:
            assert_never(rejection)


def _of_status(rejection: _OfStatus) -> str:
    match rejection:
        case InvoiceIsDraft(invoice):
            return f"Invoice {invoice} is a draft; issue it first."
        case InvoiceIsCancelled(invoice):
            return f"Invoice {invoice} was cancelled."
        case InvoiceIsWrittenOff(invoice):
            return f"Invoice {invoice} was written off and changes no more."
        case InvoiceFullyCredited(invoice):
            return f"Nothing is left to credit on invoice {invoice}."
        case InvoiceAlreadyIssued(invoice):
            return f"Invoice {invoice} was issued already."
        case NothingOutstanding(invoice):
            return f"Nothing is owed on invoice {invoice}."
        case NothingApplied(invoice):
            return f"No such account credit stands on invoice {invoice}."
        case NoteAlreadyVoid(note):
            return f"Credit note {note} was voided already."
        case _:
            assert_never(rejection)


def _of_kind(rejection: _OfKind) -> str:
    match rejection:
        case InvoicePartPaid(outstanding, settled):
            paid, owed = format_money(settled), format_money(outstanding)
            return f"The invoice is part-paid ({paid} paid, {owed} owed), and the policy credits no such invoice."
        case RefundNotAllowed(amount):
            return f"The policy allows no refunds, so {format_money(amount)} can't be paid out."
        case NotSameAccount(credit, account):
            return f"Account credit {credit} does not belong to {account}."
        case NoteRefunded(note, refund):
            return f"Credit note {note} paid {format_money(refund)} out in cash, so it can't be voided."
        case GrantNotAllowed(kind):
            return f"The policy allows no account credit without an invoice ({kind.replace('_', ' ')})."
        case PromotionalNotRefundable(credit):
            return f"Account credit {credit} was a gift, and a gift is never paid out."
        case NothingRemaining(credit):
            return f"Nothing remains of account credit {credit}."
        case _:
            assert_never(rejection)


def _of_excess(rejection: _OfExcess) -> str:
    asked = format_money(rejection.amount)
    match rejection:
        case AmountExceedsCreditable(creditable=left):
            return f"{asked} is more than can still be credited: {format_money(left)}."
        case RefundExceedsCash(cash=cash):
            return f"{asked} is more than the cash that this credit gives back: {format_money(cash)}."
        case AmountExceedsLine(line=line, creditable=left):
            return f"{asked} is more than can still be credited on line {line}: {format_money(left)}."
        case AmountExceedsOutstanding(outstanding=owed):
            return f"{asked} is more than is owed: {format_money(owed)}."
        case InsufficientCredit(available=there):
            return f"{asked} is more than the account credit that can be used for it: {format_money(there)}."
        case AmountExceedsApplied(applied=applied):
            return f"{asked} is more than the account credit that stands on the invoice: {format_money(applied)}."
        case AmountExceedsPending(pending=pending):
            return f"{asked} is more than is on its way: {format_money(pending)}."
        case _:
            assert_never(rejection)


def _of_sums(rejection: _OfSums) -> str:
    match rejection:
        case AmountNotPositive(amount):
            return f"The amount must be above zero, and {format_money(amount)} is not."
        case CurrencyMismatch(amount, currency):
            return f"{format_money(amount)} is in another currency than {currency}."
        case PaymentPending(pending, Money(0)):
            return f"{format_money(pending)} is still on its way; wait until it clears or fails."
        case PaymentPending(pending, possible):
            return f"{format_money(pending)} is still on its way, so at most {format_money(possible)} is possible now."
        case CollectionInProgress(pending):
            return f"{format_money(pending)} is being collected for the invoice."
        case CreditAlreadyUsed(credit, needed, remaining):
            back, there = format_money(needed), format_money(remaining)
            return f"Account credit {credit} was used: {back} is needed back and {there} remains."
        case InvoiceHasPayments(paid, pending):
            cash, coming = format_money(paid), format_money(pending)
            return f"The invoice has payments ({cash} paid, {coming} on its way); credit it in full instead."
        case _:
            assert_never(rejection)
