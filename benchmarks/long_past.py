"""Credits on an account with a hundred thousand past invoices, beside the same on an account without a past."""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from measure import Finding
from store_cases import ISSUED, NOW, Case, service_of
from store_databases import Copies

from credit_rules_adapters.asking import Request
from credit_rules_adapters.exchange.importing import Import, import_table
from credit_rules_adapters.stores.sql import SqlStore, open_store

PAST = 100_000
MOST = 1.25


def add_past(store: SqlStore, account: str) -> None:
    """Import paid invoices of an account."""
    rows = [f"PAST-{number},{account},GBP,10.00,10.00,{ISSUED}\n" for number in range(PAST)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "past.csv")
        file.write_text("id,account,currency,net,paid,issued_on\n" + "".join(rows), encoding="utf-8")
        import_table(store, file, "invoices", Import(actor="clerk", at=NOW, on=ISSUED))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # as PostgreSQL does by itself, in time


def measure(database: str, copies: Copies, credits: int) -> Finding:
    """Compare the median time of a credit with the past and without, the two taking turns credit by credit."""
    case = Case(1, credits)
    (requests,) = case.requests()

    def fill(store: SqlStore) -> None:
        case.fill(store)
        add_past(store, requests[0].account)

    with closing(open_store(copies(fill)())) as long, closing(open_store(copies(case.fill)())) as short:
        taken = [[_seconds(store, request) for store in (long, short)] for request in requests]
    with_past, without = (statistics.median(side) * 1000 for side in zip(*taken, strict=True))
    name = f"{database}, one writer: {PAST:,} past invoices / none"
    return Finding(name, with_past / without, MOST, f"{with_past:.2f} ms a credit beside {without:.2f} ms")


def _seconds(store: SqlStore, request: Request) -> float:
    begun = time.perf_counter()
    service_of(store).carry_out(request).result.unwrap()
    return time.perf_counter() - begun
