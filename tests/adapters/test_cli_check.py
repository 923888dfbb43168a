"""`check` and `explain`: what they print, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run

SCENARIOS = Path(__file__).resolve().parents[2] / "docs" / "scenarios"
PROGRAM = [sys.executable, "-c", "from credit_rules_adapters.cli import main; main()"]
GOOD = """\
title = "A credit"
currency = "GBP"
on = 2026-03-01
invoice = [ { id = "INV-1", account = "ann", total = "100.00", paid = "60.00" } ]
step = [ { do = "raise_credit", invoice = "INV-1", amount = "70.00", expect = { reduced = "40.00" } } ]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text(GOOD.replace('"40.00"', '"41.00"'), encoding="utf-8")
    (tmp_path / "bad.toml").write_text(GOOD.replace("total", "totl"), encoding="utf-8")
    return tmp_path


def test_a_file_that_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder / "good.toml")]) == 0
    assert capsys.readouterr() == (f"ok  {folder}/good.toml\n1 ok\n", "")


def test_a_figure_that_differs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder / "good.toml"), str(folder / "wrong.toml")]) == 1
    out, errors = capsys.readouterr()
    assert out.splitlines() == [
        f"ok  {folder}/good.toml",
        f"FAILED  {folder}/wrong.toml",
        '    step 1 raise_credit reduced: expected "41.00", got "40.00"',
        "1 ok, 1 FAILED",
    ]
    assert errors == ""


def test_a_folder_with_a_file_that_is_not_understood(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder)]) == 2
    out, errors = capsys.readouterr()
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        f"NOT UNDERSTOOD  {folder}/bad.toml",
        f"ok  {folder}/good.toml",
        f"FAILED  {folder}/wrong.toml",
        "1 ok, 1 FAILED, 1 NOT UNDERSTOOD",
    ]
    assert [line.partition(" is ")[0] for line in errors.splitlines()] == [
        f"{folder}/bad.toml:4: invoice 1 total:",
        f"{folder}/bad.toml:4: invoice 1 totl:",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "{}/none.toml"], "{}/none.toml: cannot be read: No such file or directory"),
        (["check", "{}/empty"], "{}/empty: holds no scenario; allowed is a folder with files that end in .toml"),
        (["explain", "{}/bad.toml"], "{}/bad.toml:4: invoice 1 totl: is unknown; allowed are "),
        (["explain", "{}"], "{}: cannot be read: Is a directory"),
    ],
)
def test_what_is_not_understood(
    folder: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    assert run([argument.format(folder) for argument in arguments]) == 2
    assert told.format(folder) in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["check"], ["chekc"], ["explain"], ["check", "--jsno", "x"], ["raise", "a", "b", "1"]]
)
def test_a_command_that_is_not_understood(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    out, errors = capsys.readouterr()
    assert (out + errors).strip()


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    for command in ("demo", "check", "explain", "raise", "apply", "issue", "policy"):
        assert f" {command} " in out
    assert run(["--version"]) == 0
    assert capsys.readouterr().out[0].isdigit()


def test_check_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--json", str(folder)]) == 2
    bad, good, wrong = json.loads(capsys.readouterr().out)
    assert (bad["result"], good["result"], wrong["result"]) == ("not understood", "ok", "failed")
    assert bad["mistakes"][1] == {
        "file": f"{folder}/bad.toml",
        "line": 4,
        "key": "invoice 1 totl",
        "what": bad["mistakes"][1]["what"],
    }
    assert wrong["differences"] == [{"where": "step 1 raise_credit reduced", "expected": "41.00", "got": "40.00"}]
    (step,) = good["steps"]
    assert (step["step"], step["do"], step["on"]) == (1, "raise_credit", "2026-03-01")
    assert step["outcome"]["effects"][0]["note"]["reduced_minor"] == 4000
    assert step["outcome"]["rules"] == ["R5", "R7", "R9", "R12", "R13"]


def test_explain_tells_and_ends_by_what_was_expected(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(folder / "good.toml")]) == 0
    out = capsys.readouterr().out
    assert "becomes account credit INV-1-CN1" in out
    assert run(["explain", str(folder / "wrong.toml")]) == 1
    assert 'NOT AS EXPECTED: step 1 raise_credit reduced: expected "41.00", got "40.00"' in capsys.readouterr().out
    assert run(["explain", str(folder / "wrong.toml"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["result"] == "failed"


def test_a_refused_step_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "good.toml"
    file.write_text(GOOD.replace('"70.00", expect = { reduced = "40.00" }', '"100.01"'), encoding="utf-8")
    assert run(["explain", str(file), "--json"]) == 1
    (step,) = json.loads(capsys.readouterr().out)["steps"]
    assert step["rejected"] == {
        "code": "amount_exceeds_creditable",
        "amount": {"amount_minor": 10001, "currency": "GBP"},
        "creditable": {"amount_minor": 10000, "currency": "GBP"},
    }
    assert step["sentence"] == "100.01 GBP is more than can still be credited: 100.00 GBP."


def call(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment})


@pytest.mark.parametrize("arguments", [["check", "--json"], ["check"], ["explain"], ["explain", "--json"]])
def test_the_same_file_always_prints_the_same_bytes(arguments: list[str]) -> None:
    file = SCENARIOS / "rules" / "R21-nine-reasons.toml"
    runs = [
        call(*arguments, file, PYTHONHASHSEED="0", COLUMNS="80", LC_ALL="C"),
        call(*arguments, file, PYTHONHASHSEED="123", COLUMNS="120", LC_ALL="C.UTF-8"),
        call(*arguments, file, PYTHONHASHSEED="7", COLUMNS="40", PYTHONIOENCODING="latin-1"),
    ]
    assert {run.returncode for run in runs} == {0}
    assert len({run.stdout for run in runs}) == 1
    assert len(runs[0].stdout) > 50


def test_exit_codes_reach_the_shell(folder: Path) -> None:
    assert call("check", folder / "good.toml").returncode == 0
    assert call("check", folder / "wrong.toml").returncode == 1
    bad = call("check", folder / "bad.toml")
    assert bad.returncode == 2
    assert b"Traceback" not in bad.stderr
    assert call("chekc").returncode == 2


def test_a_pipe_gets_no_colour(folder: Path) -> None:
    assert b"\x1b" not in call("check", folder, NO_COLOR="1").stdout
    assert b"\x1b" not in call("check", folder).stdout


def test_all_shipped_scenarios_are_checked() -> None:
    checked = call("check", SCENARIOS)
    assert checked.returncode == 0, checked.stdout.decode()
    files = len(list(SCENARIOS.rglob("*.toml")))
    assert checked.stdout.decode().splitlines()[-1] == f"{files} ok"


def test_importing_the_command_line_is_cheap() -> None:
    question = "import sys; import credit_rules_adapters.cli; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert not loaded & {"cattrs", "cyclopts", "iso4217", "rich", "attr", "credit_rules"}


@pytest.mark.parametrize("missing", ["cyclopts", "rich", "cattrs", "iso4217"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None; sys.argv[1:] = ['demo']\n"
        "from credit_rules_adapters.cli import main; main()"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert 'pip install "credit-rules[cli]"' in run.stderr
    assert "Traceback" not in run.stderr


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    command = [*PROGRAM, "check", "--json", str(SCENARIOS / "rules")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.read(1) == b"["
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
