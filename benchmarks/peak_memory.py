"""The peak memory of a run, in a process of its own, beside its tables. Linux only: it reads /proc/self/status."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from bulk_data import ON, tables
from measure import Finding

from credit_rules_adapters.columnar import allocate_table

NAMES = ("invoices", "credits")


def measure(accounts: int) -> Finding:
    """Compare what the process takes above what it takes with nothing read, with the bytes of input and output."""
    with TemporaryDirectory() as folder:
        for name, table in zip(NAMES, tables(accounts), strict=True):
            with pa.ipc.new_file(Path(folder) / name, table.schema) as writer:
                writer.write_table(table)
        ran = subprocess.run([sys.executable, __file__, folder], check=True, capture_output=True, text=True)
    found: dict[str, int] = json.loads(ran.stdout)
    size = found["input"] + found["output"]
    peak, given, made = (f"{found[name] / 1e6:,.0f} MB" for name in ("peak", "input", "output"))
    figures = f"{peak} beside {given} in and {made} out"
    return Finding(f"{accounts:,} accounts, peak memory / (input + output)", found["peak"] / size, 3.0, figures)


def resident(kind: str) -> int:
    """Read the bytes in memory: VmRSS now, VmHWM at most."""
    match = re.search(rf"^{kind}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    if match is None:
        raise SystemExit(f"/proc/self/status does not tell {kind}")
    return int(match[1]) * 1024


def main(folder: Path) -> None:
    """Read the tables, run, and print what it took; the kernels are loaded before by a small run."""
    invoices, credits = tables(100)
    allocate_table(invoices, credits, on=ON)
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    read = [pa.ipc.open_file(pa.OSFile(str(folder / name))).read_all() for name in NAMES]
    found = allocate_table(read[0], read[1], on=ON)
    taken = {
        "peak": resident("VmHWM") - before,
        "input": sum(table.nbytes for table in read),
        "output": sum(table.nbytes for table in (found.allocations, found.invoices, found.credits)),
    }
    print(json.dumps(taken))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
