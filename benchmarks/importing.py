"""Import of invoices into a store: rows a second, beside inserting the same rows by hand in one transaction.

python benchmarks/importing.py [--rows 100000] [--store sqlite:///FILE or postgresql://…]
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from time import perf_counter

from sqlalchemy import Engine, insert, select

from credit_rules_adapters.exchange.importing import Import, import_table
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.columns import metadata
from credit_rules_adapters.stores.sql.opening import engine_of, upgrade

ON = date(2026, 3, 1)


def write_invoices(file: Path, rows: int) -> None:
    """Write invoices of about three an account, in no order."""
    chance = Random(1)
    lines = []
    for number in range(rows):
        account, net = chance.randrange(rows // 3 + 1), chance.randrange(100, 60_000)
        lines.append(f"INV-{number},A-{account:07},GBP,{net / 100:.2f},2026-02-01,gym\n")
    file.write_text("id,account,currency,net,issued_on,product\n" + "".join(lines), encoding="utf-8")


def emptied(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """Take every row out of a store, table by table, those that are referred to first."""
    held = {}
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            in_order = select(table).order_by(*table.primary_key)
            held[table.name] = [dict(row) for row in connection.execute(in_order).mappings()]
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return held


def by_hand(engine: Engine, held: dict[str, list[dict[str, object]]]) -> None:
    """Insert rows through SQLAlchemy Core, in one transaction."""
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if held[table.name]:
                connection.execute(insert(table), held[table.name])


def measure(store: SqlStore, file: Path) -> tuple[float, float, int]:
    """Return the seconds of the import, those by hand, and how many rows the tables then have."""
    start = perf_counter()
    import_table(store, file, "invoices", Import(actor="bench", at=datetime.now(UTC), on=ON))
    imported = perf_counter() - start
    held = emptied(store.engine)
    start = perf_counter()
    by_hand(store.engine, held)
    inserted = perf_counter() - start
    if emptied(store.engine) != held:
        raise AssertionError("the two did not do the same work")
    return imported, inserted, sum(map(len, held.values()))


def main() -> None:
    """Measure, and print a line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--store")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.store or f"sqlite:///{folder}/store.db"
        engine = engine_of(url)
        upgrade(engine)
        engine.dispose()
        file = Path(folder) / "invoices.csv"
        write_invoices(file, given.rows)
        store = open_store(url)
        imported, inserted, rows = measure(store, file)
        print(
            f"{store.engine.dialect.name}: {given.rows:,} invoices in {imported:.1f} s, "
            f"{given.rows / imported:,.0f} a second; the same {rows:,} rows by hand {inserted:.1f} s; "
            f"ratio {imported / inserted:.2f}"
        )
        store.close()


if __name__ == "__main__":
    main()
