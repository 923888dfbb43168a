"""What a decision did, in words: a line for everything that moved, with its amount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from attrs import frozen

from credit_rules import (
    CreditApplied,
    CreditGranted,
    CreditNote,
    CreditPaused,
    CreditRemoved,
    CreditUnapplied,
    Effect,
    GrantKind,
    InvoiceAdded,
    InvoiceCancelled,
    InvoiceIssued,
    InvoiceWrittenOff,
    LinesRemoved,
    Money,
    NoteRaised,
    NoteVoided,
    Outcome,
    PaymentMoved,
    Removal,
    Status,
)
from credit_rules_adapters.text.reasons import PHRASES
from credit_rules_adapters.text.rejections import describe

_OfInvoice: TypeAlias = InvoiceAdded | InvoiceIssued | LinesRemoved | InvoiceCancelled | InvoiceWrittenOff

_REMOVED = {Removal.EXPIRED: "expired", Removal.VOIDED: "voided", Removal.PAID_OUT: "paid out in cash"}
_GRANTED = {
    GrantKind.PROMOTIONAL: "a gift",
    GrantKind.OPENING_BALANCE: "an opening balance",
    GrantKind.OVERPAYMENT: "an overpayment",
}


@frozen
class Told:
    """One line: what moved, how much if there is an amount, and whether it is a part of the line before it."""

    what: str
    amount: Money | None = None
    is_part: bool = False


def tell(outcome: Outcome) -> list[Told]:
    """Tell everything that an outcome did, or says of amounts, in order."""
    told = [line for effect in outcome.effects for line in tell_effect(effect)]
    told += [Told(f"refused: {describe(each)}") for each in outcome.answers if not isinstance(each, str)]
    if outcome.collect is not None:
        told.append(Told("to be collected now", outcome.collect))
    if outcome.left_out is not None and outcome.left_out.amount_minor > 0:
        told.append(Told("found no place", outcome.left_out))
    if outcome.comparison is not None:
        told.append(Told("a refund would cost", outcome.comparison.refund_cost))
        told.append(Told("a credit costs", outcome.comparison.credit_cost))
    return told or [Told("nothing changes")]


def unused(outcome: Outcome) -> list[tuple[str, str]]:
    """Say of each lot that was not used up why."""
    return [(lot, PHRASES[reason]) for lot, reason in outcome.reasons]


def tell_effect(effect: Effect) -> Iterator[Told]:
    """Tell one thing that moved."""
    match effect:
        case InvoiceAdded() | InvoiceIssued() | LinesRemoved() | InvoiceCancelled() | InvoiceWrittenOff():
            yield _of_invoice(effect)
        case NoteRaised(note):
            yield from _raised(note)
        case NoteVoided(note):
            yield from _voided(note)
        case PaymentMoved():
            yield _payment(effect)
        case CreditApplied(invoice=invoice, currency=currency, allocation=piece):
            yield Told(f"{piece.credit} pays {invoice}", Money(piece.amount_minor, currency))
        case CreditUnapplied(invoice=invoice, currency=currency, allocation=piece):
            yield Told(f"back from {invoice} to {piece.credit}", Money(piece.amount_minor, currency))
        case CreditGranted(lot, kind):
            what = f"account credit {lot.id} for {lot.account}, {_GRANTED[kind]} ({lot.credit_class.value})"
            yield Told(what, Money(lot.amount_minor, lot.currency))
        case CreditRemoved(credit=credit, currency=currency, amount_minor=amount, removal=removal):
            yield Told(f"{credit} {_REMOVED[removal]}", Money(amount, currency))
        case CreditPaused(credit, paused):
            yield Told(f"{credit} {'paused' if paused else 'resumed'}")
        case _:
            assert_never(effect)


def _of_invoice(effect: _OfInvoice) -> Told:
    invoice = effect.invoice
    total = Money(invoice.total_minor, invoice.currency)
    match effect:
        case InvoiceAdded():
            return Told(f"invoice {invoice.id} of {invoice.account} enters, {invoice.state.value}", total)
        case InvoiceIssued():
            return Told(f"invoice {invoice.id} issued, due {invoice.due_on}", total)
        case LinesRemoved(lines=lines):
            emptied = ", which is cancelled" if invoice.status is Status.CANCELLED else ""
            return Told(f"{', '.join(lines)} taken off draft {invoice.id}{emptied}")
        case InvoiceCancelled():
            return Told(f"invoice {invoice.id} cancelled")
        case InvoiceWrittenOff():
            return Told(f"invoice {invoice.id} written off", Money(invoice.balance_minor, invoice.currency))
        case _:
            assert_never(effect)


def _raised(note: CreditNote) -> Iterator[Told]:
    yield Told(f"credit note {note.id} on {note.invoice}", Money(note.amount_minor, note.currency))
    yield from _parts(
        note,
        ("lowers what is owed", note.reduced_minor),
        *((f"goes back to {piece.credit}", piece.amount_minor) for piece in note.restored),
        (f"becomes account credit {note.id}", note.account_credit_minor),
        ("is refunded in cash", note.refund_minor),
    )


def _voided(note: CreditNote) -> Iterator[Told]:
    yield Told(f"credit note {note.id} on {note.invoice} voided", Money(note.amount_minor, note.currency))
    yield from _parts(
        note,
        ("is owed again", note.reduced_minor),
        *((f"{piece.credit} pays {note.invoice} again", piece.amount_minor) for piece in note.restored),
        (f"account credit {note.id} is gone", note.account_credit_minor),
    )


def _parts(note: CreditNote, *parts: tuple[str, int]) -> Iterator[Told]:
    for what, amount_minor in parts:
        if amount_minor > 0:
            yield Told(what, Money(amount_minor, note.currency), is_part=True)


def _payment(moved: PaymentMoved) -> Told:
    if moved.pending_minor < 0:
        ending = "cleared" if moved.paid_minor > 0 else "failed"
        return Told(f"payment on its way to {moved.invoice} {ending}", Money(-moved.pending_minor, moved.currency))
    if moved.pending_minor > 0:
        return Told(f"payment on its way to {moved.invoice}", Money(moved.pending_minor, moved.currency))
    return Told(f"payment on {moved.invoice}", Money(moved.paid_minor, moved.currency))
