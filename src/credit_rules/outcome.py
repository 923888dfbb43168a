"""Read this page first: what a decision answers. An effect is one thing that moved, with all that recording needs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen
from attrs.validators import optional

from credit_rules import checks
from credit_rules.allocation import Allocation
from credit_rules.credit import AccountCredit, CreditClass, GrantKind, Removal
from credit_rules.invoice import Invoice, Status
from credit_rules.money import Money
from credit_rules.note import CreditNote
from credit_rules.rejection import Rejection


class Reason(StrEnum):
    """Why a lot was not used, or not used up: the first that holds. The last two occur beside R21's, in R16 and R22."""

    VOIDED = "voided"
    PAUSED = "paused"
    NOTHING_REMAINING = "nothing_remaining"
    NOT_YET_USABLE = "not_yet_usable"
    EXPIRED = "expired"
    NO_OPEN_INVOICE = "no_open_invoice"
    OTHER_CURRENCY = "other_currency"
    OUT_OF_SCOPE = "out_of_scope"
    NOTHING_LEFT_OWING = "nothing_left_owing"
    AMOUNT_REACHED = "amount_reached"
    HELD_BACK = "held_back"


@frozen
class InvoiceAdded:
    """An invoice entered, as a draft or as it stands (R1)."""

    invoice: Invoice


@frozen
class InvoiceIssued:
    """A draft became this invoice (R15)."""

    invoice: Invoice


@frozen
class LinesRemoved:
    """Lines were taken off a draft, which became this invoice; cancelled if no line is left (R30)."""

    invoice: Invoice
    lines: tuple[str, ...]


@frozen
class InvoiceCancelled:
    """An invoice that had this status became this cancelled one (R26)."""

    invoice: Invoice
    was: Status


@frozen
class InvoiceWrittenOff:
    """What this invoice still owed, its `balance_minor`, was given up (R27)."""

    invoice: Invoice


@frozen(kw_only=True)
class _OfInvoice:
    invoice: str
    account: str
    currency: str


@frozen(kw_only=True)
class PaymentMoved(_OfInvoice):
    """Cash cleared, or is on its way, or failed (R28): what is added to `paid_minor` and to `pending_minor`."""

    paid_minor: int = 0
    pending_minor: int = 0


@frozen(kw_only=True)
class CreditApplied(_OfInvoice):
    """A lot paid a part of an invoice (R15, R16, R21)."""

    allocation: Allocation


@frozen(kw_only=True)
class CreditUnapplied(_OfInvoice):
    """An allocation, or this part of it, went back to its lot (R23, R25, R26)."""

    allocation: Allocation


@frozen
class NoteRaised:
    """A credit note came to stand, and with it its new lot (R13)."""

    note: CreditNote


@frozen
class NoteVoided:
    """A note no longer stands, nor does its lot (R25)."""

    note: CreditNote


@frozen
class CreditGranted:
    """A lot arose without an invoice (R28)."""

    credit: AccountCredit
    kind: GrantKind = field(validator=checks.one_of(GrantKind))


@frozen(kw_only=True)
class CreditRemoved:
    """So much of a lot is gone: it expired, was voided or was paid out (R28, R29)."""

    credit: str
    account: str
    currency: str
    credit_class: CreditClass
    amount_minor: int
    removal: Removal


@frozen
class CreditPaused:
    """A lot was paused, or resumed (R24)."""

    credit: str
    paused: bool


Effect: TypeAlias = (
    InvoiceAdded | InvoiceIssued | LinesRemoved | InvoiceCancelled | InvoiceWrittenOff | PaymentMoved | CreditApplied
    | CreditUnapplied | NoteRaised | NoteVoided | CreditGranted | CreditRemoved | CreditPaused
)  # fmt: skip


@frozen
class RefundComparison:
    """What a refund would cost and a credit would not (R11)."""

    refund_cost: Money
    credit_cost: Money


@frozen(kw_only=True)
class Outcome:
    """What a decision changed and why. Deciding is previewing; recording it on an account is all that follows.

    `invoices` and `credits` are the states after it, of those the decision was given and changed. `reasons` names each
    lot that was not used up. `answers` holds, where many notes were asked for, a note's id or a refusal for each.
    """

    effects: tuple[Effect, ...] = ()
    rules: tuple[str, ...]
    policy: str
    on: date | None = field(default=None, validator=optional(checks.day))
    invoices: tuple[Invoice, ...] = ()
    credits: tuple[AccountCredit, ...] = ()
    reasons: tuple[tuple[str, Reason], ...] = ()
    answers: tuple[str | Rejection, ...] = ()
    collect: Money | None = None
    left_out: Money | None = None
    comparison: RefundComparison | None = None

    @property
    def invoice(self) -> Invoice:
        """The one invoice it changed; a ValueError where it changed none or several."""
        (invoice,) = self.invoices
        return invoice

    @property
    def note(self) -> CreditNote:
        """The one credit note it raised; a ValueError where it raised none or several."""
        (note,) = self.notes
        return note

    @property
    def notes(self) -> tuple[CreditNote, ...]:
        """The credit notes it raised, in order."""
        return tuple(effect.note for effect in self.effects if isinstance(effect, NoteRaised))

    @property
    def applied(self) -> tuple[CreditApplied, ...]:
        """The allocations it made, in order."""
        return tuple(effect for effect in self.effects if isinstance(effect, CreditApplied))
