"""Both tables of a run as one, sorted by account, and what a run over its batches found."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bulk.tables_at_random import Case


def sorted_rows(each: Case) -> pa.Table:
    """Put both tables into one, sorted by account."""
    parts = []
    for table, kind in ((each.invoices, "invoice"), (each.credits, "credit")):
        names = [kind if name == "id" else name for name in table.column_names]
        parts.append(table.rename_columns(names).append_column("kind", pa.repeat(pa.scalar(kind), len(table))))
    whole = pa.concat_tables(parts, promote_options="default").unify_dictionaries()
    account = whole.column("account")
    plain = account.cast(account.type.value_type) if pa.types.is_dictionary(account.type) else account
    whole = whole.set_column(whole.column_names.index("account"), "account", plain)
    return whole.take(pc.sort_indices(plain)).combine_chunks()


def told(rows: list[dict[str, object]], kind: str) -> list[tuple[object, ...]]:
    """List what was found of one kind, in no order."""
    return sorted(
        tuple(repr(row[name]) for name in ("invoice", "credit", "account", "currency", "amount_minor", "reason"))
        for row in rows
        if row["kind"] == kind
    )
