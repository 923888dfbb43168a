"""The generated pages of docs/ are current: what they are made of has not changed since `make docs`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from style.source import ROOT

COLUMN = "mutants it kills"


def run(tree: Path, *arguments: str) -> tuple[int, str]:
    """Run docs/generate.py of a tree: its exit code and what it prints."""
    command = [sys.executable, str(tree / "docs" / "generate.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the pages to a tree without tests and without a run of mutants, and make them current there."""
    (tmp_path / "docs").mkdir()
    for file in [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs").glob("*.py")]:
        shutil.copy(file, tmp_path / "docs")
    for folder in ("laws", "proofs"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
    code, said = run(tmp_path)
    assert code == 0, said
    return tmp_path


def rows(tree: Path, law: str) -> list[str]:
    """Read the row of a law."""
    return [line for line in (tree / "docs" / "laws.md").read_text().splitlines() if line.startswith(f"| `{law}` |")]


def test_the_pages_are_current() -> None:
    assert run(ROOT, "--check") == (0, "")


@pytest.mark.parametrize("page", ["laws.md", "refusals.md"])
def test_a_page_that_differs_is_told_and_written_anew(page: str, copy: Path) -> None:
    file = copy / "docs" / page
    current = file.read_text()
    for other in (current.replace("|", "/", 1), current + "\n", None):
        file.write_text(other) if other is not None else file.unlink()
        assert run(copy, "--check") == (1, f"docs/{page} is not current; run make docs\n")
        assert (file.read_text() if file.exists() else None) == other
        assert run(copy) == (0, f"docs/{page} written\n")
        assert file.read_text() == current


@pytest.mark.parametrize(
    ("folder", "test"),
    [
        ("laws", "def test_monotone_planted(): ..."),
        ("proofs", "def test_monotone_planted(): ..."),
        ("proofs", "Theorem(law='monotone', about=planted)"),
        ("proofs", "Theorem(about=(allocate, planted), law=f'monotone: {order}')"),
    ],
)
def test_a_test_that_names_a_law_is_in_its_row(folder: str, test: str, copy: Path) -> None:
    (copy / "tests" / folder / "test_planted.py").write_text(test)
    assert run(copy, "--check")[0] == 1
    assert run(copy)[0] == 0
    (row,) = rows(copy, "monotone")
    assert f"planted`](../tests/{folder}/test_planted.py)" in row
    assert "planted" not in rows(copy, "determinism")[0]


@pytest.mark.parametrize(
    ("folder", "test"),
    [
        ("laws", "from credit_rules.laws import monotone\ndef test_planted(): ..."),
        ("laws", "def monotone(): ..."),
        ("proofs", "from credit_rules.laws import monotone\ndef test_planted(): ..."),
        ("proofs", "prove('monotone', about=planted)\nmonotone(law='none', about=planted)"),
    ],
)
def test_what_is_no_test_of_a_law_is_not_in_its_row(folder: str, test: str, copy: Path) -> None:
    (copy / "tests" / folder / "test_planted.py").write_text(test)
    assert run(copy, "--check") == (0, "")


def test_mutants_have_a_column_once_a_run_has_been_recorded(copy: Path) -> None:
    assert COLUMN not in (copy / "docs" / "laws.md").read_text()
    (copy / "tests" / "proofs" / "mutants.json").write_text(json.dumps({"min for max": ["monotone"], "off by one": []}))
    assert run(copy) == (0, "docs/laws.md written\n")
    assert (copy / "docs" / "laws.md").read_text().count(COLUMN) == 2
    assert [row.endswith("| 1 of 2 |") for row in rows(copy, "monotone")] == [True]
    assert [row.endswith("| 0 of 2 |") for row in rows(copy, "determinism")] == [True]


def test_the_rules_of_a_law_are_those_that_name_it(copy: Path) -> None:
    page = copy / "docs" / "rules.md"
    assert "[R34](rules.md#r34-postings)" in rows(copy, "postings_balance")[0]
    page.write_text(page.read_text().replace("Laws: `postings_balance` ·", "Laws: those of every rule ·"))
    assert run(copy, "--check") == (1, "docs/laws.md is not current; run make docs\n")
    assert run(copy)[0] == 0
    assert "rules.md#" not in rows(copy, "postings_balance")[0]
