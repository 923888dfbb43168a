"""Invoices and lots as a run wants them: R21's open invoices, R17's usable lots, and why the other lots are not."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from attrs import frozen

from credit_rules_adapters.columnar.reading.columns import COLUMNS, Reading
from credit_rules_adapters.columnar.reading.currencies import currencies_of
from credit_rules_adapters.columnar.reading.mistakes import Mistakes, refuse
from credit_rules_adapters.columnar.reading.rows import products_of, read_credits, read_invoices
from credit_rules_adapters.columnar.reading.scopes import Scopes
from credit_rules_adapters.text.mistakes import listed


@frozen
class Books:
    """Two tables whose every value is good, and what they have in common.

    `invoices` has id, account, amount, and where they differ from row to row currency (its place in `currencies`),
    pending, issued_on, due_on, label; `credits` promotional, priority, issued_on, usable_from, expires_on, scope_size,
    label, paused too.
    """

    invoices: pa.Table
    credits: pa.Table
    currencies: tuple[str, ...]
    scopes: Scopes | None


def books_of(
    invoices: pa.Table, credits: pa.Table, on: date, currency: str | None = None, *, mistakes: tuple[Mistakes, Mistakes]
) -> Books:
    """Read two tables.

    :raises NotUnderstood: something in them is not allowed; each mistake names table, row, column and value
    """
    bills, lots = Reading(invoices, mistakes[0]), Reading(credits, mistakes[1])
    known = _known(bills, "invoices"), _known(lots, "credits")
    if not all(known):
        refuse(*mistakes)
    found = currencies_of((bills, lots), currency)
    read = read_invoices(bills, found, on)
    granted, scopes = read_credits(lots, found, on)
    if scopes is not None:
        read["label"] = products_of(bills, scopes)
    elif bills.has("product"):
        products_of(bills, None)
    kinds = {family(columns["account"].type): None for columns in (read, granted) if columns["account"] is not None}
    if len(kinds) == len(mistakes):
        mistakes[1].add("account", f"the accounts of the two tables differ: {' and '.join(kinds)}")
    refuse(*mistakes)
    return Books(pa.table(read), pa.table(granted), found.codes, scopes)


def _known(table: Reading, kind: str) -> bool:
    """Note each column whose name is unknown or occurs twice."""
    names = table.table.column_names
    for name in dict.fromkeys(names):
        if name not in COLUMNS[kind]:
            table.mistakes.add("", f"the column {name} is unknown; {listed(COLUMNS[kind])}")
        elif names.count(name) > 1:
            table.mistakes.add("", f"the column {name} occurs {names.count(name)} times")
    return set(names) <= set(COLUMNS[kind]) and len(set(names)) == len(names)


def family(kind: pa.DataType) -> str:
    """Name a kind of key: only keys of one kind are ever equal."""
    return "integers" if pa.types.is_integer(kind) else "UUIDs" if pa.types.is_fixed_size_binary(kind) else "text"
