"""docs/reports.md names every report; tests/docs runs its examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reports.md"


def test_the_page_names_every_report(capsys: pytest.CaptureFixture[str]) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 6
    run(["report", "--help"])
    told = capsys.readouterr().out
    assert [name for name in rows if not re.search(rf"\b{name}\b", told)] == []
