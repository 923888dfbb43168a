"""`credit-rules check` over every shipped scenario, in one process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from measure import Finding, medians, seconds

SHIPPED = Path(__file__).parents[1] / "docs" / "scenarios"
LONGEST = 5.0
"""So many seconds at most are allowed."""


def measure() -> Finding:
    """Compare the seconds allowed with the seconds taken, the start of Python with them.

    :raises CalledProcessError: a scenario does not hold
    """
    command = [str(Path(sys.executable).with_name("credit-rules")), "check", str(SHIPPED)]
    (taken,) = medians(5, lambda: seconds(lambda: subprocess.run(command, check=True, capture_output=True), 1))
    files = sum(1 for _ in SHIPPED.rglob("*.toml"))
    figures = f"{LONGEST:g} s beside {taken:.2f} s; {files:,} files"
    return Finding("credit-rules check docs/scenarios: 5 s / its time", LONGEST / taken, 1.0, figures, at_least=True)
