"""The whole state of the core and of the reference, in the same words."""

from __future__ import annotations

from datetime import date
from typing import Any

from credit_rules import (
    Account,
    AccountCredit,
    CreditNote,
    Invoice,
    Policy,
    Status,
    available,
    available_actions,
    balances,
)
from reference.model import Book

State = dict[str, Any]


def state_of(account: Account, policy: Policy, on: date) -> State:
    """Every invoice, lot, note and balance of the core."""
    return {
        "invoices": {id: _invoice(invoice, policy) for id, invoice in sorted(account.invoices.items())},
        "credits": {id: _credit(lot) for id, lot in sorted(account.credits.items())},
        "notes": {id: _note(note) for id, note in sorted(account.notes.items())},
        "balances": _sums(account, on),
    }


def state_of_book(book: Book, on: date) -> State:
    """Every invoice, lot, note and balance of the reference."""
    currencies = {book.credit(name)["currency"] for name in book.credit_ids()}
    held = [(account, currency) for account in book.accounts() for currency in currencies]
    sums = {(*of, "balance"): book.balance(*of, on) for of in held} | {
        (*of, "available"): book.available(*of, on) for of in held
    }
    return {
        "invoices": {name: _dated(book.invoice(name)) for name in book.invoice_ids()},
        "credits": {name: book.credit(name) for name in book.credit_ids()},
        "notes": {name: book.note(name) for name in book.note_ids()},
        "balances": {of: amount for of, amount in sums.items() if amount != 0},
    }


def _dated(view: State) -> State:
    """An invoice that was never issued has no issued_on in the core; the reference has the day it entered."""
    return view | {"issued_on": view["issued_on"] if view["status"] in {"issued", "written_off"} else None}


def _invoice(invoice: Invoice, policy: Policy) -> State:
    was_issued = invoice.status in {Status.ISSUED, Status.WRITTEN_OFF}
    return {
        "account": invoice.account,
        "currency": invoice.currency,
        "status": invoice.status.value,
        "collection": invoice.collection.value,
        "issued_on": invoice.issued_on if was_issued else None,
        "due_on": invoice.due_on,
        "total": invoice.total_minor,
        "paid": invoice.paid_minor,
        "pending": invoice.pending_minor,
        "applied": invoice.applied_minor,
        "reduced": invoice.reduced_minor,
        "restored": invoice.restored_minor,
        "released": invoice.released_minor,
        "credited": invoice.credited_minor,
        "creditable": invoice.creditable_minor,
        "outstanding": invoice.outstanding_minor,
        "state": invoice.state.value,
        "credit_state": invoice.credit_state.value,
        "actions": [action.value for action in available_actions(invoice, policy)],
        "notes": invoice.notes_raised,
        "lines": {
            line.id: {
                "net": line.net_minor,
                "tax": line.tax_minor,
                "credited_net": line.credited_net_minor,
                "credited_tax": line.credited_tax_minor,
            }
            for line in invoice.lines
        },
        "allocations": [(piece.credit, piece.amount_minor) for piece in invoice.allocations],
    }


def _credit(lot: AccountCredit) -> State:
    return {
        "account": lot.account,
        "currency": lot.currency,
        "amount": lot.amount_minor,
        "remaining": lot.remaining_minor,
        "class": lot.credit_class.value,
        "priority": lot.priority,
        "issued_on": lot.issued_on,
        "usable_from": lot.usable_from,
        "expires_on": lot.expires_on,
        "products": None if lot.products is None else list(lot.products),
        "paused": lot.paused,
        "voided": lot.voided,
    }


def _note(note: CreditNote) -> State:
    restored: dict[str, int] = {}
    for piece in note.restored:
        restored[piece.credit] = restored.get(piece.credit, 0) + piece.amount_minor
    return {
        "invoice": note.invoice,
        "amount": note.amount_minor,
        "reduced": note.reduced_minor,
        "restored": restored,
        "account_credit": note.account_credit_minor,
        "refunded": note.refund_minor,
        "lines": {share.line: {"net": share.net_minor, "tax": share.tax_minor} for share in note.shares},
        "by_tax_code": {share.tax_code: {"net": share.net_minor, "tax": share.tax_minor} for share in note.by_tax_code},
        "reason": note.reason.value,
        "memo": note.memo,
        "voided": note.voided,
    }


def _sums(account: Account, on: date) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = {}
    for owner in {lot.account for lot in account.credits.values()}:
        own = [lot for lot in account.credits.values() if lot.account == owner]
        sums |= {(owner, currency, "balance"): amount for currency, amount in balances(own, on=on).items()}
        sums |= {(owner, currency, "available"): amount for currency, amount in available(own, on=on).items()}
    return sums
