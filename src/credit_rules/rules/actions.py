"""R2: which actions an invoice offers. Offering and refusing ask the same functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from credit_rules.invoice import Invoice
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import NoteAlreadyVoid, NoteNotFound, Rejection
from credit_rules.rules.applying import refuse_applying
from credit_rules.rules.cancelling import refuse_cancelling
from credit_rules.rules.gates import refuse_unless_issued
from credit_rules.rules.issuing import refuse_issuing
from credit_rules.rules.paying import refuse_paying, refuse_settling
from credit_rules.rules.raising import refuse_raising
from credit_rules.rules.unapplying import refuse_unapplying
from credit_rules.rules.writing_off import refuse_writing_off


class Action(StrEnum):
    """What may be done with an invoice, in the order in which it is offered."""

    RAISE_CREDIT = "raise_credit"
    VOID_NOTE = "void_note"
    ISSUE = "issue"
    APPLY_CREDIT = "apply_credit"
    UNAPPLY = "unapply"
    RECORD_PAYMENT = "record_payment"
    CLEAR_PAYMENT = "clear_payment"
    FAIL_PAYMENT = "fail_payment"
    CANCEL = "cancel"
    WRITE_OFF = "write_off"


def _refuse_voiding(invoice: Invoice) -> Rejection | None:
    """Refuse an invoice on which no note stands: none was raised, so its first is unknown, or the last is void too."""
    refusal = refuse_unless_issued(invoice)
    if refusal is None and invoice.credited_minor == 0:
        raised = invoice.notes_raised
        return NoteAlreadyVoid(invoice.note_id(raised)) if raised > 0 else NoteNotFound(invoice.note_id(1))
    return refusal


_REFUSALS: Mapping[Action, Callable[[Invoice], Rejection | None]] = MappingProxyType(
    {
        Action.VOID_NOTE: _refuse_voiding,
        Action.ISSUE: refuse_issuing,
        Action.APPLY_CREDIT: refuse_applying,
        Action.UNAPPLY: refuse_unapplying,
        Action.RECORD_PAYMENT: refuse_paying,
        Action.CLEAR_PAYMENT: refuse_settling,
        Action.FAIL_PAYMENT: refuse_settling,
        Action.CANCEL: refuse_cancelling,
        Action.WRITE_OFF: refuse_writing_off,
    }
)


def why_not(action: Action, invoice: Invoice, policy: Policy = JOININ) -> Rejection | None:
    """Return why an action is not offered, whatever the amount; None if it is (R2)."""
    return refuse_raising(invoice, policy) if action is Action.RAISE_CREDIT else _REFUSALS[action](invoice)


def available_actions(invoice: Invoice, policy: Policy = JOININ) -> tuple[Action, ...]:
    """Return the actions that the invoice and the policy alone do not refuse for at least one amount (R2).

    >>> from credit_rules import Line, Status
    >>> draft = Invoice("INV-1", "ann", "GBP", [Line("L1", 100)], status=Status.DRAFT)
    >>> [action.value for action in available_actions(draft)]
    ['issue', 'cancel']
    """
    return tuple(action for action in Action if why_not(action, invoice, policy) is None)
