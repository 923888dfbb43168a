"""What every test shares: Hypothesis draws the same examples each time, unless HYPOTHESIS_PROFILE=explore."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline: machines are shared, and a slow example is no failure. Repeatable, so that a red run is red again.
REPEATABLE = settings(deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", REPEATABLE)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Compiled kernels are kept, but numba looks only at the file a kernel stands in, not at what it calls in others: so a
# change to any of them starts anew.
_ROOT = Path(__file__).resolve().parents[1]
_KERNELS = sorted((_ROOT / "src" / "adapters" / "credit_rules_adapters" / "columnar").rglob("*.py"))
_STATE = hashlib.sha256(b"".join(file.read_bytes() for file in _KERNELS)).hexdigest()[:16]
os.environ.setdefault("NUMBA_CACHE_DIR", str(_ROOT / ".numba_cache" / _STATE))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many theorems a run proved, and how long that took."""
    properties = [pair for report in terminalreporter.getreports("passed") for pair in report.user_properties]
    proved = [value for name, value in properties if name == "proved"]
    if proved:
        paths, seconds = map(sum, zip(*proved, strict=True))
        terminalreporter.write_line(f"{len(proved)} theorems proved, {paths:,} paths, {seconds:.0f} s.")
