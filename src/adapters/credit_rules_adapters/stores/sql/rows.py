"""States and entries as rows, and back. Both writing and verifying ask here, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from credit_rules import AccountCredit, CreditNote, Entry, Invoice
from credit_rules_adapters.stores.protocol import KeptAnswer, Recorded
from credit_rules_adapters.stores.sql.tables import Row
from credit_rules_adapters.text.json_form import form_of, from_form, line_of, read_line

FORMAT = 1
"""The version of the form in which effects are written; older ones are read for ever."""

_State = TypeVar("_State")


def invoice_row(invoice: Invoice) -> Row:
    """Return the row of an invoice."""
    sums = ("total", "paid", "pending", "applied", "reduced", "restored", "released", "outstanding")
    return {
        "account": invoice.account,
        "id": invoice.id,
        "status": invoice.status.value,
        "currency": invoice.currency,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        **{f"{name}_minor": getattr(invoice, f"{name}_minor") for name in sums},
        "state": _text(invoice),
        "listed_on": invoice.issued_on or date.max,
    }


def line_rows(invoice: Invoice) -> list[Row]:
    """Return the rows of an invoice's lines."""
    return [
        {
            "account": invoice.account,
            "invoice": invoice.id,
            "id": line.id,
            "place": place,
            "product": line.product,
            "beneficiary": line.beneficiary,
            "net_minor": line.net_minor,
            "tax_minor": line.tax_minor,
            "credited_net_minor": line.credited_net_minor,
            "credited_tax_minor": line.credited_tax_minor,
        }
        for place, line in enumerate(invoice.lines)
    ]


def allocation_rows(invoice: Invoice) -> list[Row]:
    """Return the rows of the allocations that stand on an invoice."""
    return [
        {
            "account": invoice.account,
            "invoice": invoice.id,
            "number": piece.number,
            "credit": piece.credit,
            "amount_minor": piece.amount_minor,
        }
        for piece in invoice.allocations
    ]


def credit_row(lot: AccountCredit) -> Row:
    """Return the row of a lot."""
    return {
        "account": lot.account,
        "id": lot.id,
        "currency": lot.currency,
        "credit_class": lot.credit_class.value,
        "issued_on": lot.issued_on,
        "usable_from": lot.usable_from,
        "expires_on": lot.expires_on,
        "paused": lot.paused,
        "voided": lot.voided,
        "amount_minor": lot.amount_minor,
        "remaining_minor": lot.remaining_minor,
        "state": _text(lot),
    }


def note_row(note: CreditNote) -> Row:
    """Return the row of a credit note."""
    sums = ("amount", "reduced", "restored", "account_credit", "refund")
    return {
        "account": note.account,
        "id": note.id,
        "invoice": note.invoice,
        "currency": note.currency,
        "voided": note.voided,
        **{f"{name}_minor": getattr(note, f"{name}_minor") for name in sums},
        "state": _text(note),
    }


def _text(state: object) -> str:
    return line_of(form_of(state))


def state_of(kind: type[_State]) -> Callable[[str], _State]:
    """Return what reads a state of that kind."""
    return lambda text: from_form(read_line(text), kind)


def entry_row(account: str, recorded: Recorded) -> Row:
    """Return the row of an entry."""
    form = form_of(recorded.entry)
    return {
        "account": account,
        "number": recorded.entry.number,
        "dated": recorded.entry.on,
        "policy": recorded.entry.policy,
        "format": FORMAT,
        "effects": line_of(form["effects"]),
        "actor": recorded.actor,
        "at": recorded.at,
        "key": recorded.key,
        "approver": recorded.approver,
    }


def recorded_of(row: RowMapping | Row) -> Recorded:
    """Return the entry of a row.

    :raises ValueError: its format is none that is known, or its effects are broken
    """
    if row["format"] not in _READERS:
        known = ", ".join(map(str, _READERS))
        raise ValueError(f"entry {row['number']} has format {row['format']}; allowed are {known}")
    entry = _READERS[row["format"]](row)
    return Recorded(entry, row["actor"], row["at"], row["key"], row["approver"])


def _entry_1(row: RowMapping | Row) -> Entry:
    form = {"number": row["number"], "on": row["dated"].isoformat(), "policy": row["policy"]}
    return from_form({**form, "effects": read_line(row["effects"])}, Entry)


_READERS: Mapping[int, Callable[[RowMapping | Row], Entry]] = {1: _entry_1}


def answer_row(account: str, kept: KeptAnswer) -> Row:
    """Return the row of an answer."""
    return {
        "account": account,
        "actor": kept.actor,
        "key": kept.key,
        "request": kept.request,
        "answer": kept.answer,
        "at": kept.at,
    }


def answer_of(row: Mapping[Any, Any]) -> KeptAnswer:
    """Return the answer of a row."""
    return KeptAnswer(**{name: row[name] for name in ("actor", "key", "request", "answer", "at")})
