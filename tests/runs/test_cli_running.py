"""`credit-rules allocate --store`: preview, run, tables, report, and going on under a name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.text.csv_text import restored
from runs.books import filled_sqlite


@pytest.fixture
def store(tmp_path: Path) -> list[str]:
    shutil.copy(filled_sqlite(), tmp_path / "store.db")
    return ["allocate", "--store", f"sqlite:///{tmp_path / 'store.db'}", "--on", "2026-03-01"]


def applied(arguments: list[str]) -> int:
    opened = open_store(arguments[2])
    with opened.reading_connection() as connection:
        (found,) = connection.exec_driver_sql("SELECT sum(amount_minor) FROM allocations").one()
    opened.close()
    return int(found or 0)


def test_a_preview_then_the_run_then_the_same_run(
    store: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = applied(store)
    assert run([*store, "--preview", "--json", "--out", str(tmp_path / "seen"), "--format", "csv"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert applied(store) == before
    assert seen["run"] is None
    report = tmp_path / "report.html"
    more = ["--run", "march", "--actor", "kim", "--out", str(tmp_path / "done"), "--report", str(report)]
    assert run([*store, *more]) == 0
    told = capsys.readouterr()
    assert "Recorded as run march." in told.out
    assert "go on with --run march --on 2026-03-01 --actor kim." in told.err
    assert "Allocation run, 2026-03-01" in report.read_text()
    made = applied(store) - before
    assert made == sum(each["allocated"]["amount_minor"] for each in seen["currencies"].values()) > 0
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == [
        f"{name}.parquet" for name in ("allocations", "credits", "invoices")
    ]
    lines = (tmp_path / "seen/allocations.csv").read_text().splitlines()
    assert restored(lines[0]) == '"invoice","credit","account","currency","amount_minor"'
    assert sum(int(line.rpartition(",")[2]) for line in lines[1:]) == made
    again = [*store, "--run", "march", "--actor", "kim", "--json"]
    assert run(again) == 0
    assert json.loads(capsys.readouterr().out) == seen | {"run": "march"}
    assert applied(store) == before + made


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "arrow"], '--format: "arrow" is no format here; allowed are csv, parquet'),
        (["--currency", "GBP"], "--currency: stands beside --store"),
        (["--report", "nowhere/report.html"], "--report: nowhere/report.html is in no folder"),
        (["--run", "march", "--policy", "aws"], "--run: a run of this name was begun on 2026-03-01 under policy"),
        (["--policy", "generous"], "generous: there is no such policy"),
        (["invoices.csv", "credits.csv", "out"], "INVOICES: stands beside --store"),
    ],
)
def test_what_is_not_understood(
    arguments: list[str], told: str, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*store, "--run", "march", "--actor", "kim"]) == 0
    before = applied(store)
    out = Path(store[2].removeprefix("sqlite:///")).parent / "result"
    assert run([*store, "--actor", "kim", "--out", str(out), *arguments]) == 2
    assert told in capsys.readouterr().err
    assert applied(store) == before
    assert not out.exists()


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", "--store", f"sqlite:///{tmp_path / 'none.db'}"]) == 2
    assert "there is no file" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


def test_files_or_a_store_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", "invoices.csv", "--on", "2026-03-01"]) == 2
    assert "needed are INVOICES CREDITS OUT and --on DATE, or --store URL" in capsys.readouterr().err
