"""Undoing: a note voided (R25), an invoice cancelled (R26) or written off (R27)."""

from __future__ import annotations

from datetime import date

from reference import postings
from reference.facts import Allocation, Answer, Facts, Note, Removal, Return, Step, refuse_if
from reference.raising import check_status, last_first
from reference.sums import (
    applied,
    by_lot,
    outstanding,
    paid,
    past_their_date,
    pending,
    remaining,
    restored_by,
    standing_amount,
)


def void_note(facts: Facts, step: Step) -> Answer:
    """Take a note back, the exact inverse of raising it (R25)."""
    note = facts.find_note(step["note"])
    check_status(facts.invoices[note.invoice])
    refuse_if(note.voided, "note_already_void")
    reapplied = restored_by(facts, note)
    undone: list[tuple[Allocation, int]] = []
    for lot, amount in _needed(facts, note).items():
        missing = max(amount - remaining(facts, facts.lots[lot]), 0)
        parts = _applied_after(facts, note, lot, missing)
        refuse_if(sum(part for _, part in parts) < missing, "credit_already_used", missing=missing)
        undone += parts
    refuse_if(note.refunded > 0, "note_refunded", refunded=note.refunded)
    facts.returns += [Return(allocation, part) for allocation, part in undone]
    rows = postings.of_returning(facts, by_lot(undone)) + postings.reverse(postings.of_note(facts, note))
    note.voided = True
    if note.id in facts.lots:
        lot_of_note = facts.lots[note.id]
        lot_of_note.voided = True
        facts.removals.append(Removal(note.id, lot_of_note.amount))
    # What was unapplied is taken again at once, so that nothing stays on a lot past its date.
    return {"returned": by_lot(undone), "reapplied": reapplied, "expired": {}, "postings": postings.summed(rows)}


def _needed(facts: Facts, note: Note) -> dict[str, int]:
    """The whole new lot, and on every lot it restored the sum it gave back."""
    needed = restored_by(facts, note)
    if note.id in facts.lots:
        needed[note.id] = facts.lots[note.id].amount
    return needed


def _applied_after(facts: Facts, note: Note, lot: str, missing: int) -> list[tuple[Allocation, int]]:
    """Under `void_used = "unapply"`: what that lot paid after the note, newest first, no more than is missing."""
    parts: list[tuple[Allocation, int]] = []
    if facts.policy["void_used"] == "reject":
        return parts
    for allocation in reversed(facts.allocations):
        written_off = facts.invoices[allocation.invoice].status == "written_off"
        if allocation.lot == lot and allocation.moment > note.moment and not written_off:
            still_missing = missing - sum(part for _, part in parts)
            parts.append((allocation, min(standing_amount(facts, allocation), still_missing)))
    return [(allocation, part) for allocation, part in parts if part > 0]


def cancel(facts: Facts, step: Step, on: date) -> Answer:
    """Cancel an invoice without cash, or a draft; applied credit goes back to its lots (R26)."""
    invoice = facts.find_invoice(step["invoice"])
    if invoice.status == "draft":
        invoice.status = "cancelled"
        return {"returned": {}, "expired": {}, "postings": []}
    cash, on_its_way = paid(facts, invoice), pending(facts, invoice)
    check_status(invoice)
    refuse_if(cash > 0 or on_its_way > 0, "invoice_has_payments", paid=cash, pending=on_its_way)
    parts = last_first(facts, invoice, applied(facts, invoice))
    facts.returns += [Return(allocation, part) for allocation, part in parts]
    invoice.status = "cancelled"
    returned = by_lot(parts)
    rows = postings.of_returning(facts, returned) + postings.of_cancelling(facts, invoice)
    return {
        "returned": returned,
        "expired": past_their_date(facts, returned, on),
        "postings": postings.summed(rows),
    }


def write_off(facts: Facts, step: Step) -> Answer:
    """Give up what is outstanding; applied credit is not returned (R27)."""
    invoice = facts.find_invoice(step["invoice"])
    owed, on_its_way = outstanding(facts, invoice), pending(facts, invoice)
    check_status(invoice)
    refuse_if(on_its_way > 0, "payment_pending", pending=on_its_way)
    refuse_if(owed == 0, "nothing_outstanding")
    invoice.status = "written_off"
    return {"postings": postings.summed(postings.transfer("write_offs", "receivable", owed, invoice.currency))}
