"""`credit-rules import` and `export`: what they print, their exit codes, and nothing is written where they fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.testing.stores.base import whole

INVOICES = "id,account,currency,total\nA,ann,GBP,12.50\nB,bob,JPY,300\n"
CREDITS = "id,account,currency,amount,kind\nC,ann,GBP,5.00,overpayment\n"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "invoices.csv").write_text(INVOICES)
    return tmp_path / "invoices.csv"


def test_invoices_and_lots_are_imported(url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "invoices", str(file), "--store", url, "--on", "2026-03-01", "--actor", "kim"]) == 0
    told = capsys.readouterr().out
    assert "2 invoices of 2 accounts entered." in told
    assert ["GBP", "12.50"] in [line.split() for line in told.splitlines()]
    file.write_text(CREDITS)
    assert run(["import", "credits", str(file), "--store", url, "--on", "2026-03-01", "--actor", "kim", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "preview": False, "entered": 1, "accounts": 1, "sums_minor": {"GBP": 500},
    }  # fmt: skip
    store = open_store(url)
    assert whole(store).credits["C"].remaining_minor == 500
    with store.reading("ann") as reading:
        assert {(one.actor, str(one.entry.on)) for one in reading.recorded()} == {("kim", "2026-03-01")}
    store.close()


def test_a_preview_writes_nothing(url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "invoices", str(file), "--store", url, "--preview"]) == 0
    assert "2 invoices of 2 accounts would enter; nothing was written." in capsys.readouterr().out
    store = open_store(url)
    assert [*store.accounts()] == []
    store.close()


def test_what_a_rule_refuses_is_1_and_a_mistake_is_2(url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "invoices", str(file), "--store", url]) == 0
    capsys.readouterr()
    assert run(["import", "invoices", str(file), "--store", url]) == 1
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 2
    assert err[0].startswith(f"{file}: row 1: ")
    assert run(["import", "invoices", str(file), "--store", url, "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["refused"]) == 2
    file.write_text(INVOICES.replace("12.50", "12.505"))
    assert run(["import", "invoices", str(file), "--store", url]) == 2
    assert capsys.readouterr().err.startswith(f'{file}: row 1, total: "12.505" has too many digits')


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "invoices", "{file}", "--store", "mysql://x"], "credit-rules: --store: 'mysql://x' is no database"),
        (
            ["import", "invoices", "{file}", "--store", "sqlite:///{file}"],
            "credit-rules: --store: file is not a database",
        ),
        (["import", "invoices", "{file}", "--store", "{url}", "--on", "2026-02-30"], "credit-rules: --on: "),
        (["import", "invoices", "{file}", "--store", "{url}", "--currency", "ZZZ"], "credit-rules: --currency: "),
        (["import", "invoices", "{file}", "--store", "{url}", "--actor", ""], "credit-rules: --actor: "),
        (["import", "invoices", "none.csv", "--store", "{url}"], "none.csv: there is no such file"),
        (["import", "everything", "none", "--store", "{url}"], "none/manifest.json: "),
        (["export", "{out}", "--store", "{url}"], "credit-rules: --store: there is no file"),
        (["export", "{out}", "--store", "{url}", "--format", "xlsx"], 'credit-rules: --format: "xlsx" is no format'),
        (
            ["export", "{file}", "--store", "{url}"],
            "invoices.csv: exists already; allowed is a new folder, or --replace",
        ),
        (["export", "{file}", "--store", "{url}", "--replace"], "invoices.csv: is no folder; allowed is a folder"),
    ],
)
def test_what_is_not_understood(
    arguments: list[str], told: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, url = file.parent / "out", f"sqlite:///{file.parent / 'store.db'}"
    assert run([each.format(file=file, url=url, out=out) for each in arguments]) == 2
    assert told in capsys.readouterr().err
    assert file.read_text() == INVOICES
    assert not out.exists()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_export_comes_back(kind: str, url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, other = file.parent / "out", f"sqlite:///{file.parent / 'other.db'}"
    assert run(["import", "invoices", str(file), "--store", url]) == 0
    assert run(["export", str(out), "--store", url, "--format", kind]) == 0
    assert f"Written to {out}." in capsys.readouterr().out
    assert run(["export", str(out), "--store", url]) == 2
    assert run(["import", "everything", str(out), "--store", other]) == 0
    assert f"Imported from {out}." in capsys.readouterr().out
    assert run(["import", "everything", str(out), "--store", other]) == 2
    assert "the store is not empty" in capsys.readouterr().err
    assert run(["db", "verify", other]) == 0
    stores = open_store(url), open_store(other)
    assert whole(stores[0]) == whole(stores[1])
    assert whole(stores[1]).invoices["A"].total_minor == 1250
    for store in stores:
        store.close()
