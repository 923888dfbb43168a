"""What mypy says of the public signatures: wrong calls are refused, right ones are inferred.

In a file of `cases/`, a line ending in `# E: arg-type` must be an error of that code, a `reveal_type` line ending in
`# R: int` must reveal that type, and every other line must pass.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests" / "typing" / "cases").glob("*.py"))
MARKER = re.compile(r"#\s*(?P<kind>[ER]):\s*(?P<what>.+?)\s*$")
REVEALED = re.compile(r'Revealed type is "(?P<type>.+)"')

Finding = tuple[int, str, str]  # the line, E or R, and the code or the type


def expected(lines: Iterable[str]) -> set[Finding]:
    """Read the markers of a file."""
    found = ((number, MARKER.search(line)) for number, line in enumerate(lines, start=1))
    return {(number, marker["kind"], marker["what"]) for number, marker in found if marker}


def told(files: Sequence[Path]) -> dict[str, set[Finding]]:
    """Run mypy once over all the files and collect what it says of each, by its name: a cached answer has old paths."""
    command = [sys.executable, "-m", "mypy", "--output", "json", *map(str, files)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    findings: dict[str, set[Finding]] = defaultdict(set)
    for line in run.stdout.splitlines():
        message = json.loads(line)
        place = findings[Path(message["file"]).name]
        if message["severity"] == "error":
            place.add((message["line"], "E", message["code"]))
        elif revealed := REVEALED.search(message["message"]):
            place.add((message["line"], "R", revealed["type"]))
    return findings


def differences(files: Sequence[Path]) -> list[str]:
    """Tell each line whose marker and mypy disagree."""
    findings = told(files)
    complaints = []
    for file in files:
        marked, found = expected(file.read_text().splitlines()), findings[file.name]
        complaints += [f"{file.name}:{line}: mypy should say {kind}: {what}" for line, kind, what in marked - found]
        complaints += [f"{file.name}:{line}: mypy says {kind}: {what}" for line, kind, what in found - marked]
    return sorted(complaints)


def test_mypy_says_what_the_cases_mark() -> None:
    assert CASES
    assert differences(CASES) == []


def test_a_missing_error_and_an_unmarked_one_are_both_told(tmp_path: Path) -> None:
    case = tmp_path / "planted.py"
    case.write_text('first: int = 1  # E: assignment\nsecond: int = "1"\nreveal_type(first)  # R: str\n')
    assert differences([case]) == [
        "planted.py:1: mypy should say E: assignment",
        "planted.py:2: mypy says E: assignment",
        "planted.py:3: mypy says R: int",
        "planted.py:3: mypy should say R: str",
    ]
