"""The example of docs/reports.md runs and prints what the page says, in Python and on the command line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reports.md"


def block(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block("python"), str(PAGE), "exec"), {})  # noqa: S102 - a page of ours
    assert (folder / "ann.jsonl").exists()
    assert capsys.readouterr().out == block("text")
    session = ""
    for command in re.findall(r"^\$ credit-rules (.+)$", block("console"), re.MULTILINE):
        assert run(shlex.split(command)) == 0
        session += f"$ credit-rules {command}\n{capsys.readouterr().out}"
    assert session.replace("\r\n", "\n") == block("console")
    assert session.count("$ ") == 4


def test_the_page_names_every_report(capsys: pytest.CaptureFixture[str]) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 6
    run(["report", "--help"])
    told = capsys.readouterr().out
    assert [name for name in rows if not re.search(rf"\b{name}\b", told)] == []
