"""The fold: one effect after the other brings an account's states up to date."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, TypeVar, assert_never

from attrs import evolve, frozen

from credit_rules.credit import AccountCredit, Removal
from credit_rules.invoice import Invoice, Status
from credit_rules.note import CreditNote
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
    PaymentMoved,
)


@frozen
class Pages:
    """The states while entries are folded in. They change in place, so they never leave `Account.replay`."""

    invoices: dict[str, Invoice]
    credits: dict[str, AccountCredit]
    notes: dict[str, CreditNote]

    def write(self, effect: Effect, on: date, at: tuple[int, int]) -> None:
        """Bring the states up to date with one effect."""
        match effect:
            case InvoiceAdded(invoice):
                _enter(self.invoices, invoice)
            case InvoiceIssued() | LinesRemoved() | InvoiceCancelled() | InvoiceWrittenOff():
                self._follow(effect)
            case PaymentMoved(invoice=id, paid_minor=paid, pending_minor=pending):
                self.invoices[id] = self.invoices[id].with_payment(paid, pending)
            case CreditApplied(invoice=id, allocation=piece):
                self.invoices[id] = self.invoices[id].with_allocations([evolve(piece, at=at)])
                self._add(piece.credit, -piece.amount_minor)
            case CreditUnapplied(invoice=id, allocation=piece):
                self.invoices[id] = self.invoices[id].without_allocations([piece])
                self._add(piece.credit, piece.amount_minor)
            case NoteRaised(note):
                self._raise(evolve(note, at=at), on)
            case NoteVoided(note):
                self._void(note)
            case CreditGranted(credit):
                _enter(self.credits, credit)
            case CreditRemoved(credit=id, amount_minor=amount, removal=removal):
                self._add(id, -amount, voided=removal is Removal.VOIDED)
            case CreditPaused(credit, paused):
                self.credits[credit] = evolve(self.credits[credit], paused=paused)
            case _:
                assert_never(effect)

    def _follow(self, effect: _OfState) -> None:
        """Let an invoice follow upon itself: a decision that did not see all of it must not erase what it missed."""
        invoice = effect.invoice
        if not _follows(effect, self.invoices[invoice.id]):
            raise ValueError(f"invoice {invoice.id} has changed since this was decided")
        self.invoices[invoice.id] = invoice

    def _add(self, lot: str, amount_minor: int, *, voided: bool = False) -> None:
        after = self.credits[lot].plus(amount_minor)
        self.credits[lot] = evolve(after, voided=True) if voided else after

    def _raise(self, note: CreditNote, on: date) -> None:
        _enter(self.notes, note)
        self.invoices[note.invoice] = self.invoices[note.invoice].with_note(note)
        for piece in note.restored:
            self._add(piece.credit, piece.amount_minor)
        lot = note.new_lot(on)
        if lot is not None:
            _enter(self.credits, lot)

    def _void(self, note: CreditNote) -> None:
        if self.notes[note.id].voided:
            raise ValueError(f"note {note.id} is void already")
        self.notes[note.id] = note
        self.invoices[note.invoice] = self.invoices[note.invoice].without_note(note)
        for piece in note.restored:
            self._add(piece.credit, -piece.amount_minor)
        if note.account_credit_minor > 0:
            self._add(note.id, -note.account_credit_minor, voided=True)


_OfState: TypeAlias = InvoiceIssued | LinesRemoved | InvoiceCancelled | InvoiceWrittenOff


def _follows(effect: _OfState, before: Invoice) -> bool:
    after, taken_off = effect.invoice, set(effect.lines if isinstance(effect, LinesRemoved) else ())
    left = tuple(line for line in before.lines if line.id not in taken_off)
    all_were_there = len(left) + len(taken_off) == len(before.lines)
    return before.status is _was(effect) and all_were_there and left == after.lines and _sums(before) == _sums(after)


def _was(effect: _OfState) -> Status:
    if isinstance(effect, InvoiceCancelled):
        return effect.was
    return Status.ISSUED if isinstance(effect, InvoiceWrittenOff) else Status.DRAFT


_State = TypeVar("_State", Invoice, AccountCredit, CreditNote)


def _enter(page: dict[str, _State], state: _State) -> None:
    if state.id in page:
        raise ValueError(f"{type(state).__name__} {state.id} is there already")
    page[state.id] = state


def _sums(invoice: Invoice) -> tuple[int, ...]:
    """Return the sums and counts that neither issuing nor closing an invoice moves."""
    cash, applied = (invoice.paid_minor, invoice.pending_minor), (invoice.applied_minor, invoice.allocations_made)
    return *cash, *applied, invoice.notes_raised, invoice.reduced_minor, invoice.restored_minor, invoice.released_minor
