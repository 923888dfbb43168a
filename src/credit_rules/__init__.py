"""Decides what raising a credit against an invoice does, and which credit pays which invoice.

Pure and typed: states, a policy and a date go in; an `Outcome` or a `Rejection` comes out. Amounts are integers of the
currency's minor unit. Nothing here reads a clock, a random number, a file or a network.

>>> from datetime import date
>>> invoice = Invoice("INV-7", "ann", "GBP", [Line("L1", 10000)], issued_on=date(2026, 3, 1), paid_minor=6000)
>>> outcome = raise_credit(invoice, Money(7000, "GBP")).unwrap()
>>> outcome.note.reduced_minor, outcome.note.account_credit_minor, outcome.rules
(4000, 3000, ('R5', 'R7', 'R9', 'R12', 'R13'))
>>> outcome.invoice.outstanding_minor, outcome.invoice.creditable_minor
(0, 3000)
>>> raise_credit(outcome.invoice, Money(3001, "GBP")).failure().code
'amount_exceeds_creditable'
"""

from credit_rules.account import (
    Account,
    Entry,
)
from credit_rules.allocation import Allocation
from credit_rules.commands import (
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
    Expire,
    FailPayment,
    Grant,
    Issue,
    Pause,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    RemoveFromProduct,
    Resume,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
)
from credit_rules.credit import AccountCredit, CreditClass, GrantKind, Removal
from credit_rules.deciding import decide
from credit_rules.invoice import Collection, CreditState, Invoice, InvoiceState, Status
from credit_rules.journal import (
    Posting,
    postings,
)
from credit_rules.line import Line
from credit_rules.money import (
    Money,
    apportion,
)
from credit_rules.needs import (
    Needs,
    needs,
    split_by_account,
    working_set,
)
from credit_rules.note import CreditNote, NoteReason, Share, TaxShare
from credit_rules.ordering import (
    in_credit_order,
    in_invoice_order,
)
from credit_rules.outcome import (
    CreditApplied,
    CreditGranted,
    CreditPaused,
    CreditRemoved,
    CreditUnapplied,
    Effect,
    InvoiceAdded,
    InvoiceCancelled,
    InvoiceIssued,
    InvoiceWrittenOff,
    LinesRemoved,
    NoteRaised,
    NoteVoided,
    Outcome,
    PaymentMoved,
    Reason,
    RefundComparison,
)
from credit_rules.policy import (
    JOININ,
    PRESETS,
    CreditKey,
    Grants,
    InvoiceKey,
    PartPaid,
    PendingPayment,
    Policy,
    Refunds,
    Surplus,
    VoidUsed,
)
from credit_rules.rejection import Rejection
from credit_rules.result import (
    Decision,
    fold,
)
from credit_rules.rules.actions import (
    Action,
    available_actions,
    why_not,
)
from credit_rules.rules.allocating import allocate
from credit_rules.rules.applying import apply_credit
from credit_rules.rules.balances import available, balances
from credit_rules.rules.cancelling import cancel
from credit_rules.rules.comparing import (
    Fees,
    compare_with_refund,
)
from credit_rules.rules.entering import (
    add_credit,
    add_invoice,
)
from credit_rules.rules.granting import (
    Terms,
    grant,
)
from credit_rules.rules.issuing import issue
from credit_rules.rules.leaving import (
    ByPrice,
    Leaving,
    RemovalPlan,
    plan_removal,
    remove_from_product,
)
from credit_rules.rules.pausing import (
    pause,
    resume,
)
from credit_rules.rules.paying import (
    clear_payment,
    fail_payment,
    record_payment,
)
from credit_rules.rules.raising import (
    Amount,
    raise_credit,
)
from credit_rules.rules.raising_many import raise_credits
from credit_rules.rules.removing import (
    expire,
    refund_credit,
    void_credit,
)
from credit_rules.rules.sessions import cancel_session
from credit_rules.rules.unapplying import unapply
from credit_rules.rules.voiding_notes import void_note
from credit_rules.rules.writing_off import write_off

# fmt: off
__all__ = [
    "JOININ",
    "PRESETS",
    "Account",
    "AccountCredit",
    "Action",
    "AddCredit",
    "AddInvoice",
    "Allocate",
    "Allocation",
    "Amount",
    "ApplyCredit",
    "ByPrice",
    "Cancel",
    "CancelSession",
    "CarryOutRemoval",
    "ClearPayment",
    "Collection",
    "Command",
    "CompareWithRefund",
    "CreditApplied",
    "CreditClass",
    "CreditGranted",
    "CreditKey",
    "CreditNote",
    "CreditPaused",
    "CreditRemoved",
    "CreditState",
    "CreditUnapplied",
    "Decision",
    "Effect",
    "Entry",
    "Expire",
    "FailPayment",
    "Fees",
    "Grant",
    "GrantKind",
    "Grants",
    "Invoice",
    "InvoiceAdded",
    "InvoiceCancelled",
    "InvoiceIssued",
    "InvoiceKey",
    "InvoiceState",
    "InvoiceWrittenOff",
    "Issue",
    "Leaving",
    "Line",
    "LinesRemoved",
    "Money",
    "Needs",
    "NoteRaised",
    "NoteReason",
    "NoteVoided",
    "Outcome",
    "PartPaid",
    "Pause",
    "PaymentMoved",
    "PendingPayment",
    "Policy",
    "Posting",
    "RaiseCredit",
    "RaiseCredits",
    "Reason",
    "RecordPayment",
    "RefundComparison",
    "RefundCredit",
    "Refunds",
    "Rejection",
    "Removal",
    "RemovalPlan",
    "RemoveFromProduct",
    "Resume",
    "Share",
    "Status",
    "Surplus",
    "TaxShare",
    "Terms",
    "Unapply",
    "VoidCredit",
    "VoidNote",
    "VoidUsed",
    "WriteOff",
    "add_credit",
    "add_invoice",
    "allocate",
    "apply_credit",
    "apportion",
    "available",
    "available_actions",
    "balances",
    "cancel",
    "cancel_session",
    "clear_payment",
    "compare_with_refund",
    "decide",
    "expire",
    "fail_payment",
    "fold",
    "grant",
    "in_credit_order",
    "in_invoice_order",
    "issue",
    "needs",
    "pause",
    "plan_removal",
    "postings",
    "raise_credit",
    "raise_credits",
    "record_payment",
    "refund_credit",
    "remove_from_product",
    "resume",
    "split_by_account",
    "unapply",
    "void_credit",
    "void_note",
    "why_not",
    "working_set",
    "write_off",
]
# fmt: on
