"""What a person sees of a book: an invoice with every sum, a lot, a note, and an account's balance."""

from __future__ import annotations

from datetime import date

from reference import sums
from reference.facts import Answer, Facts, Invoice
from reference.using import is_open


def state(facts: Facts, invoice: Invoice) -> str:
    """The first that holds ("Words")."""
    if invoice.status != "issued":
        return invoice.status
    if sums.pending(facts, invoice) > 0:
        return "pending"
    if sums.outstanding(facts, invoice) == 0:
        return "reconciled"
    return "part_paid" if sums.is_part_paid(facts, invoice) else "outstanding"


def credit_state(facts: Facts, invoice: Invoice) -> str:
    """none, full or partial ("Words")."""
    if sums.credited(facts, invoice) == 0:
        return "none"
    return "full" if sums.creditable(facts, invoice) == 0 else "partial"


def may_raise(facts: Facts, invoice: Invoice) -> bool:
    """Whether R2, R7 and R8 leave at least one amount."""
    limit = sums.creditable(facts, invoice)
    on_its_way = sums.pending(facts, invoice)
    if facts.policy["part_paid"] == "reject" and sums.is_part_paid(facts, invoice):
        return False
    if on_its_way > 0 and facts.policy["pending_payment"] == "reject":
        return False
    return limit - on_its_way > 0


def actions(facts: Facts, invoice: Invoice) -> list[str]:
    """What the invoice and the policy alone do not refuse for at least one amount (R2), in the order of the format."""
    if invoice.status == "draft":
        return ["issue", "cancel"]
    if invoice.status != "issued":
        return []
    owed, on_its_way = sums.outstanding(facts, invoice), sums.pending(facts, invoice)
    possible = {
        "raise_credit": may_raise(facts, invoice),
        "void_note": len(sums.standing_notes(facts, invoice)) > 0,
        "apply_credit": is_open(facts, invoice),
        "unapply": sums.applied(facts, invoice) > 0,
        "record_payment": owed > 0,
        "clear_payment": on_its_way > 0,
        "fail_payment": on_its_way > 0,
        "cancel": on_its_way == 0 and sums.paid(facts, invoice) == 0,
        "write_off": is_open(facts, invoice),
    }
    return [action for action, holds in possible.items() if holds]


def of_invoice(facts: Facts, invoice: Invoice) -> Answer:
    """Every sum of an invoice, what follows from them, its lines and its standing allocations in order."""
    standing = sums.standing_allocations(facts, invoice)
    of_invoice_alone = ("paid", "pending", "applied", "reduced", "restored", "released", "credited", "creditable")
    return {
        "account": invoice.account,
        "currency": invoice.currency,
        "status": invoice.status,
        "collection": invoice.collection,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "total": sums.total(invoice),
        **{name: getattr(sums, name)(facts, invoice) for name in of_invoice_alone},
        "outstanding": sums.outstanding(facts, invoice),
        "state": state(facts, invoice),
        "credit_state": credit_state(facts, invoice),
        "actions": actions(facts, invoice),
        "notes": sum(1 for note in facts.notes.values() if note.invoice == invoice.id),
        "lines": _lines(facts, invoice),
        "allocations": [(allocation.lot, amount) for allocation, amount in standing],
    }


def _lines(facts: Facts, invoice: Invoice) -> dict[str, dict[str, int]]:
    lines: dict[str, dict[str, int]] = {}
    for line in invoice.lines:
        net, tax = sums.left_of(facts, invoice, line)
        credited = {"credited_net": line.net - net, "credited_tax": line.tax - tax}
        lines[line.id] = {"net": line.net, "tax": line.tax, **credited}
    return lines


def of_credit(facts: Facts, name: str) -> Answer:
    """A lot as it stands."""
    lot = facts.lots[name]
    return {
        "account": lot.account,
        "currency": lot.currency,
        "amount": lot.amount,
        "remaining": sums.remaining(facts, lot),
        "class": lot.class_,
        "priority": lot.priority,
        "issued_on": lot.issued_on,
        "usable_from": lot.usable_from,
        "expires_on": lot.expires_on,
        "products": None if lot.products is None else sorted(lot.products),
        "paused": lot.paused,
        "voided": lot.voided,
    }


def of_note(facts: Facts, name: str) -> Answer:
    """What a credit note carries (R13), but for the policy's fingerprint."""
    note = facts.notes[name]
    tax_codes = {line.id: line.tax_code for line in facts.invoices[note.invoice].lines}
    by_tax_code: dict[str | None, dict[str, int]] = {}
    for line, (net, tax) in note.shares.items():
        so_far = by_tax_code.setdefault(tax_codes[line], {"net": 0, "tax": 0})
        so_far["net"] += net
        so_far["tax"] += tax
    return {
        "invoice": note.invoice,
        "amount": note.amount,
        "reduced": note.reduced,
        "restored": sums.restored_by(facts, note),
        "account_credit": note.released - note.refunded,
        "refunded": note.refunded,
        "lines": {line: {"net": net, "tax": tax} for line, (net, tax) in note.shares.items() if net + tax > 0},
        "by_tax_code": {code: shares for code, shares in by_tax_code.items() if sum(shares.values()) > 0},
        "reason": note.reason,
        "memo": note.memo,
        "voided": note.voided,
    }


def balance(facts: Facts, account: str, currency: str, on: date) -> int:
    """Everything not expired by date, voided or spent; paused and not yet usable lots count (R29)."""
    own = [lot for lot in facts.lots.values() if lot.account == account and lot.currency == currency]
    return sum(sums.remaining(facts, lot) for lot in own if not lot.voided and not sums.is_past_expiry(lot, on))
