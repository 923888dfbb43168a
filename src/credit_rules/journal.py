"""R34: an outcome, or an entry, as balanced double-entry postings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, assert_never

from attrs import frozen

from credit_rules.credit import CreditClass, GrantKind, Removal
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
class Posting:
    """What one effect adds to one account of the books, in minor units: debits positive, credits negative."""

    account: str
    amount_minor: int
    currency: str


_Amounts: TypeAlias = Iterator[tuple[str, int]]

_GRANTED_FROM = {
    GrantKind.PROMOTIONAL: "promotions",
    GrantKind.OPENING_BALANCE: "opening_balances",
    GrantKind.OVERPAYMENT: "cash",
}


def postings(effects: Iterable[Effect]) -> tuple[Posting, ...]:
    """Return the postings of those effects, in order, without zero sums (R34).

    They sum to zero for every effect and currency (law `postings_balance`). The account names are to be mapped to your
    chart: receivable, sales, tax, sales_returns, account_credit:paid, account_credit:promotional, cash, promotions,
    opening_balances, expired_credit, forfeited_credit, write_offs.
    """
    return tuple(
        Posting(account, amount_minor, currency)
        for effect in effects
        for currency, amounts in [_posted(effect)]
        for account, amount_minor in amounts
        if amount_minor != 0
    )


def _lot(credit_class: CreditClass) -> str:
    return f"account_credit:{credit_class.value}"


def _posted(effect: Effect) -> tuple[str, _Amounts]:
    match effect:
        case NoteRaised(note):
            return note.currency, _note(note)
        case NoteVoided(note):
            return note.currency, ((account, -amount) for account, amount in _note(note))
        case CreditApplied(currency=currency, allocation=piece):
            return currency, _moved(_lot(piece.credit_class), "receivable", piece.amount_minor)
        case CreditUnapplied(currency=currency, allocation=piece):
            return currency, _moved("receivable", _lot(piece.credit_class), piece.amount_minor)
        case PaymentMoved(currency=currency, paid_minor=paid):
            return currency, _moved("cash", "receivable", paid)
        case CreditGranted(credit, kind):
            return credit.currency, _moved(_GRANTED_FROM[kind], _lot(credit.credit_class), credit.amount_minor)
        case CreditRemoved(currency=currency, amount_minor=amount):
            return currency, _moved(_lot(effect.credit_class), _removed_to(effect), amount)
        case CreditPaused() | LinesRemoved():
            return "", iter(())
        case InvoiceAdded(invoice) | InvoiceIssued(invoice) | InvoiceCancelled(invoice) | InvoiceWrittenOff(invoice):
            return invoice.currency, _invoice(effect, invoice)
        case _:
            assert_never(effect)


def _moved(debit: str, credit: str, amount_minor: int) -> _Amounts:
    yield debit, amount_minor
    yield credit, -amount_minor


def _note(note: CreditNote) -> _Amounts:
    yield "sales_returns", sum(share.net_minor for share in note.shares)
    yield "tax", sum(share.tax_minor for share in note.shares)
    yield "receivable", -note.reduced_minor
    for piece in note.restored:
        yield _lot(piece.credit_class), -piece.amount_minor
    yield _lot(CreditClass.PAID), -note.account_credit_minor
    yield "cash", -note.refund_minor


def _removed_to(effect: CreditRemoved) -> str:
    if effect.removal is Removal.PAID_OUT:
        return "cash"
    if effect.credit_class is CreditClass.PROMOTIONAL:
        return "promotions"
    return "expired_credit" if effect.removal is Removal.EXPIRED else "forfeited_credit"


def _invoice(effect: InvoiceAdded | InvoiceIssued | InvoiceCancelled | InvoiceWrittenOff, invoice: Invoice) -> _Amounts:
    match effect:
        case InvoiceAdded() if invoice.status is Status.ISSUED:
            # money on its way is still a debt: clearing it later posts cash against receivable
            yield from _moved("receivable", "opening_balances", invoice.balance_minor + invoice.pending_minor)
        case InvoiceIssued():
            yield "receivable", invoice.total_minor
            yield "sales", -sum(line.net_minor for line in invoice.lines)
            yield "tax", -sum(line.tax_minor for line in invoice.lines)
        case InvoiceCancelled(was=Status.ISSUED):
            yield "sales_returns", sum(line.net_left_minor for line in invoice.lines)
            yield "tax", sum(line.tax_left_minor for line in invoice.lines)
            yield "receivable", -invoice.creditable_minor
        case InvoiceWrittenOff():
            yield from _moved("write_offs", "receivable", invoice.balance_minor)
        case InvoiceAdded() | InvoiceCancelled():
            pass
        case _:
            assert_never(effect)
