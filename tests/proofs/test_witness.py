"""CrossHair finds no counterexample to the laws; and it does find one where a law is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from proofs import witness, wrong_laws

TESTS = Path(__file__).parents[1]


def said(module: str, seconds: float) -> dict[str, str]:
    """What CrossHair says of the laws of a module, by name."""
    command = [sys.executable, "-m", "proofs.witness", str(seconds), module]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    run = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, check=True)
    return dict(line.split("\t", 1) for line in run.stdout.splitlines())


def test_crosshair_finds_no_counterexample() -> None:
    found = said("proofs.witness", witness.QUICK)
    assert list(found) == [law.__name__ for law in witness.LAWS]
    assert {law: each for law, each in found.items() if each not in {"confirmed", "no counterexample"}} == {}


def test_crosshair_refutes_wrong_laws() -> None:
    found = said("proofs.wrong_laws", witness.PATIENT)
    assert list(found) == [law.__name__ for law in wrong_laws.LAWS]
    assert {law: each for law, each in found.items() if "when calling" not in each} == {}
