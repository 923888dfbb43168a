"""Every fault planted in the engine is noticed again by what the recorded table says notices it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.mutants import Mutant, mutants
from proofs.planting import NOTHING, PAGE, PLAYS, RECORD_IT, TABLE, broken_laws, differs, page

TESTS = Path(__file__).parents[1]
FEWEST = 40

KILLERS: dict[str, dict[str, int | None]] = json.loads(TABLE.read_text(encoding="utf-8"))


def test_every_mutant_is_killed_again() -> None:
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "proofs.planting"]
    run = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, check=False)
    said = dict(line.split("\t", 1) for line in run.stdout.splitlines())
    assert list(said) == [mutant.name for mutant in mutants()], run.stderr
    alive = [name for name, killer in said.items() if killer == NOTHING]
    assert alive == [], f"no longer killed by the first on record: {RECORD_IT} tries what else does, and records it"


def test_nothing_is_noticed_in_the_engine_as_it_is() -> None:
    played = range(0, PLAYS, 4)
    assert [law for number in played for law in broken_laws(number)] == []
    assert [number for number in played if differs(number)] == []


def test_the_table_and_its_page_are_of_these_mutants() -> None:
    assert list(KILLERS) == [mutant.name for mutant in mutants()], f"{RECORD_IT} writes the table anew"
    assert len(KILLERS) >= FEWEST
    assert [name for name, killers in KILLERS.items() if not killers] == []
    assert PAGE.read_text(encoding="utf-8") == page(KILLERS), f"{RECORD_IT} writes the page anew"


def test_a_text_that_is_not_there_once_is_an_error() -> None:
    for text in ("no such text", "return"):
        with pytest.raises(ValueError, match=r"planted: .* occurs .* times in credit_rules\.money, not once"):
            Mutant("planted", "money", text, "", unguarded=False).sources()
