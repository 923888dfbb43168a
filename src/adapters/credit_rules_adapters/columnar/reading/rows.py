"""What the rows of the two tables say, with the defaults of what they leave out; and which of them take part."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.memory import Flags, Marks
from credit_rules_adapters.columnar.arrays.views import is_text
from credit_rules_adapters.columnar.kernel import reasons
from credit_rules_adapters.columnar.reading.coding import coded
from credit_rules_adapters.columnar.reading.columns import TEXT, Reading
from credit_rules_adapters.columnar.reading.currencies import Currencies
from credit_rules_adapters.columnar.reading.mistakes import rows_where
from credit_rules_adapters.columnar.reading.scopes import Scopes, scopes_of
from credit_rules_adapters.text.mistakes import listed

CLASSES = ("paid", "promotional")
PRIORITY = 50
EPOCH = date(1970, 1, 1).toordinal()

Columns: TypeAlias = dict[str, pa.ChunkedArray]


def read_invoices(table: Reading, found: Currencies, on: date) -> Columns:
    """Read invoices: issued on the run's date and due when issued, where they do not say."""
    codes = found.columns[0]
    columns = {"id": table.key("id"), "account": table.key("account"), "currency": codes}
    columns["amount"] = table.amount("outstanding", found.codes, codes, required=True)
    columns["pending"] = table.amount("pending", found.codes, codes, required=False)
    columns["issued_on"] = _days(table, "issued_on", on)
    columns["due_on"] = _days(table, "due_on", columns["issued_on"] if columns["issued_on"] is not None else on)
    return _present(columns)


def read_credits(table: Reading, found: Currencies, on: date) -> tuple[Columns, Scopes | None]:
    """Read lots: paid, of priority 50, issued on the run's date, usable from then on, for ever and for anything."""
    codes = found.columns[1]
    columns = {"id": table.key("id"), "account": table.key("account"), "currency": codes}
    columns["amount"] = table.amount("remaining", found.codes, codes, required=True)
    columns["promotional"] = _promotional(table) if table.has("class") else None
    columns["priority"] = table.whole("priority", PRIORITY) if table.has("priority") else None
    columns["issued_on"] = _days(table, "issued_on", on)
    columns["usable_from"] = _days(
        table, "usable_from", columns["issued_on"] if columns["issued_on"] is not None else on
    )
    columns["expires_on"] = table.days("expires_on") if table.has("expires_on") else None
    columns["paused"] = _paused(table) if table.has("paused") else None
    _check_expiry(table, columns, on)
    scopes = _scopes(table)
    if scopes is not None:
        columns["label"] = scopes.labels
        if scopes.sizes is not None:
            columns["scope_size"] = pa.chunked_array([pa.array(scopes.sizes, mask=scopes.sizes == 0)])
    return _present(columns), scopes


def _present(columns: dict[str, pa.ChunkedArray | None]) -> Columns:
    required = {"id", "account", "amount"}
    return {name: column for name, column in columns.items() if column is not None or name in required}


def _days(table: Reading, name: str, default: pa.ChunkedArray | date) -> pa.ChunkedArray | None:
    """Read dates; None where all rows have the run's."""
    if not table.has(name):
        return None if isinstance(default, date) else default
    column = table.days(name)
    if column is None or column.null_count == 0:
        return column
    return pc.coalesce(column, pa.scalar(default, pa.date32()) if isinstance(default, date) else default)


def _promotional(table: Reading) -> pa.ChunkedArray:
    column = table.table.column("class")
    column = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    if not is_text(column.type):
        table.wrong_type("class", f"string; {listed(CLASSES)}")
        return pa.chunked_array([pa.repeat(pa.scalar(0, pa.uint8()), len(column))])
    allowed = pa.array([*CLASSES, None], column.type)
    rows = rows_where(pa.table({"": column}), lambda batch: pc.invert(pc.is_in(batch.column(0), value_set=allowed)))
    table.mistakes.add_rows(column, "class", rows, listed(CLASSES))
    return pc.fill_null(pc.equal(column, pa.scalar("promotional", column.type)), False).cast(pa.uint8())


