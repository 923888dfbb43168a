"""`credit-rules db`: upgrade, verify and backup, with their exit codes and what they say of mistakes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.stores.sql.opening import engine_of
from credit_rules_adapters.testing.stores.base import ask, crediting, entering, whole
from stores.databases import empty_postgresql, postgresql_url, server, sqlite_url


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Make a store in which a credit was raised."""
    url = sqlite_url(tmp_path)
    store = open_store(url)
    ask(store, entering())
    ask(store, crediting())
    store.close()
    return url


def tamper(url: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lines SET product = 'swim'")
    engine.dispose()


def test_verify_says_that_all_is_well(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["db", "verify", url]) == 0
    assert capsys.readouterr().out == "Every row of 1 account follows from the entries.\n"
    assert run(["db", "verify", url, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"accounts": 1, "faults": []}


def test_verify_tells_each_fault(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(url)
    fault = "account ann: lines A, L1 differs from what its entries make it: product"
    assert run(["db", "verify", url]) == 1
    assert capsys.readouterr().out == f"{fault}\n"
    assert run(["db", "verify", url, "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"accounts": 1, "faults": [fault]}


def test_a_backup_is_the_whole_store(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.db"
    with_writer = open_store(url)
    assert run(["db", "backup", url, str(copy)]) == 0
    assert capsys.readouterr().out == f"Written to {copy}.\n"
    copied = open_store(f"sqlite:///{copy}")
    assert whole(copied) == whole(with_writer)
    assert whole(copied).number == 2
    with_writer.close()
    copied.close()
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".")) == []


def test_a_backup_overwrites_nothing(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").write_text("mine")
    assert run(["db", "backup", url, str(tmp_path / "there")]) == 2
    assert "exists; allowed is a file that does not" in capsys.readouterr().err
    assert (tmp_path / "there").read_text() == "mine"


@pytest.mark.parametrize("command", ["verify", "backup"])
def test_a_missing_file_is_told_and_not_made(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.db"
    assert run(["db", command, f"sqlite:///{missing}", *([str(tmp_path / "x")] if command == "backup" else [])]) == 2
    assert capsys.readouterr().err == f"credit-rules db: there is no file {missing}\n"
    assert not missing.exists()


def test_upgrade_makes_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = sqlite_url(tmp_path)
    for _ in range(2):
        assert run(["db", "upgrade", url]) == 0
        assert capsys.readouterr().out == "The tables are up to date.\n"
    assert run(["db", "verify", url]) == 0
    assert capsys.readouterr().out == "Every row of 0 accounts follows from the entries.\n"


def test_what_is_no_store_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["db", "upgrade", "mysql://x"]) == 2
    assert "allowed are sqlite:///FILE and postgresql://USER@HOST/DATABASE" in capsys.readouterr().err
    assert run(["db", "verify", "postgresql://nobody@localhost:1/none"]) == 2
    assert "credit-rules db: " in capsys.readouterr().err


def test_a_damaged_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = sqlite_url(tmp_path)
    assert run(["db", "upgrade", url]) == 0
    file = Path(url.removeprefix("sqlite:///"))
    first, rest = file.read_bytes()[:4096], file.read_bytes()[4096:]
    file.write_bytes(first + bytes(byte ^ 0x55 for byte in rest))
    assert run(["db", "verify", url]) == 2
    assert capsys.readouterr().err == "credit-rules db: database disk image is malformed\n"


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
def test_postgresql_is_upgraded_verified_and_backed_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, dump = empty_postgresql(), tmp_path / "dump"
    assert run(["db", "verify", url]) == 2
    assert "run credit-rules db upgrade" in capsys.readouterr().err
    assert run(["db", "upgrade", url]) == 0
    store = open_store(url)
    ask(store, entering())
    monkeypatch.setenv("PATH", os.pathsep.join([str(server().bin_path), os.environ["PATH"]]))
    assert shutil.which("pg_dump")
    assert run(["db", "backup", url, str(dump)]) == 0
    assert run(["db", "verify", url]) == 0
    assert dump.read_bytes()[:5] == b"PGDMP"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["db", "backup", postgresql_url(), str(tmp_path / "other")]) == 2
    assert "pg_dump was not found" in capsys.readouterr().err
    store.close()
