"""The threat model names tests that exist, and everything that must have a test of its own has one there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "threat-model.md").read_text()
NAMED = set(re.findall(r"`(test_\w+)`", PAGE))

# What must be tried, by words of the line that tells of it.
TRIED = [
    "without a token",
    "more than their role",
    "another's account",
    "revoked and expired",
    "reads the logs",
    "send SQL",
    "exhaust the server with a body",
    "zeros and half characters",
    "repeat a request",
    "ids_that_are_guessed",
    "a spreadsheet",
    "of many servers",
    "choose a date or a policy",
    "be forgotten",
    "loopback alone",
]


def test_every_test_it_names_exists() -> None:
    there = {
        node.name
        for folder in ("api", "documents", "web")
        for file in (HERE.parent / folder).glob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(NAMED) > 25
    assert NAMED - there == set()


def test_everything_that_must_be_tried_is_told_with_its_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    for words in TRIED:
        found = [row for row in rows if words in row]
        assert len(found) == 1, words
        assert "`test_" in found[0]