def _paused(table: Reading) -> pa.ChunkedArray:
    column = table.table.column("paused")
    if not (pa.types.is_boolean(column.type) or pa.types.is_null(column.type)):
        table.wrong_type("paused", "boolean")
        return pa.chunked_array([pa.repeat(pa.scalar(0, pa.uint8()), len(column))])
    return pc.fill_null(column.cast(pa.bool_()), False).cast(pa.uint8())


def _check_expiry(table: Reading, columns: dict[str, pa.ChunkedArray | None], on: date) -> None:
    expiry, usable = columns["expires_on"], columns["usable_from"]
    if expiry is not None and len(expiry):
        start = pa.scalar(on, pa.date32()) if usable is None else usable
        wrong = pc.fill_null(pc.less_equal(expiry, start), False)
        if pc.any(wrong).as_py():
            rows = np.flatnonzero(wrong.to_numpy())
            allowed = (
                f"allowed is a day after usable_from, which is issued_on unless given, and that the run's date, {on}"
            )
            table.mistakes.add_rows(table.table.column("expires_on"), "expires_on", rows, allowed)


def _scopes(table: Reading) -> Scopes | None:
    """Number the lots' scopes; None where every lot is good for anything."""
    if not table.has("products"):
        return None
    column = table.table.column("products")
    if column.null_count == len(column):
        return None
    kind = column.type
    if not ((pa.types.is_list(kind) or pa.types.is_large_list(kind)) and is_text(kind.value_type)):
        table.wrong_type("products", "list of strings")
        return None
    empty = pc.equal(pc.list_value_length(column), 0)
    if pc.any(empty).as_py():
        rows = np.flatnonzero(pc.fill_null(empty, False).to_numpy())
        table.mistakes.add_rows(column, "products", rows, "allowed is at least one product, or none given for any")
    names = pc.list_flatten(column)
    found = coded(names)
    odd = table.odd(pa.chunked_array([found.names]))
    if len(odd) == 0 and names.null_count == 0:
        return scopes_of(column, found)
    bad = pc.or_kleene(names.is_null(), pc.is_in(names, value_set=found.names.take(pa.array(odd))))
    rows = np.unique(pc.list_parent_indices(column).filter(bad).to_numpy())
    table.mistakes.add_rows(column, "products", rows, f"allowed are {TEXT}")
    return None


def products_of(table: Reading, scopes: Scopes | None) -> pa.ChunkedArray:
    """Read the invoices' products as the scopes number them (0: none, or one that no lot names)."""
    column = table.table.column("product") if table.has("product") else None
    if column is None or pa.types.is_null(column.type):
        return _no_products(table)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not is_text(kind):
        table.wrong_type("product", "string")
        return _no_products(table)
    found = coded(column)
    odd = table.odd(pa.chunked_array([found.names]))
    if len(odd):
        bad = found.names.take(pa.array(odd))
        rows = rows_where(pa.table({"": column.cast(kind)}), lambda batch: pc.is_in(batch.column(0), value_set=bad))
        table.mistakes.add_rows(column, "product", rows, f"allowed are {TEXT}")
    return _no_products(table) if scopes is None else found.numbered(scopes.names)


def _no_products(table: Reading) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(np.zeros(len(table.table), np.int32))])


def closed(batch: pa.RecordBatch) -> Flags:
    """Tell which invoices are not open: nothing outstanding, or a payment on its way (R21)."""
    shut: Flags = views.numbers(batch.column("amount")) == 0
    if "pending" in batch.schema.names:
        shut |= views.numbers(batch.column("pending")) > 0
    return shut


def unusable(batch: pa.RecordBatch, on: date) -> Marks:
    """Mark why lots may pay nothing on a date, the first reason that holds; `USED_UP` if they may (R17)."""
    marks = np.full(len(batch), reasons.USED_UP, np.uint8)
    names, day = batch.schema.names, on.toordinal() - EPOCH
    if "expires_on" in names:
        column = batch.column("expires_on")
        expired, given = views.numbers(column) <= day, views.present(column)
        marks[expired if given is None else expired & given] = reasons.EXPIRED
    if "usable_from" in names:
        marks[views.numbers(batch.column("usable_from")) > day] = reasons.NOT_YET_USABLE
    marks[views.numbers(batch.column("amount")) == 0] = reasons.NOTHING_REMAINING
    if "paused" in names:
        marks[views.numbers(batch.column("paused")) != 0] = reasons.PAUSED
    return marks
