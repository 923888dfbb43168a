"""DuckDB as a peer: two threads, tables loaded before the clock runs, results as Arrow, no order asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

QUERIES = Path(__file__).parent
SETTINGS = {"threads": 2, "preserve_insertion_order": False}
VERSION = f"DuckDB {duckdb.__version__}, {', '.join(f'{name} = {value}' for name, value in SETTINGS.items())}"
NAMES = {"skewed": "break_points.sql", "scoped": "scoped_interval_join.sql"}


def query(name: str) -> str:
    """Read a query."""
    return (QUERIES / name).read_text(encoding="utf-8")


def _connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config=SETTINGS)
    connection.execute("SET enable_progress_bar = false")
    return connection


def allocating(invoices: pa.Table, credits: pa.Table, kind: str) -> Callable[[], pa.Table]:
    """Load tables, and return what allocates."""
    connection = _connect()
    for name, table in (("invoices", invoices), ("credits", credits)):
        connection.register("given", table)
        connection.execute(f"CREATE TABLE {name} AS FROM given")
        connection.unregister("given")
    text = query(NAMES.get(kind, "interval_join.sql"))
    return lambda: connection.sql(text).to_arrow_table()


def from_file_to_file(folder: Path, out: Path) -> None:
    """Read two Parquet files, and write the allocations, in invoice order, and what is left on both sides."""
    with _connect() as connection:
        for name in ("invoices", "credits"):
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder / name}.parquet')")
        connection.execute(f"CREATE TABLE found AS {query('interval_join.sql')}")
        ordered = f"({query('in_invoice_order.sql')})"
        left = {name: f"({query(f'left_over_{name}.sql')})" for name in ("invoices", "credits")}
        for name, rows in {"allocations": ordered, **left}.items():
            connection.execute(f"COPY {rows} TO '{out / name}.parquet' (FORMAT parquet)")
