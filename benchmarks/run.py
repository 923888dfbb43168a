"""Measure everything, and write RESULTS.md and its pictures beside this file."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import bulk_cases
import from_file_to_file
import growth
import importing
import imports
import numba
import one_decision
import page
import peak_memory
import pyarrow as pa
import through_the_store
from bulk_cases import Case
from bulk_data import KINDS
from copying import Copying
from measure import Finding
from peers import in_duckdb, in_polars

import scenarios
from credit_rules_adapters.stores.sql import open_store

HERE = Path(__file__).parent


def decisions() -> list[Finding]:
    """Measure single decisions, the import and the shipped scenarios."""
    return [
        one_decision.measure(),
        growth.measure(limited=False),
        growth.measure(limited=True),
        imports.measure(),
        scenarios.measure(),
    ]


def importing_rows(rows: int = 100_000) -> Finding:
    """Measure the import of invoices into a new store over SQLite."""
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/store.db")) as store:
        file = Path(folder, "invoices.csv")
        importing.write_invoices(file, rows)
        imported, inserted, held = importing.measure(store, file)
    name = f"import of {rows:,} invoices / inserting its {held:,} rows by hand"
    return Finding(name, imported / inserted, None, f"{imported:.1f} s beside {inserted:.1f} s")


def bulk(accounts: int, rounds: int) -> tuple[list[Finding], list[Case]]:
    """Measure bulk runs over so many accounts, a tenth and four times as many; findings and cases."""
    copying = Copying()
    cases = {kind: bulk_cases.measure(copying, accounts, kind, rounds) for kind in KINDS}
    text = bulk_cases.measure(copying, accounts, "shuffled", rounds, text=True)
    core = [
        bulk_cases.measure_core(accounts // 100),
        bulk_cases.measure_core(accounts // 10),
        bulk_cases.measure_core(accounts // 100, general_scope=True),
    ]
    named = [*((case, kind) for kind, case in cases.items()), *((case, "") for case in (text, *core))]
    findings = [
        *bulk_cases.findings(named),
        bulk_cases.growth(accounts // 10, 4 * accounts, rounds),
        from_file_to_file.measure(accounts, rounds),
        peak_memory.measure(accounts),
        peak_memory.measure_through_the_disk(4 * accounts),
    ]
    return findings, [*cases.values(), text]


def main() -> int:
    """Run all benchmarks; the exit code says whether every bound is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000, help="accounts of the bulk runs")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the bulk runs")
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    findings = decisions()
    stores = [*through_the_store.measure(), importing_rows()]
    runs, cases = bulk(chosen.accounts, chosen.rounds)
    text = f"""# Results

Written by `make bench`. Every ratio is one of medians of rounds in one run, all sides taking turns; absolute times
are those of the machine of that run (Python {platform.python_version()} on {platform.machine()},
{platform.system()}, {os.cpu_count()} cores; load average {load:.1f} at its start,
{os.getloadavg()[0]:.1f} at its end) and say little elsewhere.
A load of others above 0 makes every figure worse and the ratios rough.

## One decision

{page.table(findings)}

![Each ratio beside its bound](results.svg)

{through_the_store.section(stores)}
## Bulk allocation

Invoices and lots of an account are three and two on average, amounts 1.00-600.00, keys int64, the seed fixed; grouped:
the accounts come one after the other; sorted: so they do, and each one's rows in the policy's order; skewed: one
account has a fifth of the rows; scoped: eight products, each invoice of one and each lot for one. Every side's
allocations are checked to be the same rows first. The peers find the allocations alone, of one currency, and check
nothing; this finds, too, what is left of each invoice and lot and why, and refuses ids that occur twice and sums
beyond 64 bits. The core works on invoices and lots made before. The queries stand in `peers`, for each case the fastest
of those tried.

- this: Arrow {pa.__version__}, numba {numba.__version__}, tables in memory to tables in memory
- {in_duckdb.VERSION}; tables loaded before
- {in_polars.VERSION}; tables taken over before

Shuffled, ten times the speed of either peer is the aim and five the least.

{page.table(runs)}

The copy bound is the time to move the bytes of inputs and results once, at the speed at which both cores copy.

{page.seconds_table(cases)}

![Seconds of each side, by case](bulk.svg)
"""
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    (HERE / "results.svg").write_text(page.bounds_picture(findings), encoding="utf-8")
    (HERE / "bulk.svg").write_text(page.seconds_picture(cases), encoding="utf-8")
    print(text)
    return 0 if all(finding.met for finding in [*findings, *stores, *runs]) else 1


if __name__ == "__main__":
    sys.exit(main())
