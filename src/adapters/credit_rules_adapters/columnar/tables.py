"""What a run gives back: its allocations, and what is left of each invoice and lot."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
from attrs import frozen

from credit_rules import JOININ, Policy
from credit_rules_adapters.columnar.allocating.allocations import allocation_table
from credit_rules_adapters.columnar.allocating.prepared import Prepared, prepare
from credit_rules_adapters.columnar.allocating.ran import Ran
from credit_rules_adapters.columnar.allocating.running import run
from credit_rules_adapters.columnar.arrays.memory import Marks, Rows
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.kernel import reasons
from credit_rules_adapters.columnar.reading.books import Books, books_of
from credit_rules_adapters.columnar.reading.checks import check_ids, check_sums
from credit_rules_adapters.columnar.reading.mistakes import Mistakes, refuse


@frozen
class AllocationTables:
    """The tables of a run.

    `allocations`: invoice, credit, account, currency, amount_minor. `invoices`: id, account, currency,
    outstanding_minor. `credits`: id, account, currency, remaining_minor, reason (R21; null: used up). The latter two
    hold the rows that were given, in the same order; keys and currencies keep their types.
    """

    allocations: pa.Table
    invoices: pa.Table
    credits: pa.Table


def allocate_table(
    invoices: pa.Table,
    credits: pa.Table,
    policy: Policy = JOININ,
    *,
    on: date,
    currency: str | None = None,
    by_invoice: bool = True,
) -> AllocationTables:
    """Pay open invoices with usable lots, account by account, as `allocate` does (R17-R21).

    :param invoices: id, account, currency, outstanding_minor (or outstanding, decimal or text in major units); where
        wanted issued_on, due_on, pending_minor (or pending), product
    :param credits: id, account, currency, remaining_minor (or remaining); where wanted class, priority, issued_on,
        usable_from, expires_on, products (lists; null: any), paused
    :param currency: that of tables without the column; then all rows must be in it
    :param by_invoice: the allocations come in the invoice order over all accounts, then in the order of use; False:
        account by account, the accounts in no order, which takes less time

    Ids and accounts are integers, which order by value, text or UUIDs, which order by code point. A column left out,
    or null where it may be, has the default of the scenario files. Law: `columnar_equals_core`.

    :raises NotUnderstood: a mistake in a table, each with row (the first is 0), column, value and what is allowed: a
        missing or unknown column or a wrong type, a null, an amount below 0 or finer than its currency, an unknown
        currency or more than one where `currency` is given, an id that occurs twice, an account whose amounts in a
        currency add up to 2⁶³ or more

    >>> invoices = pa.table({"id": [7, 8], "account": [1, 1], "outstanding_minor": [1000, 500]})
    >>> credits = pa.table({"id": [1], "account": [1], "remaining_minor": [1200]})
    >>> tables = allocate_table(invoices, credits, on=date(2026, 3, 1), currency="GBP")
    >>> tables.allocations.select(["invoice", "amount_minor"]).to_pydict()
    {'invoice': [7, 8], 'amount_minor': [1000, 200]}
    """
    mistakes = Mistakes("invoices"), Mistakes("credits")
    books, ran = allocated(invoices, credits, policy, on=on, currency=currency, mistakes=mistakes)
    return AllocationTables(
        allocations=allocation_table(invoices, credits, books, ran, by_invoice=by_invoice),
        invoices=left_over(beside(invoices, currency), ran.invoices_left, None),
        credits=left_over(beside(credits, currency), ran.credits_left, ran.marks),
    )


def allocated(
    invoices: pa.Table,
    credits: pa.Table,
    policy: Policy,
    *,
    on: date,
    currency: str | None,
    mistakes: tuple[Mistakes, Mistakes],
    numbered: bool = False,
) -> tuple[Books, Ran]:
    """Read and check two tables, and run over them; `mistakes` names them.

    `numbered` keeps the row of each allocation's invoice.

    :raises NotUnderstood: as `allocate_table`
    """
    books = books_of(invoices, credits, on, currency, mistakes=mistakes)
    prepared = prepare(books, policy, on, numbered=numbered)
    check(books, prepared, mistakes)
    refuse(*mistakes)
    return books, run(prepared)


def check(books: Books, prepared: Prepared, mistakes: tuple[Mistakes, Mistakes]) -> None:
    """Note what must not be in tables whose every value is good: ids that occur twice, and sums beyond 64 bits."""
    id, lot_id = prepared.bill_form.order.id, prepared.lot_form.order.id
    repeats = [
        partial(check_ids, prepared.invoices, prepared.invoice_blocks, id, mistakes[0], books.invoices["id"]),
        partial(check_ids, prepared.credits, prepared.credit_blocks, lot_id, mistakes[1], books.credits["id"]),
    ]
    side_by_side(lambda each: each(), repeats)
    check_sums(books.invoices, books.currencies, mistakes[0])
    check_sums(books.credits, books.currencies, mistakes[1])


def beside(table: pa.Table, currency: str | None) -> pa.Table:
    """Return the keys of the rows as they were given."""
    if "currency" not in table.column_names:
        table = table.append_column("currency", pa.repeat(pa.scalar(currency, pa.string()), len(table)))
    return table.select(["id", "account", "currency"])


def left_over(keys: pa.Table, amounts: Rows, marks: Marks | None) -> pa.Table:
    """Put beside the keys of rows what is left of them, and beside those of lots the reason; null: used up."""
    if marks is None:
        return keys.append_column("outstanding_minor", pa.array(amounts))
    used_up = marks == reasons.USED_UP
    given = np.packbits(~used_up, bitorder="little")
    numbers = (marks * ~used_up).view(np.int8)
    indices = pa.Array.from_buffers(pa.int8(), len(marks), [pa.py_buffer(given), pa.py_buffer(numbers)])
    named = pa.DictionaryArray.from_arrays(indices, pa.array(reasons.NAMES), safe=False)
    return keys.append_column("remaining_minor", pa.array(amounts)).append_column("reason", named)
