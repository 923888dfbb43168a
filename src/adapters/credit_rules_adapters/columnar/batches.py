"""A run over a stream of batches sorted by account, in which an account may go on from one batch to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from credit_rules import JOININ, Policy
from credit_rules_adapters.columnar.reading.columns import COLUMNS
from credit_rules_adapters.columnar.tables import AllocationTables, allocate_table

AT_ONCE = 1 << 20
"""So many rows are run together, if an account ends there."""
_IDS = {"invoices": "invoice", "credits": "credit"}


def allocate_batches(
    batches: Iterable[pa.RecordBatch], policy: Policy = JOININ, *, on: date, currency: str | None = None
) -> Iterator[pa.RecordBatch]:
    """Run over batches that come sorted by account; yield the results as batches, account by account (R17-R21).

    :param batches: `kind` (invoice or credit), `account`, `invoice` or `credit` (the id, the other being null),
        and the columns of `allocate_table`, each null in the rows of the other kind

    Each result has `kind`: an `allocation` (invoice, credit, account, currency, amount_minor), what is left of an
    `invoice`, or of a `credit`, with its `reason`. Rows are held until their account has ended.

    :raises NotUnderstood: as `allocate_table`; rows are counted among those of their kind run together, and an id that
        occurs twice is found only there
    :raises ValueError: the batches do not come sorted by account
    """
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows == 0:
            continue
        _check_sorted(held[-1] if held else None, batch)
        held.append(batch)
        if sum(map(len, held)) >= AT_ONCE:
            whole = pa.Table.from_batches(held)
            cut = _last_account(whole.column("account"))
            if cut:
                yield from _results(whole.slice(0, cut), policy, on, currency)
                held = whole.slice(cut).to_batches()
    if held:
        yield from _results(pa.Table.from_batches(held), policy, on, currency)


def _check_sorted(before: pa.RecordBatch | None, batch: pa.RecordBatch) -> None:
    account = batch.column("account")
    if before is not None:
        account = pa.concat_arrays([before.column("account").slice(len(before) - 1), account])
    if pc.any(pc.less(account.slice(1), account.slice(0, len(account) - 1))).as_py():
        raise ValueError("the batches must come sorted by account")


def _last_account(account: pa.ChunkedArray) -> int:
    """Find the row with which the last account begins."""
    return int(pc.index(account, account[-1]).as_py())


def _results(rows: pa.Table, policy: Policy, on: date, currency: str | None) -> Iterator[pa.RecordBatch]:
    tables = allocate_table(
        _of_kind(rows, "invoices"), _of_kind(rows, "credits"), policy, on=on, currency=currency, by_invoice=False
    )
    yield from results(tables).to_batches()


def _of_kind(rows: pa.Table, table: str) -> pa.Table:
    """Return the rows of one kind as a table of its own columns."""
    id = _IDS[table]
    mine = rows.filter(pc.equal(rows.column("kind"), id))
    names = [name for name in mine.column_names if name in COLUMNS[table]]
    return mine.select(names).append_column("id", mine.column(id))


def results(tables: AllocationTables) -> pa.Table:
    """Return the tables of a run as one, with `kind` and `reason`."""
    columns = ("invoice", "credit", "account", "currency", "amount_minor", "reason")
    invoices, credits = tables.invoices, tables.credits
    parts = {
        "allocation": tables.allocations,
        "invoice": invoices.rename_columns(["invoice", "account", "currency", "amount_minor"]),
        "credit": credits.rename_columns(["credit", "account", "currency", "amount_minor", "reason"]),
    }
    types = {
        "invoice": invoices.schema.field("id").type,
        "credit": credits.schema.field("id").type,
        "account": invoices.schema.field("account").type,
        "currency": pa.string(),
        "amount_minor": pa.int64(),
        "reason": pa.string(),
    }
    tables_of_kind = []
    for kind, part in parts.items():
        found = {"kind": pa.repeat(pa.scalar(kind), len(part))}
        for name in columns:
            found[name] = (
                part.column(name).cast(types[name]) if name in part.column_names else pa.nulls(len(part), types[name])
            )
        tables_of_kind.append(pa.table(found))
    return pa.concat_tables(tables_of_kind)
