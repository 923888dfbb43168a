"""What moved on which lot: the one reading of entries behind the roll-forward and the statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import assert_never

from attrs import frozen

from credit_rules import (
    AccountCredit,
    Allocation,
    CreditApplied,
    CreditClass,
    CreditGranted,
    CreditNote,
    CreditPaused,
    CreditRemoved,
    CreditUnapplied,
    Effect,
    Entry,
    InvoiceAdded,
    InvoiceCancelled,
    InvoiceIssued,
    InvoiceWrittenOff,
    LinesRemoved,
    NoteRaised,
    NoteVoided,
    PaymentMoved,
    Removal,
)


class Moved(StrEnum):
    """Why a lot has more or less than before: the columns of the roll-forward, in their order."""

    RAISED = "raised"
    GRANTED = "granted"
    RETURNED = "returned"
    APPLIED = "applied"
    EXPIRED = "expired"
    VOIDED = "voided"
    PAID_OUT = "paid_out"


_REMOVED = {Removal.EXPIRED: Moved.EXPIRED, Removal.VOIDED: Moved.VOIDED, Removal.PAID_OUT: Moved.PAID_OUT}


@frozen(kw_only=True)
class Movement:
    """A lot got more (above zero) or less, in minor units, on a date; `lot` where it came to be by it."""

    number: int
    on: date
    account: str
    currency: str
    credit: str
    credit_class: CreditClass
    moved: Moved
    amount_minor: int
    invoice: str | None = None
    lot: AccountCredit | None = None


def movements(entries: Iterable[Entry]) -> Iterator[Movement]:
    """Yield every movement, in order; together they are what the entries post to account credit (R34).

    A voided note takes its lot back (`voided`), and what it had returned is applied once more (R25).
    """
    return (movement for entry in entries for effect in entry.effects for movement in _moved(entry, effect))


def _moved(entry: Entry, effect: Effect) -> Iterator[Movement]:
    match effect:
        case CreditGranted(lot):
            yield _whole(entry, lot, Moved.GRANTED)
        case NoteRaised(note):
            yield from _of_note(entry, note, Moved.RETURNED, Moved.RAISED)
        case NoteVoided(note):
            yield from _of_note(entry, note, Moved.APPLIED, Moved.VOIDED)
        case CreditApplied(allocation=piece):
            yield _part(entry, effect, piece, Moved.APPLIED)
        case CreditUnapplied(allocation=piece):
            yield _part(entry, effect, piece, Moved.RETURNED)
        case CreditRemoved():
            yield _removed(entry, effect)
        case InvoiceAdded() | InvoiceIssued() | InvoiceCancelled() | InvoiceWrittenOff() | LinesRemoved():
            pass
        case PaymentMoved() | CreditPaused():
            pass
        case _:
            assert_never(effect)


def _of_note(entry: Entry, note: CreditNote, restored: Moved, whole: Moved) -> Iterator[Movement]:
    for piece in note.restored:
        yield _part(entry, note, piece, restored)
    new = note.new_lot(entry.on)
    if new is not None:
        yield _whole(entry, new, whole, invoice=note.invoice)


def _whole(entry: Entry, lot: AccountCredit, moved: Moved, invoice: str | None = None) -> Movement:
    """Move all of a lot: it comes to be, or its note is voided."""
    gone = moved is Moved.VOIDED
    return Movement(
        number=entry.number,
        on=entry.on,
        account=lot.account,
        currency=lot.currency,
        credit=lot.id,
        credit_class=lot.credit_class,
        moved=moved,
        amount_minor=-lot.amount_minor if gone else lot.amount_minor,
        invoice=invoice,
        lot=None if gone else lot,
    )


def _part(entry: Entry, of: CreditNote | CreditApplied | CreditUnapplied, piece: Allocation, moved: Moved) -> Movement:
    """Move what an invoice takes from a lot, or gives back to it."""
    return Movement(
        number=entry.number,
        on=entry.on,
        account=of.account,
        currency=of.currency,
        credit=piece.credit,
        credit_class=piece.credit_class,
        moved=moved,
        amount_minor=piece.amount_minor if moved is Moved.RETURNED else -piece.amount_minor,
        invoice=of.invoice,
    )


def _removed(entry: Entry, effect: CreditRemoved) -> Movement:
    return Movement(
        number=entry.number,
        on=entry.on,
        account=effect.account,
        currency=effect.currency,
        credit=effect.credit,
        credit_class=effect.credit_class,
        moved=_REMOVED[effect.removal],
        amount_minor=-effect.amount_minor,
    )
