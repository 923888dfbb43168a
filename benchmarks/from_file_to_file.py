"""From Parquet to Parquet beside DuckDB doing the same: allocations in invoice order, what is left on both sides."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet
from bulk_cases import same_rows
from bulk_data import ON, tables
from measure import Finding, medians, seconds
from peers import in_duckdb

from credit_rules_adapters.columnar import allocate_dataset


def measure(accounts: int, rounds: int) -> Finding:
    """Measure both, files in the page cache.

    :raises SystemExit: they write different rows
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        invoices, credits = (folder / f"{table}.parquet" for table in ("invoices", "credits"))
        for file, table in zip((invoices, credits), tables(accounts), strict=True):
            pyarrow.parquet.write_table(table, file)
        ours, peer = folder / "this", folder / "DuckDB"

        def this() -> None:
            allocate_dataset(invoices, credits, ours, on=ON, replace=True)

        def duckdb() -> None:
            shutil.rmtree(peer, ignore_errors=True)
            peer.mkdir()
            in_duckdb.from_file_to_file(folder, peer)

        this()
        duckdb()
        check(ours, peer)
        taken = medians(rounds, lambda: seconds(this, 1), lambda: seconds(duckdb, 1))
    figures = f"{taken[1]:.2f} s beside {taken[0]:.2f} s"
    return Finding(f"{accounts:,} accounts, Parquet to Parquet: DuckDB / this", taken[1] / taken[0], 4.0, figures, True)


def check(ours: Path, peer: Path) -> None:
    """Compare the rows of all files, those of the allocations in their order.

    :raises SystemExit: they differ
    """
    one, other = (pyarrow.parquet.read_table(folder / "allocations.parquet") for folder in (ours, peer))
    if not (same_rows(one, other) and one.cast(other.schema).equals(other)):
        raise SystemExit("from Parquet to Parquet, the allocations differ")
    for name in ("invoices", "credits"):
        one, other = (pyarrow.parquet.read_table(folder / f"{name}.parquet").sort_by("id") for folder in (ours, peer))
        if not one.cast(other.schema).equals(other):
            raise SystemExit(f"from Parquet to Parquet, what is left of the {name} differs")
