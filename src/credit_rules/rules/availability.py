"""R17, R20: whether a lot may be used on a date, and how much of an invoice its scope lets it pay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice
from credit_rules.outcome import Reason


def why_unusable(lot: AccountCredit, on: date) -> Reason | None:
    """Return why a lot may pay no invoice at all on that date: the first that holds, None if it may (R17).

    Usable is a lot neither voided nor paused, with something remaining, from `usable_from` on and before `expires_on`.
    """
    if lot.voided:
        return Reason.VOIDED
    if lot.paused:
        return Reason.PAUSED
    if lot.remaining_minor == 0:
        return Reason.NOTHING_REMAINING
    if on < lot.usable_from:
        return Reason.NOT_YET_USABLE
    if lot.has_expired(on):
        return Reason.EXPIRED
    return None


def scope_left(invoice: Invoice, products: Iterable[str]) -> int:
    """Return how much of an invoice credit limited to those products may still pay, before what is outstanding (R20).

    The gross of the lines in scope, less what standing notes took of them, less the whole of every standing allocation
    of a limited lot that shares one of those lines. In minor units; it may be negative.
    """
    scope = set(products)
    in_scope = [line for line in invoice.lines if line.product in scope]
    shared = {line.product for line in in_scope}
    taken = (
        piece.amount_minor
        for piece in invoice.allocations
        if piece.products is not None and not shared.isdisjoint(piece.products)
    )
    return sum(line.creditable_minor for line in in_scope) - sum(taken)


def room(invoice: Invoice, products: Iterable[str] | None) -> int:
    """Return the most that a lot of that scope (None: any product) may pay of an invoice, in minor units (R20)."""
    owed = invoice.outstanding_minor
    return owed if products is None else max(0, min(owed, scope_left(invoice, products)))
