"""The peak memory of runs, in processes of their own, beside their tables or `--memory`. Linux only: it reads /proc."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet
from bulk_data import ON, tables
from measure import Finding

from credit_rules_adapters.columnar import allocate_table

NAMES = ("invoices", "credits")
GIVEN = 1 << 30


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


def measure_through_the_disk(accounts: int) -> Finding:
    """Compare what a process takes for itself, its own memory without mapped files, with `--memory`."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.parquet" for name in NAMES]
        size = 0
        for path, table in zip(files, tables(accounts), strict=True):
            pa.parquet.write_table(table, path)
            size += table.nbytes
        command = [f"{Path(sys.executable).with_name('credit-rules')}", "allocate", *map(str, files), f"{folder}/out"]
        options = ["--on", f"{ON}", "--memory", f"{GIVEN >> 20}M"]
        peak = 0
        with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                with suppress(SystemExit):  # it has just ended
                    peak = max(peak, resident("RssAnon", process.pid))
                time.sleep(0.005)
        if process.returncode:
            raise SystemExit(f"credit-rules allocate ended with {process.returncode}")
    figures = f"{peak / 1e6:,.0f} MB, the tables being {size / 1e6:,.0f} MB in"
    return Finding(f"{accounts:,} accounts, Parquet to Parquet, memory / `--memory 1G`", peak / GIVEN, 1.0, figures)


def resident(kind: str, process: int | str = "self") -> int:
    """Read the bytes in memory: VmRSS now, VmHWM at most, RssAnon without files.

    :raises SystemExit: it is not told
    """
    status = Path(f"/proc/{process}/status").read_text()
    match = re.search(rf"^{kind}:\s+(\d+) kB$", status, re.MULTILINE)
    if match is None:
        raise SystemExit(f"/proc/{process}/status does not tell {kind}")
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
