"""R21: why a lot that was at hand was not used up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice
from credit_rules.outcome import Reason
from credit_rules.rules.availability import room, why_unusable


class Reasons:
    """Tells why lots were not used up, judged by the figures before the run; the first reason that holds.

    A lot that could have paid and has something left found nothing left owing: what it may pay, others paid before it.
    """

    def __init__(self, open_invoices: Iterable[Invoice], on: date) -> None:
        self._on = on
        self._open: dict[str, list[Invoice]] = {}
        self._in_scope: dict[tuple[str, str, tuple[str, ...] | None], bool] = {}
        for invoice in open_invoices:
            self._open.setdefault(invoice.account, []).append(invoice)

    def why(self, lot: AccountCredit) -> Reason:
        """Return the first reason that holds for a lot as it was before the run (R21)."""
        unusable = why_unusable(lot, self._on)
        if unusable is not None:
            return unusable
        invoices = self._open.get(lot.account)
        if not invoices:
            return Reason.NO_OPEN_INVOICE
        if all(invoice.currency != lot.currency for invoice in invoices):
            return Reason.OTHER_CURRENCY
        return Reason.NOTHING_LEFT_OWING if self._has_room(lot, invoices) else Reason.OUT_OF_SCOPE

    def _has_room(self, lot: AccountCredit, invoices: list[Invoice]) -> bool:
        kind = lot.account, lot.currency, lot.products
        if kind not in self._in_scope:
            self._in_scope[kind] = any(
                invoice.currency == lot.currency and room(invoice, lot.products) > 0 for invoice in invoices
            )
        return self._in_scope[kind]

    def of_unspent(
        self, before: Iterable[AccountCredit], after: Iterable[AccountCredit]
    ) -> tuple[tuple[str, Reason], ...]:
        """Return (lot id, reason) for every lot that was not used up, given those that a run changed."""
        used_up = {lot.id for lot in after if lot.remaining_minor == 0}
        return tuple((lot.id, self.why(lot)) for lot in before if lot.id not in used_up)
