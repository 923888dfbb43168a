"""What docs/bulk.md shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run
from credit_rules_adapters.columnar.reading.columns import COLUMNS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "bulk.md").read_text(encoding="utf-8").partition("## Over")[0]
_CAT = re.compile(r"^\$ cat (\S+)\n((?:(?!\$).*\n)+?)(?=\$|```)", re.MULTILINE)


def test_the_example_in_python_prints_what_the_page_says() -> None:
    program, printed = re.findall(r"```(?:python|text)\n(.*?)```", PAGE, re.DOTALL)[:2]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, {})  # noqa: S102 - the page's own example
    assert out.getvalue() == printed


def test_the_example_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = dict(_CAT.findall(PAGE))
    assert sorted(files) == ["credits.csv", "invoices.csv", "march/allocations.csv"]
    monkeypatch.chdir(tmp_path)
    for name in ("invoices.csv", "credits.csv"):
        Path(name).write_text(files[name], encoding="utf-8")
    (command,) = re.findall(r"^\$ credit-rules (.*)$", PAGE, re.MULTILINE)
    assert run(command.split()) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert len(lines) > 4
    assert [line for line in lines if line not in PAGE.splitlines()] == []
    assert Path("march/allocations.csv").read_text() == files["march/allocations.csv"]
    assert Path("march.html").is_file()


def test_every_column_is_named() -> None:
    assert [name for names in COLUMNS.values() for name in names if f"`{name}`" not in PAGE] == []
