"""Credits raised per second through the store, beside the same reads and writes by hand.

`python benchmarks/through_the_store.py` measures it alone; `--write` writes its section of RESULTS.md anew.
Every side works on a copy of one database, filled once, with as many threads as there are writers, to the end of its
last commit; then all its rows must be those that the store left. The sides take turns.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import long_past
import page
from measure import Finding
from store_cases import Case
from store_databases import postgresql, sqlite
from store_runs import Sides, rates
from store_sides import Core, PsycopgDriver, SqliteDriver, Store

TITLE = "Through the store"
LEAST = 0.5
DATABASES = {"SQLite": (sqlite, SqliteDriver), "PostgreSQL": (postgresql, PsycopgDriver)}


def findings_of(name: str, rate: dict[str, float]) -> list[Finding]:
    """Compare the store with Core by hand, and with the driver by hand."""
    return [
        Finding(
            f"{name}: store / {side}",
            rate["store"] / rate[side],
            bound,
            f"{rate['store']:.0f} credits/s beside {rate[side]:.0f}",
            at_least=True,
        )
        for side, bound in (("Core by hand", LEAST), ("driver by hand", None))
    ]


def measure(rounds: int = 9, credits: int = 100) -> list[Finding]:
    """Measure both databases: one writer, eight on accounts of their own, eight on one account; and a long past."""
    cases = (Case(1, credits), Case(8, credits // 4), Case(8, credits // 4, one_account=True))
    findings: list[Finding] = []
    for database, (opened, driver) in DATABASES.items():
        sides: Sides = {"store": Store, "Core by hand": Core, "driver by hand": driver}
        with opened() as copies:
            for case in cases:
                rate = rates(copies(case.fill), sides, case, rounds)
                findings += findings_of(f"{database}, {case.name}", rate)
            findings.append(long_past.measure(database, copies, rounds * credits))
    return findings


def section(findings: Sequence[Finding]) -> str:
    """Write the section of the results."""
    return f"""## {TITLE}

Raising a credit on a half-paid invoice under an idempotency key: three reads and eight writes, to the end of the
commit. By hand the same statements are carried out with values prepared before: nothing is decided, checked or put
into words, and every row is checked to be the same. Durability is the same: SQLite in WAL mode with synchronous = FULL,
PostgreSQL with fsync and synchronous_commit on, reached over a socket of the same machine. Each writer is a thread of
one process, as in a server. Writers on one account wait for one another, so that eight are no faster than one. An
account's past is imported before; then it is not read again. Python {platform.python_version()}, {os.cpu_count()}
cores, load average {os.getloadavg()[0]:.1f} at the end.

{page.table(findings)}
"""


def main() -> int:
    """Measure, and print the table; the exit code says whether every bound is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="rounds in which the sides take turns")
    parser.add_argument("--credits", type=int, default=100, help="credits that one writer raises in a round")
    parser.add_argument("--write", action="store_true", help="write its section of RESULTS.md anew")
    chosen = parser.parse_args()
    findings = measure(chosen.rounds, chosen.credits)
    print(page.table(findings))
    if chosen.write:
        results = Path(__file__).with_name("RESULTS.md")
        text = page.with_section(results.read_text(encoding="utf-8"), TITLE, section(findings))
        results.write_text(text, encoding="utf-8")
    return 0 if all(finding.met for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
