"""The tables: their migrations make them, their constraints hold, and `verify` finds a row that was tampered with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from credit_rules import Account
from credit_rules_adapters.stores.protocol import StoreNotCurrent
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.columns import metadata
from credit_rules_adapters.stores.sql.opening import engine_of, is_current, upgrade
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.base import service_of
from credit_rules_adapters.testing.stores.story import story
from credit_rules_adapters.text.json_form import EFFECTS, form_of, line_of, read_line
from stores.databases import empty_postgresql, sqlite_url

SHARED = {"series"}
NOT_OF_AN_ACCOUNT = {"tokens", "sessions", "rates", "alembic_version"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Tell a story to a store, so that every table has rows."""
    store = open_store(sqlite_url(tmp_path))
    for request in story("ann", 1):
        service_of(store).carry_out(request)
    yield store
    store.close()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.real, pytest.mark.xdist_group("postgresql")])]
)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Open a database without tables."""
    return engine_of(sqlite_url(tmp_path) if request.param == "sqlite" else empty_postgresql())


def shown(index: Any) -> tuple[str, ...]:
    """Write an index, and the rows it is limited to."""
    options = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return index["name"], str(index["column_names"]), str(index["unique"]), str(options)


def schema(engine: Engine) -> dict[str, object]:
    """Read every table as the database has it."""
    found = inspect(engine)
    return {
        name: (
            [{key: str(value) for key, value in column.items()} for column in found.get_columns(name)],
            found.get_pk_constraint(name),
            sorted(found.get_foreign_keys(name), key=str),
            sorted(((one["name"], one["sqltext"]) for one in found.get_check_constraints(name)), key=str),
            sorted(map(shown, found.get_indexes(name))),
        )
        for name in found.get_table_names()
    }


def test_the_migrations_make_the_tables(empty: Engine, tmp_path: Path) -> None:
    upgrade(empty)
    assert is_current(empty)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrated = schema(empty)
    direct = engine_of(sqlite_url(tmp_path) if empty.dialect.name == "sqlite" else empty_postgresql())
    metadata.create_all(direct)
    assert migrated.pop("alembic_version")
    assert migrated == schema(direct)
    assert set(migrated) == set(metadata.tables)
    empty.dispose()
    direct.dispose()


def test_every_primary_key_begins_with_the_account() -> None:
    others = [table.name for table in metadata.sorted_tables if next(iter(table.primary_key)).name != "account"]
    assert set(others) == SHARED | (NOT_OF_AN_ACCOUNT & set(metadata.tables))


def test_an_upgrade_twice_changes_nothing(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    open_store(url).close()
    before = Path(engine_of(url).url.database or "").read_bytes()
    open_store(url).close()
    assert Path(engine_of(url).url.database or "").read_bytes() == before


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
def test_postgresql_without_tables_says_what_to_run() -> None:
    url = empty_postgresql()
    with pytest.raises(StoreNotCurrent, match="run credit-rules db upgrade"):
        open_store(url)
    engine = engine_of(url)
    upgrade(engine)
    upgrade(engine)
    engine.dispose()
    open_store(url).close()


def test_tables_of_a_later_program_are_left_alone(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNotCurrent, match="version 9999, which only a later program knows"):
        upgrade(store.engine)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE invoices SET paid_minor = -1",
        "UPDATE invoices SET paid_minor = paid_minor + 1",
        "UPDATE invoices SET outstanding_minor = outstanding_minor + 1 WHERE status = 'issued'",
        "UPDATE invoices SET released_minor = paid_minor + 1",
        "UPDATE credits SET remaining_minor = amount_minor + 1",
        "UPDATE credits SET remaining_minor = -1",
        "UPDATE notes SET amount_minor = amount_minor + 1",
        "UPDATE lines SET credited_net_minor = net_minor + 1",
        "UPDATE allocations SET amount_minor = 0",
        "UPDATE accounts SET last_on = NULL",
        "DELETE FROM entries",
        "DELETE FROM credits",
        "INSERT INTO allocations VALUES ('ann', 'unknown', 1, 'unknown', 5)",
    ],
)
def test_the_database_itself_refuses_wrong_sums(tampering: str, store: SqlStore) -> None:
    with pytest.raises(IntegrityError), store.engine.begin() as connection:
        connection.exec_driver_sql(tampering)


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE credits SET remaining_minor = 0", "credits 1-GIFT differs from what its entries make it: remaining"),
        ("UPDATE credits SET state = replace(state, ':', ': ')", "credits 1-A-CN1 differs from what its entries make"),
        ("UPDATE invoices SET due_on = '2030-01-01'", "invoices 1-A differs from what its entries make it: due_on"),
        ("UPDATE lines SET product = 'swim'", "lines 1-A, L1 differs from what its entries make it: product"),
        ("DELETE FROM allocations", "allocations 1-A, "),
        ("UPDATE notes SET voided = 0", "notes 1-A-CN1 differs from what its entries make it: voided"),
        ("UPDATE accounts SET version = 3", "version 3 of 2026-01-01, but the last entry is "),
        ("DELETE FROM outbox; DELETE FROM entries WHERE number = 2", "its entries cannot be folded: entry 2 must come"),
        ("UPDATE entries SET format = 7 WHERE number = 1", "its entries cannot be folded: entry 1 has format 7"),
        ("UPDATE entries SET effects = '[]' WHERE number = 1", "its entries cannot be folded: "),
        (("INSERT INTO credits SELECT account, 'X', currency, credit_class, issued_on, usable_from, expires_on, paused,"
         " voided, amount_minor, remaining_minor, state FROM credits LIMIT 1"), "credits X follows from no entry"),
    ],
)  # fmt: skip
def test_a_row_that_was_tampered_with_is_found(tampering: str, told: str, store: SqlStore) -> None:
    assert list(verify(store)) == []
    with store.engine.begin() as connection:
        for statement in tampering.split("; "):
            connection.exec_driver_sql(statement)
    found = list(verify(store))
    assert any(fault.startswith(f"account ann: {told}") for fault in found), found
    assert list(verify(store, "bob")) == []


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE series SET last = last + 1", "series CN: its numbers are not 1 to 3, each once"),
        ("UPDATE note_numbers SET number = 7 WHERE number = 1", "series CN: its numbers are not 1 to 2, each once"),
        ("DELETE FROM series", "series CN has no last number"),
    ],
)
def test_a_gap_in_a_series_is_found(tampering: str, told: str, store: SqlStore) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql(tampering)
    assert list(verify(store)) == [told]


@pytest.mark.parametrize("url", ["", "store.db", "mysql://x", "sqlite://", "sqlite:///:memory:"])
def test_a_url_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="allowed are sqlite:///FILE and postgresql://USER@HOST/DATABASE"):
        engine_of(url)


def test_what_was_written_in_format_1_is_read_for_ever(tmp_path: Path) -> None:
    """The sample was written by version 0.1.0, and is never changed."""
    sample = json.loads((Path(__file__).parent / "samples" / "format_1.json").read_text())
    store = open_store(sqlite_url(tmp_path))
    with store.engine.begin() as connection:
        last = sample["entries"][-1]
        connection.exec_driver_sql("INSERT INTO accounts VALUES ('ann', ?, ?)", (last["number"], last["dated"]))
        columns = ", ".join(last)
        for row in sample["entries"]:
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO entries ({columns}) VALUES ({values})"), row)  # noqa: S608
    with store.reading("ann") as reading:
        account = Account().replay(recorded.entry for recorded in reading.recorded())
    states = {"invoices": account.invoices, "credits": account.credits, "notes": account.notes}
    assert {
        kind: [read_line(line_of(form_of(one))) for one in found.values()] for kind, found in states.items()
    } == sample["states"]
    assert {effect["effect"] for row in sample["entries"] for effect in json.loads(row["effects"])} == set(EFFECTS)
    store.close()


def test_asking_whether_the_tables_are_current_leaves_nothing_behind(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server is asked every few seconds; it looks at its program's files once, and its engine keeps no statement."""
    cache: Any = store.engine._compiled_cache
    kept = len(cache)
    monkeypatch.delattr(ScriptDirectory, "from_config")
    assert all(is_current(store.engine) for _ in range(5))
    assert len(cache) == kept
