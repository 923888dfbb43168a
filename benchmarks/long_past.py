"""A credit on an account with a hundred thousand past invoices, beside one on an account without a past."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from measure import Finding
from store_cases import ISSUED, NOW, Case, Prepared, prepared
from store_databases import Copies
from store_sides import Store
from through_the_store import run, told_by_the_store

from credit_rules_adapters.exchange.importing import Import, import_table
from credit_rules_adapters.stores.sql import SqlStore

PAST = 100_000
MOST = 1.25


def add_past(store: SqlStore, account: str) -> None:
    """Import paid invoices of one account, as an entry that is not read again."""
    rows = [f"PAST-{number},{account},GBP,10.00,10.00,{ISSUED}\n" for number in range(PAST)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "past.csv")
        file.write_text("id,account,currency,net,paid,issued_on\n" + "".join(rows), encoding="utf-8")
        import_table(store, file, "invoices", Import(actor="clerk", at=NOW, on=ISSUED))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # as both databases do by themselves, in time
