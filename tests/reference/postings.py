"""Balanced double entry, debits positive (R34)."""

from __future__ import annotations

from collections.abc import Iterable

from reference.facts import Facts, Invoice, Lot, Note
from reference.sums import left_of, restored_by

Row = tuple[str, int, str]


def summed(rows: Iterable[Row]) -> list[list[str | int]]:
    """Sums of one account added up, by name and currency, without zeros."""
    sums: dict[tuple[str, str], int] = {}
    for name, amount, currency in rows:
        sums[name, currency] = sums.get((name, currency), 0) + amount
    return [[name, amount, currency] for (name, currency), amount in sorted(sums.items()) if amount != 0]


def reverse(rows: Iterable[Row]) -> list[Row]:
    """The same rows the other way round."""
    return [(name, -amount, currency) for name, amount, currency in rows]


def transfer(debit: str, credit: str, amount: int, currency: str) -> list[Row]:
    """`debit` against `credit`."""
    return [(debit, amount, currency), (credit, -amount, currency)]


def liability(lot: Lot) -> str:
    """The account that holds what we owe as account credit."""
    return f"account_credit:{lot.class_}"


def of_issue(invoice: Invoice) -> list[Row]:
    """receivable against sales and tax."""
    return [
        *transfer("receivable", "sales", sum(line.net for line in invoice.lines), invoice.currency),
        *transfer("receivable", "tax", sum(line.tax for line in invoice.lines), invoice.currency),
    ]


def of_note(facts: Facts, note: Note) -> list[Row]:
    """sales_returns and tax against receivable, account credit and cash."""
    currency = facts.invoices[note.invoice].currency
    back = [(liability(facts.lots[lot]), -amount, currency) for lot, amount in restored_by(facts, note).items()]
    return [
        ("sales_returns", sum(net for net, _ in note.shares.values()), currency),
        ("tax", sum(tax for _, tax in note.shares.values()), currency),
        ("receivable", -note.reduced, currency),
        *back,
        ("account_credit:paid", note.refunded - note.released, currency),
        ("cash", -note.refunded, currency),
    ]


def of_applying(lot: Lot, amount: int) -> list[Row]:
    """The lot against receivable."""
    return transfer(liability(lot), "receivable", amount, lot.currency)


def of_returning(facts: Facts, returned: dict[str, int]) -> list[Row]:
    """Unapplying: the reverse."""
    return [row for lot, amount in returned.items() for row in reverse(of_applying(facts.lots[lot], amount))]


def of_grant(lot: Lot, kind: str) -> list[Row]:
    """promotions, cash or opening_balances against the lot."""
    source = {"promotional": "promotions", "overpayment": "cash", "opening_balance": "opening_balances"}[kind]
    return transfer(source, liability(lot), lot.amount, lot.currency)


def of_expiring(lot: Lot, amount: int) -> list[Row]:
    """The lot against expired_credit, or promotions."""
    return transfer(liability(lot), {"paid": "expired_credit"}.get(lot.class_, "promotions"), amount, lot.currency)


def of_voiding(lot: Lot, amount: int) -> list[Row]:
    """The lot against forfeited_credit, or promotions."""
    return transfer(liability(lot), {"paid": "forfeited_credit"}.get(lot.class_, "promotions"), amount, lot.currency)


def of_cancelling(facts: Facts, invoice: Invoice) -> list[Row]:
    """sales_returns and tax for what was not credited, against receivable."""
    left = [left_of(facts, invoice, line) for line in invoice.lines]
    return [
        *transfer("sales_returns", "receivable", sum(net for net, _ in left), invoice.currency),
        *transfer("tax", "receivable", sum(tax for _, tax in left), invoice.currency),
    ]
