"""`demo`: the article told with figures, a real credit raised, and nothing left that git would see."""

from __future__ import annotations

import shlex
import subprocess
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.text.account_file import read_account

ARTICLE = Path(__file__).resolve().parents[2] / "docs" / "scenarios" / "article"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(tmp_path)
    assert run(["demo"]) == 0
    out, errors = capsys.readouterr()
    assert errors == ""
    return out


def test_every_sentence_is_told(told: str) -> None:
    text = " ".join(told.split())
    for number, file in enumerate(sorted(ARTICLE.iterdir()), start=1):
        assert f"{number}. {tomllib.loads(file.read_text())['title']}" in text
    assert f"{number} of {number} hold" in text
    assert "NOT AS EXPECTED" not in text
    assert "lowers what is owed: 20.00 GBP" in text


def test_a_credit_is_raised_for_real(told: str) -> None:
    with closing(open_store("sqlite:///credit-rules-demo/credits.db")) as store, store.reading("ann") as reading:
        account = reading.whole()
        assert [recorded.key for recorded in reading.recorded()] == ["demo-1", "demo-2", "demo-3", "demo-4"]
        assert list(verify(store)) == []
    assert account == read_account(Path("credit-rules-demo/account.jsonl"))
    assert account.number == 4
    assert account.notes["INV-7-CN1"].amount_minor == 7000
    assert account.invoices["INV-8"].outstanding_minor == 0
    assert account.credits["INV-7-CN1"].remaining_minor == 500
    assert "├─ paid INV-8           25.00" in told


def test_what_to_try_next_works(told: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told.partition("What to try next\n")[2].splitlines()
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("  ")]
    assert commands[0] == ["serve", "--demo"]
    assert [arguments[0] for arguments in commands[1:]] == ["explain", "raise", "db", "check", "policy"]
    for arguments in commands[1:]:
        assert run(arguments) == 0, arguments
    assert capsys.readouterr().err == ""


def test_the_demo_can_be_run_again_and_git_sees_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    assert run(["demo"]) == 0
    first = capsys.readouterr().out
    assert run(["demo"]) == 0
    assert capsys.readouterr().out == first
    seen = subprocess.run(["git", "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True)
    assert seen.stdout == ""


def test_where_nothing_can_be_written_a_temporary_folder_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "credit-rules-demo").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert run(["demo"]) == 0
    out = capsys.readouterr().out
    assert "4 entries were kept" in out
    (folder,) = tmp_path.glob("credit-rules-demo-*")
    assert f"sqlite:///{folder}/credits.db" in out
    assert (tmp_path / "credit-rules-demo").read_text() == "in the way"
