"""Export of everything, and import of the export: the same state, in every table, on another database too."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from sqlalchemy import insert, select

from credit_rules import Money, RaiseCredit
from credit_rules_adapters.access.directory import Person, write_person
from credit_rules_adapters.asking import Request
from credit_rules_adapters.exchange.exporting import LEFT_OUT, export, recorded_tables
from credit_rules_adapters.exchange.importing import Import, import_table
from credit_rules_adapters.exchange.restoring import restore
from credit_rules_adapters.stores.memory import MemoryStore
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.columns import metadata
from credit_rules_adapters.stores.sql.tables import DERIVED, approvals, tokens
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.base import ask, crediting, entering, service_of, whole
from credit_rules_adapters.testing.stores.story import story
from credit_rules_adapters.text.mistakes import NotUnderstood
from stores.databases import postgresql_url, sqlite_url

Make = Callable[[str], SqlStore]
ODD = ["=1+1", "+a", "-a", "@SUM(A1)", "'=quoted", "'tis", 'a"b', "a;b", "comma, and", "ünïcode ＝"]
REASONS = [None, "", '"', '""', '"quoted"', "=plain", "'", "\n"]
MEMO = '=HYPERLINK(x)\r\nsecond line\twith a tab, "quotes" and ;' + "x" * 200_000
HOW = Import(actor="kim", at=datetime(2026, 3, 1, tzinfo=UTC), on=date(2026, 3, 1))
REAL = [pytest.mark.real, pytest.mark.xdist_group("postgresql")]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make stores that are closed at the end."""
    with ExitStack() as closing:

        def made(kind: str) -> SqlStore:
            store = open_store(sqlite_url(tmp_path) if kind == "sqlite" else postgresql_url())
            closing.callback(store.close)
            return store

        yield made


def fill(store: SqlStore) -> SqlStore:
    """Tell a story, under ids and texts that a spreadsheet would take for formulas; keep answers, take some events."""
    for request in story("ann", 1):
        service_of(store).carry_out(request)
    for account in ODD:
        ask(store, entering(f"{account}1", account=account), account=account, key=f"{account}k")
    noted = RaiseCredit(invoice="=1+11", amount=Money(5, "GBP"), memo=MEMO)
    service_of(store).carry_out(Request(account="=1+1", actor="@kim", command=noted, on=date(2026, 1, 1)))
    ask(store, crediting(), account="nobody", key="refused")  # an answer on an account without entries
    store.taken([("ann", 1), ("ann", 2)])
    write_person(store, "ann", Person(name="=Ann", address="1 High Street\nTown", tax_number=""))
    waiting: dict[str, Any] = {"account": "ann", "actor": "kim", "request": "{}", "command": "{}", "version": 3}
    waiting |= {"currency": "GBP", "amount_minor": 2, "limit_minor": 1, "state": "pending", "at": HOW.at}
    with store.engine.begin() as connection:
        rows = [
            {**waiting, "number": number, "key": f"{number}", "reason": why} for number, why in enumerate(REASONS, 1)
        ]
        connection.execute(insert(approvals), rows)
    return store


def tables(store: SqlStore) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    with store.reading_connection() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in metadata.sorted_tables
        }


def test_every_table_is_recorded_or_follows_or_is_left_out_on_purpose() -> None:
    named = {table.name for table in (*recorded_tables(), *DERIVED)} | LEFT_OUT
    assert named == set(metadata.tables)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    "way", ["sqlite sqlite", *(pytest.param(way, marks=REAL) for way in ("sqlite postgresql", "postgresql sqlite"))]
)
def test_the_export_makes_the_same_state(kind: str, way: str, make: Make, tmp_path: Path) -> None:
    store, other = map(make, way.split())
    fill(store)
    before = tables(store)
    counts = export(store, tmp_path / "out", kind)
    assert counts == {name: len(rows) for name, rows in before.items() if name not in LEFT_OUT}
    assert counts["answers"] > 20
    assert counts["outbox"] == counts["entries"] - 2
    restore(other, tmp_path / "out")
    assert tables(other) == before
    assert [*verify(store)] == [*verify(other)] == []
    assert whole(other) == whole(store)
    again = [service_of(other).carry_out(request) for request in story("ann", 1)]
    assert all(answer.replayed for answer in again)
    noted = [recorded for _, recorded in other.events(100)]
    assert len(noted) == counts["outbox"]


