"""Every fault planted in the engine is noticed, and the recorded table says by what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from credit_rules import laws
from credit_rules_adapters.testing import RUN_LAWS
from proofs.mutants import Mutant, mutants
from proofs.planting import TABLE, broken_laws
from proofs.theorems import SPECIFIED

TESTS = Path(__file__).parents[1]
FEWEST = 40

MUTANTS = {mutant.name: mutant for mutant in mutants()}
KILLERS: dict[str, list[str]] = json.loads(TABLE.read_text(encoding="utf-8"))


def test_every_mutant_is_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "proofs.planting"]
    run = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, check=False)
    said = dict(line.split("\t", 1) for line in run.stdout.splitlines())
    assert list(said) == list(MUTANTS), run.stderr
    assert [name for name, killer in said.items() if killer == "nothing"] == []
    assert run.returncode == 0


def test_no_law_breaks_in_the_engine_as_it_is() -> None:
    assert list(broken_laws()) == []


def test_the_table_is_of_these_mutants() -> None:
    assert list(KILLERS) == list(MUTANTS)
    assert len(MUTANTS) >= FEWEST
    assert [name for name, killers in KILLERS.items() if not killers] == []


def test_every_law_and_every_theorem_kills_a_mutant() -> None:
    deadly = {killer for killers in KILLERS.values() for killer in killers}
    assert {*laws.STEP_LAWS, *RUN_LAWS} - deadly == set()
    assert {theorem.law for theorem in SPECIFIED} - deadly == set()


def test_a_text_that_is_not_there_once_is_an_error() -> None:
    for text in ("no such text", "return"):
        with pytest.raises(ValueError, match=r"planted: .* occurs .* times in credit_rules\.money, not once"):
            Mutant("planted", "money", text, "", unguarded=False).sources()
