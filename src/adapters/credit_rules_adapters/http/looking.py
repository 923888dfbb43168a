"""One state of an account, looked up by its id."""

from __future__ import annotations

from credit_rules import AccountCredit, CreditNote, Invoice, Needs
from credit_rules.rejection import CreditNotFound, InvoiceNotFound, NoteNotFound
from credit_rules_adapters.http.problems import RefusedProblem
from credit_rules_adapters.stores.protocol import Store


def one_invoice(store: Store, account: str, id: str) -> Invoice:
    """Return an invoice of an account."""
    with store.reading(account) as reading:
        found = reading.load(Needs(invoices=(id,))).invoices.get(id)
    if found is None:
        raise RefusedProblem(InvoiceNotFound(id))
    return found


def one_credit(store: Store, account: str, id: str) -> AccountCredit:
    """Return a lot of an account."""
    with store.reading(account) as reading:
        found = reading.load(Needs(credits=(id,))).credits.get(id)
    if found is None:
        raise RefusedProblem(CreditNotFound(id))
    return found


def one_note(store: Store, account: str, id: str) -> CreditNote:
    """Return a credit note of an account."""
    with store.reading(account) as reading:
        found = reading.load(Needs(notes=(id,))).notes.get(id)
    if found is None:
        raise RefusedProblem(NoteNotFound(id))
    return found