def test_tables_for_people_hold_no_formula_and_numbers_stay_numbers(make: Make, tmp_path: Path) -> None:
    store = fill(make("sqlite"))
    export(store, tmp_path / "out")
    for file in (tmp_path / "out").rglob("*.csv"):
        with file.open(newline="", encoding="utf-8") as lines:
            csv.field_size_limit(2**31 - 1)
            cells = [cell for line in csv.reader(lines) for cell in line]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    text = (tmp_path / "out/tables/invoices.csv").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith('"\'=1+1"')]
    texts, numbers = line.split(",")[:6], line.split(",")[6:14]
    assert texts == ['"\'=1+1"', '"\'=1+11"', '"issued"', '"GBP"', '"2026-01-01"', '"2026-01-01"']
    assert numbers == ["1.00", "0.00", "0.00", "0.00", "0.05", "0.00", "0.00", "0.95"]
    export(store, tmp_path / "parquet", "parquet")
    found = pyarrow.parquet.read_table(tmp_path / "parquet/tables/allocations.parquet").to_pylist()
    standing = {
        (piece.credit, piece.amount_minor) for one in whole(store).invoices.values() for piece in one.allocations
    }
    assert {(row["credit"], int(100 * row["amount"])) for row in found} == standing != set()
    assert {row["currency"] for row in found} == {"GBP"}


def test_guarded_cells_are_read_back_as_they_were(make: Make, tmp_path: Path) -> None:
    store = fill(make("sqlite"))
    export(store, tmp_path / "out")
    with (tmp_path / "out/tables/invoices.csv").open(newline="", encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    wanted = [row for row in rows if row["account"] != "ann"]
    with (tmp_path / "again.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["account", "id", "currency", "total"])
        writer.writerows([row["account"], row["id"], row["currency"], row["total"]] for row in wanted)
    other = MemoryStore()
    import_table(
        other, tmp_path / "again.csv", "invoices", Import(actor="kim", at=datetime.now(UTC), on=date(2026, 3, 1))
    )
    assert [*other.accounts()] == sorted(ODD)
    assert {id for account in ODD for id in whole(other, account).invoices} == {f"{account}1" for account in ODD}


def test_a_folder_that_exists_is_left_alone(make: Make, tmp_path: Path) -> None:
    store = fill(make("sqlite"))
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_text("mine")
    with pytest.raises(FileExistsError):
        export(store, out)
    assert [path.name for path in out.iterdir()] == ["mine"]
    export(store, out, replace=True)
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "record", "tables"]
    with pytest.raises(ValueError, match="'xlsx' is no format; allowed are csv, parquet"):
        export(store, tmp_path / "other", "xlsx")


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def drop(file: Path, start: str) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    assert any(line.startswith(start) for line in lines)
    file.write_text("\n".join(line for line in lines if not line.startswith(start)), encoding="utf-8", newline="")


SPOILT: list[tuple[str, Callable[[Path], None], str]] = [
    ("entries.csv", lambda file: drop(file, '"ann",2,'), "the entries of account ann cannot be folded: entry 2 must"),
    ("entries.csv", lambda file: rewrite(file, "invoice_added", "invoice_lost"), "cannot be folded: "),
    ("entries.csv", lambda file: rewrite(file, '"effects"', '"effects","more"'), "its columns are"),
    ("accounts.csv", lambda file: rewrite(file, "2026-01-01", "2026-01-02"), "is not that of its last entry"),
    ("accounts.csv", lambda file: rewrite(file, "2026-01-01", "2026-01-32"), 'row 1, last_on: "2026-01-32" is no date'),
    ("accounts.csv", lambda file: rewrite(file, "version", "versions"), "its columns are account, versions, last_on"),
    ("note_numbers.csv", lambda file: drop(file, '"ann"'), "series CN: its numbers are not 1 to"),
    ("outbox.csv", lambda file: rewrite(file, '"ann",3', '"ann",300'), "the record does not hold together"),
    ("series.csv", lambda file: file.unlink(), "series.csv: there is no such file"),
    (
        "../manifest.json",
        lambda file: rewrite(file, '"format": 1', '"format": 2'),
        "has format 2 and kind csv",
    ),
    ("../manifest.json", lambda file: file.unlink(), "manifest.json: "),
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=[told for *_, told in SPOILT])
def test_a_record_that_is_not_whole_is_refused_whole(
    spoilt: tuple[str, Callable[[Path], None], str], make: Make, tmp_path: Path
) -> None:
    file, spoil, told = spoilt
    export(fill(make("sqlite")), tmp_path / "out")
    other = make("sqlite")
    spoil(tmp_path / "out/record" / file)
    with pytest.raises(NotUnderstood) as error:
        restore(other, tmp_path / "out")
    assert told in str(error.value)
    assert not any(tables(other).values())


def test_only_an_empty_store_takes_an_export(make: Make, tmp_path: Path) -> None:
    store = fill(make("sqlite"))
    export(store, tmp_path / "out")
    before = tables(store)
    with pytest.raises(NotUnderstood, match="the store is not empty"):
        restore(store, tmp_path / "out")
    assert tables(store) == before
    other = make("sqlite")
    with other.engine.begin() as connection:  # who may ask is no part of what was recorded
        row = {"hash": "h", "name": "kim", "role": "viewer", "made_at": datetime.now(UTC)}
        connection.execute(insert(tokens), [row])
    restore(other, tmp_path / "out")
    assert len(tables(other)["tokens"]) == 1
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["rows"]["entries"] == len(before["entries"])
