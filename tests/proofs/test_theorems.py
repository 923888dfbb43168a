"""Every theorem is proved of the functions as they are shipped, and the table in the documentation is theirs."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import credit_rules
from credit_rules.laws import STEP_LAWS
from proofs import report
from proofs.symbolic import Standing
from proofs.theorem import Theorem
from proofs.theorems import THEOREMS

SHIPPED = Path(credit_rules.__file__).parent


@pytest.mark.parametrize("theorem", THEOREMS, ids=lambda theorem: theorem.law)
def test_theorem(theorem: Theorem, record_property: Callable[[str, object], None]) -> None:
    verdict = theorem.verdict()
    record_property("proved", [verdict.paths, verdict.seconds])
    assert verdict.standing is Standing.PROVED, verdict


def test_theorems_are_about_shipped_functions() -> None:
    files = {function: inspect.getsourcefile(function) for theorem in THEOREMS for function in theorem.about}
    assert [function for function, file in files.items() if SHIPPED not in Path(file or "").parents] == []


def test_a_theorem_is_named_once() -> None:
    assert [name for name, times in Counter(theorem.law for theorem in THEOREMS).items() if times > 1] == []


def test_every_step_law_is_proved() -> None:
    proved = {name.strip() for theorem in THEOREMS for name in theorem.law.partition(":")[0].split(",")}
    assert STEP_LAWS.keys() - proved == set()


def test_the_table_in_the_documentation_is_of_these_theorems() -> None:
    assert report.rows(report.PAGE.read_text()) == [report.row(theorem) for theorem in THEOREMS]
