"""`import credit_rules` beside `import attrs, returns.result`, in fresh processes, less one that imports nothing."""

from __future__ import annotations

import subprocess
import sys
import time

from measure import Finding, medians


def _process(statement: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def measure() -> Finding:
    """Compare whole processes, the three kinds taking turns."""
    bare, dependencies, ours = medians(
        25,
        lambda: _process("pass"),
        lambda: _process("import attrs, returns.result"),
        lambda: _process("import credit_rules"),
    )
    figures = f"{(ours - bare) * 1e3:.0f} ms beside {(dependencies - bare) * 1e3:.0f} ms"
    return Finding(
        "import credit_rules / import attrs, returns.result", (ours - bare) / (dependencies - bare), 4.0, figures
    )
