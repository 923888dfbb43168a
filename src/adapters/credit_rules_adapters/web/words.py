"""What things are called on the pages."""

from __future__ import annotations

from credit_rules import CreditClass, GrantKind, InvoiceState, NoteReason
from credit_rules_adapters.access.waiting import State
from credit_rules_adapters.reports import End, Moved

STATES = {
    InvoiceState.CANCELLED: "Cancelled",
    InvoiceState.WRITTEN_OFF: "Written off",
    InvoiceState.DRAFT: "Draft",
    InvoiceState.PENDING: "Payment pending",
    InvoiceState.RECONCILED: "Reconciled",
    InvoiceState.PART_PAID: "Part-paid",
    InvoiceState.OUTSTANDING: "Outstanding",
}
TABS = (
    InvoiceState.OUTSTANDING,
    InvoiceState.PART_PAID,
    InvoiceState.PENDING,
    InvoiceState.RECONCILED,
    InvoiceState.DRAFT,
    InvoiceState.CANCELLED,
    InvoiceState.WRITTEN_OFF,
)
"""The tabs of the invoices, those that want something done first."""
REASONS = {
    NoteReason.DUPLICATE: "Duplicate",
    NoteReason.BILLING_ERROR: "Billing error",
    NoteReason.ORDER_CHANGE: "Change of order",
    NoteReason.REMOVED_FROM_PRODUCT: "Removed from a product",
    NoteReason.SESSION_CANCELLED: "Session cancelled",
    NoteReason.GOODWILL: "Goodwill",
    NoteReason.OTHER: "Other",
}
CLASSES = {CreditClass.PAID: "Paid", CreditClass.PROMOTIONAL: "Promotional"}
KINDS = {
    GrantKind.PROMOTIONAL: "A gift",
    GrantKind.OPENING_BALANCE: "An opening balance",
    GrantKind.OVERPAYMENT: "An overpayment",
}
MOVED = {
    Moved.RAISED: "Credit note",
    Moved.GRANTED: "Granted",
    Moved.RETURNED: "Came back",
    Moved.APPLIED: "Used",
    Moved.EXPIRED: "Expired",
    Moved.VOIDED: "Voided",
    Moved.PAID_OUT: "Paid out",
    End.OPENING: "Opening balance",
    End.CLOSING: "Closing balance",
}
WAITING = {
    State.PENDING: "Waiting",
    State.APPROVED: "Approved",
    State.REJECTED: "Rejected",
    State.WITHDRAWN: "Withdrawn",
}
