"""The pure core as a peer: `allocate` account by account, over invoices and lots made before the clock runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from credit_rules import AccountCredit, Invoice, Line, allocate


def allocating(invoices: pa.Table, credits: pa.Table, on: date) -> Callable[[], list[tuple[int, int, int]]]:
    """Make invoices and lots of tables with whole ids, and return what allocates."""
    accounts: dict[int, tuple[list[Invoice], list[AccountCredit]]] = defaultdict(lambda: ([], []))
    for row in _rows(invoices):
        lines = [Line("L1", row["outstanding_minor"], product=row.get("product"))]
        days = {"issued_on": row["issued_on"], "due_on": row["due_on"]}
        accounts[row["account"]][0].append(Invoice(_key(row["id"]), "ann", row["currency"], lines, **days))
    for row in _rows(credits):
        lot = AccountCredit(
            _key(row["id"]), "ann", row["currency"], row["remaining_minor"],
            issued_on=on, expires_on=row["expires_on"], products=row.get("products"),
        )  # fmt: skip
        accounts[row["account"]][1].append(lot)

    def work() -> list[tuple[int, int, int]]:
        return [
            (int(paid.invoice), int(paid.allocation.credit), paid.allocation.amount_minor)
            for bills, lots in accounts.values()
            for paid in allocate(bills, lots, on=on).applied
        ]

    return work


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _key(id: int) -> str:
    return f"{id:010d}"
