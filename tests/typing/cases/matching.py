"""The unions are closed: a match that names every member is complete, and a forgotten one is an error."""

from typing import assert_never

from credit_rules import (
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    Cancel,
    CancelSession,
    CarryOutRemoval,
    ClearPayment,
    Command,
    CompareWithRefund,
    CreditApplied,
    CreditGranted,
    CreditPaused,
    CreditRemoved,
    CreditUnapplied,
    Effect,
    Expire,
    FailPayment,
    Grant,
    InvoiceAdded,
    InvoiceCancelled,
    InvoiceIssued,
    InvoiceWrittenOff,
    Issue,
    LinesRemoved,
    NoteRaised,
    NoteVoided,
    Pause,
    PaymentMoved,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    Rejection,
    RemoveFromProduct,
    Resume,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
)
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
    NotSameAccount,
    NoteAlreadyVoid,
    NoteNotFound,
    NoteRefunded,
    NothingApplied,
    NothingOutstanding,
    NothingRemaining,
    PaymentPending,
    PromotionalNotRefundable,
    RefundExceedsCash,
    RefundNotAllowed,
)


def every_effect(effect: Effect) -> str:
    match effect:
        case (
            InvoiceAdded()
            | InvoiceIssued()
            | LinesRemoved()
            | InvoiceCancelled()
            | InvoiceWrittenOff()
            | PaymentMoved()
            | CreditApplied()
            | CreditUnapplied()
            | NoteRaised()
            | NoteVoided()
            | CreditGranted()
            | CreditRemoved()
            | CreditPaused()
        ):
            return type(effect).__name__
        case _:
            assert_never(effect)


def all_effects_but_one(effect: Effect) -> str:
    match effect:
        case (
            InvoiceAdded()
            | InvoiceIssued()
            | LinesRemoved()
            | InvoiceCancelled()
            | InvoiceWrittenOff()
            | PaymentMoved()
            | CreditApplied()
            | NoteRaised()
            | NoteVoided()
            | CreditGranted()
            | CreditRemoved()
            | CreditPaused()
        ):
            return type(effect).__name__
        case _:
            reveal_type(effect)  # R: credit_rules.outcome.CreditUnapplied
            assert_never(effect)  # E: arg-type


def every_refusal(refusal: Rejection) -> str:
    match refusal:
        case (
            InvoiceNotFound()
            | NoteNotFound()
            | CreditNotFound()
            | InvoiceExists()
            | InvoiceIsDraft()
            | InvoiceIsCancelled()
            | InvoiceIsWrittenOff()
            | InvoiceFullyCredited()
            | AmountNotPositive()
            | CurrencyMismatch()
            | AmountExceedsCreditable()
            | InvoicePartPaid()
            | PaymentPending()
            | RefundNotAllowed()
            | RefundExceedsCash()
            | LineNotFound()
            | AmountExceedsLine()
            | InvoiceAlreadyIssued()
            | NotSameAccount()
            | CollectionInProgress()
            | NothingOutstanding()
            | AmountExceedsOutstanding()
            | InsufficientCredit()
            | NothingApplied()
            | AmountExceedsApplied()
            | NoteAlreadyVoid()
            | CreditAlreadyUsed()
            | NoteRefunded()
            | InvoiceHasPayments()
            | GrantNotAllowed()
            | CreditExists()
            | PromotionalNotRefundable()
            | NothingRemaining()
            | AmountExceedsPending()
        ):
            return type(refusal).__name__
        case _:
            assert_never(refusal)


def all_refusals_but_one(refusal: Rejection) -> str:
    match refusal:
        case (
            InvoiceNotFound()
            | NoteNotFound()
            | CreditNotFound()
            | InvoiceExists()
            | InvoiceIsDraft()
            | InvoiceIsCancelled()
            | InvoiceIsWrittenOff()
            | InvoiceFullyCredited()
            | AmountNotPositive()
            | CurrencyMismatch()
            | AmountExceedsCreditable()
            | InvoicePartPaid()
            | RefundNotAllowed()
            | RefundExceedsCash()
            | LineNotFound()
            | AmountExceedsLine()
            | InvoiceAlreadyIssued()
            | NotSameAccount()
            | CollectionInProgress()
            | NothingOutstanding()
            | AmountExceedsOutstanding()
            | InsufficientCredit()
            | NothingApplied()
            | AmountExceedsApplied()
            | NoteAlreadyVoid()
            | CreditAlreadyUsed()
            | NoteRefunded()
            | InvoiceHasPayments()
            | GrantNotAllowed()
            | CreditExists()
            | PromotionalNotRefundable()
            | NothingRemaining()
            | AmountExceedsPending()
        ):
            return type(refusal).__name__
        case _:
            reveal_type(refusal)  # R: credit_rules.rejection.PaymentPending
            assert_never(refusal)  # E: arg-type


def every_command(command: Command) -> str:
    match command:
        case (
            AddInvoice()
            | AddCredit()
            | RaiseCredit()
            | RaiseCredits()
            | CompareWithRefund()
            | Issue()
            | ApplyCredit()
            | Unapply()
            | RecordPayment()
            | ClearPayment()
            | FailPayment()
            | Cancel()
            | WriteOff()
            | VoidNote()
            | Grant()
            | Pause()
            | Resume()
            | VoidCredit()
            | RefundCredit()
            | Expire()
            | Allocate()
            | RemoveFromProduct()
            | CarryOutRemoval()
            | CancelSession()
        ):
            return type(command).__name__
        case _:
            assert_never(command)


def all_commands_but_one(command: Command) -> str:
    match command:
        case (
            AddInvoice()
            | AddCredit()
            | RaiseCredit()
            | RaiseCredits()
            | CompareWithRefund()
            | Issue()
            | ApplyCredit()
            | Unapply()
            | RecordPayment()
            | ClearPayment()
            | FailPayment()
            | Cancel()
            | WriteOff()
            | VoidNote()
            | Grant()
            | Pause()
            | Resume()
            | VoidCredit()
            | RefundCredit()
            | Expire()
            | Allocate()
            | RemoveFromProduct()
            | CancelSession()
        ):
            return type(command).__name__
        case _:
            reveal_type(command)  # R: credit_rules.commands.CarryOutRemoval
            assert_never(command)  # E: arg-type


def figures(refusal: Rejection) -> None:
    match refusal:
        case AmountExceedsCreditable(amount, creditable):
            reveal_type(amount)  # R: credit_rules.money.Money
            reveal_type(creditable.amount_minor)  # R: int
        case CreditAlreadyUsed(credit=credit, remaining=remaining):
            reveal_type(credit)  # R: str
            reveal_type(remaining)  # R: credit_rules.money.Money
        case InvoiceIsDraft(invoice, amount):  # E: misc
            pass
        case _:
            reveal_type(refusal.rule)  # R: str


def states(effect: Effect) -> None:
    match effect:
        case NoteRaised(note):
            reveal_type(note.reduced_minor)  # R: int
        case CreditApplied(allocation=allocation, invoice=invoice):
            reveal_type(allocation)  # R: credit_rules.allocation.Allocation
            reveal_type(invoice)  # R: str
        case _:
            effect.note  # E: union-attr
