"""What every test shares: Hypothesis draws the same examples each time, unless HYPOTHESIS_PROFILE=explore."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# No deadline: machines are shared, and a slow example is no failure. Repeatable, so that a red run is red again.
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many theorems a run proved, and how long that took."""
    properties = [pair for report in terminalreporter.getreports("passed") for pair in report.user_properties]
    proved = [value for name, value in properties if name == "proved"]
    if proved:
        paths, seconds = map(sum, zip(*proved, strict=True))
        terminalreporter.write_line(f"{len(proved)} theorems proved, {paths:,} paths, {seconds:.0f} s.")
