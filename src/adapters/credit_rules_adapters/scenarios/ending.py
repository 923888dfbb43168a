"""What a scenario expects at its end: the tables below [then]."""

from __future__ import annotations

from credit_rules import Action, CreditClass, CreditState, InvoiceState
from credit_rules_adapters.scenarios.expecting import each, exact
from credit_rules_adapters.scenarios.model import Figures, Plain, Then
from credit_rules_adapters.scenarios.names import Names
from credit_rules_adapters.text.readers import day, flag, identifier, name_in
from credit_rules_adapters.text.toml import Table

SUMS = (
    "total",
    "paid",
    "pending",
    "applied",
    "reduced",
    "restored",
    "released",
    "credited",
    "creditable",
    "outstanding",
)
BALANCES = ("available", "balance")


def read_then(table: Table, names: Names) -> Then:
    """Read what is expected of invoices and accounts, which must be known, and of lots, which need not be."""
    invoices, accounts, credits = table.table("invoice"), table.table("account"), table.table("credit")
    table.close()
    expected = Then(
        invoices={id: _invoice(invoices.table(id), id, names) for id in invoices.names()},
        accounts={id: _account(accounts.table(id), id, names) for id in accounts.names()},
        credits={id: _credit(credits.table(id), id, names) for id in credits.names()},
    )
    for id in invoices.names():
        if id not in names.invoices:
            invoices.wrong(id, "is unknown; allowed are the invoices of this file")
    for id in accounts.names():
        if id not in names.accounts:
            accounts.wrong(id, "is unknown; allowed are the accounts of this file's invoices, credits and grants")
    return expected


def _invoice(table: Table, id: str, names: Names) -> Figures:
    code = names.of_invoice(id)
    figures: dict[str, Plain] = {key: table.need(key, exact(code)) for key in SUMS if key in table}
    if "state" in table:
        figures["state"] = table.need("state", name_in([*InvoiceState]))
    if "credit_state" in table:
        figures["credit_state"] = table.need("credit_state", name_in([*CreditState]))
    if "actions" in table:
        figures["actions"] = each(name_in([*Action]))(table, "actions", names, code)
    table.allow(*SUMS, "state", "credit_state", "actions")
    table.close()
    return figures


def _credit(table: Table, id: str, names: Names) -> Figures:
    figures: dict[str, Plain] = {
        "remaining": table.take("remaining", exact(names.of_credit(id)), None),
        "class": table.take("class", name_in([*CreditClass]), None),
        "expires_on": table.take("expires_on", lambda value: day(value).isoformat(), None),
        "paused": table.take("paused", flag, None),
        "voided": table.take("voided", flag, None),
    }
    products = table.take_list("products", identifier, ())
    figures["products"] = [*sorted(filter(None, products))]
    table.close()
    return {key: value for key, value in figures.items() if key in table}


def _account(table: Table, id: str, names: Names) -> Figures:
    """Read sums: of one currency as money, of several as a table without those that are zero."""
    figures: dict[str, Plain] = {}
    for key in BALANCES:
        if isinstance(table.take(key, lambda value: value, ""), dict):
            by_currency = table.table(key)
            sums = {code: by_currency.need(code, exact(code)) for code in by_currency.names()}
            figures[key] = {code: text for code, text in sums.items() if text and text.strip("0.")}
        elif key in table:
            code = names.of_account(id)
            figures[key] = f"{table.need(key, exact(code))} {code}"
    table.close()
    return figures
