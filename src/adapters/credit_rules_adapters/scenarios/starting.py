"""What exists at the start of a scenario: the tables [[invoice]] and [[credit]]."""

from __future__ import annotations

from typing import Any

from credit_rules import AccountCredit, Collection, CreditClass, Invoice, Line, Status
from credit_rules_adapters.scenarios.names import Names, is_kept_for_notes
from credit_rules_adapters.text.mistakes import shown
from credit_rules_adapters.text.money import format_amount
from credit_rules_adapters.text.readers import UNKNOWN, amount, currency, day, flag, identifier, one_of, text, whole
from credit_rules_adapters.text.toml import Table

_WITHOUT = {
    "paid": {Status.DRAFT, Status.CANCELLED},
    "pending": {Status.DRAFT, Status.CANCELLED, Status.WRITTEN_OFF},
}


def read_invoice(table: Table, names: Names) -> Invoice | None:
    """Read an invoice as it stands; a draft has no dates but those it is given."""
    id, account, code = _named(table, names, names.invoices)
    lines = _lines(table, code)
    status = table.take("status", one_of(Status), Status.ISSUED)
    issued_on = table.take("issued_on", day, None if status is Status.DRAFT else names.on)
    parts: dict[str, Any] = {
        "collection": table.take("collection", one_of(Collection), Collection.MANUAL),
        "due_on": table.take("due_on", day, None if status is Status.DRAFT else issued_on),
        "paid_minor": table.take("paid", amount(code), 0),
        "pending_minor": table.take("pending", amount(code), 0),
    }
    table.close()
    _check_cash(table, status, {"paid": parts["paid_minor"], "pending": parts["pending_minor"]})
    _check_total(table, code, lines, (parts["paid_minor"], parts["pending_minor"]))
    return table.built(
        lambda: Invoice(id, account, code or UNKNOWN, lines, status=status, issued_on=issued_on, **parts)
    )


def _named(table: Table, names: Names, taken: dict[str, str | None]) -> tuple[str, str, str | None]:
    """Read the id, the account and the currency, and keep them among the names."""
    id = table.need("id", identifier)
    if id and id in taken:
        table.wrong("id", f"{shown(id)} is taken; ids must be different")
    account = table.need("account", identifier)
    code = table.take("currency", currency, names.currency)
    taken.setdefault(id, code)
    names.accounts[account].add(code)
    return id, account, code


def _lines(table: Table, code: str | None) -> list[Line]:
    """Read the lines that could be understood; a total alone makes one line, `L1`."""
    total = table.take("total", amount(code), None)
    lines = [_line(line, code) for line in table.tables("lines")]
    if "total" in table and "lines" in table:
        table.wrong("lines", "stands beside total; allowed is one of the two")
    elif "total" not in table and "lines" not in table:
        table.wrong("total", "is missing; allowed is a total, or lines")
    elif table.is_empty("lines"):
        table.wrong("lines", "is empty; allowed is at least one line")
    ids = [line.id for line in lines if line is not None]
    for id in dict.fromkeys(id for id in ids if ids.count(id) > 1):
        table.wrong("lines", f"names {shown(id)} more than once; ids must be different")
    return [Line("L1", total)] if total is not None else [line for line in lines if line is not None]


def _line(table: Table, code: str | None) -> Line | None:
    id = table.need("id", identifier)
    net = table.need("net", amount(code))
    tax = table.take("tax", amount(code), 0)
    parts: dict[str, Any] = {
        "product": table.take("product", identifier, None),
        "beneficiary": table.take("beneficiary", identifier, None),
        "description": table.take("description", text, ""),
        "period_from": table.take("period_from", day, None),
        "period_until": table.take("period_until", day, None),
        "tax_code": table.take("tax_code", text, None),
    }
    table.close()
    return table.built(lambda: Line(id, net, tax, **parts))


def _check_cash(table: Table, status: Status, cash: dict[str, int]) -> None:
    for key, amount_minor in cash.items():
        if amount_minor and status in _WITHOUT[key]:
            allowed = ", ".join(each for each in Status if each not in _WITHOUT[key])
            table.wrong(key, f"cannot stand on an invoice that is {status.value}; it may be {allowed}")


def _check_total(table: Table, code: str | None, lines: list[Line], cash: tuple[int, int]) -> None:
    total = sum(line.gross_minor for line in lines)
    if code and table.is_whole() and sum(cash) > total:
        settled, most = format_amount(sum(cash), code), format_amount(total, code)
        table.wrong("paid", f"and pending make {settled}; allowed is at most the total, {most}")


def read_credit(table: Table, names: Names) -> AccountCredit | None:
    """Read a lot that exists as an opening balance."""
    id, account, code = _named(table, names, names.credits)
    if id and is_kept_for_notes(id):
        table.wrong("id", f"{shown(id)} is kept for the lot of a credit note; allowed is what does not end in -CN1")
    amount_minor = table.need("amount", amount(code))
    issued_on = table.take("issued_on", day, names.on)
    parts: dict[str, Any] = {
        "credit_class": table.take("class", one_of(CreditClass), CreditClass.PAID),
        "paused": table.take("paused", flag, False),
        **read_terms(table, issued_on),
    }
    table.close()
    return table.built(lambda: AccountCredit(id, account, code or UNKNOWN, amount_minor, issued_on=issued_on, **parts))


def read_terms(table: Table, usable_from: Any) -> dict[str, Any]:
    """Read what a lot may be used for, and when: priority, usable_from, expires_on, products."""
    first = table.take("usable_from", day, usable_from)
    last = table.take("expires_on", day, None)
    if first and last and last <= first:
        table.wrong("expires_on", f"{shown(last)} is too early; allowed is a date after usable_from, {shown(first)}")
    products = table.take_list("products", identifier, None)
    if table.is_empty("products"):
        table.wrong("products", "is empty; allowed is at least one product, or no list for any product")
    return {
        "priority": table.take("priority", whole, 50),
        "usable_from": first,
        "expires_on": last,
        "products": products,
    }
