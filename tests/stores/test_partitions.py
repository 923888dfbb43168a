"""Every table of accounts as hash partitions by the account: the suite passes, and a request touches one partition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import MetaData, Table, event

from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.columns import metadata
from credit_rules_adapters.stores.sql.opening import engine_of, upgrade
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.base import service_of
from credit_rules_adapters.testing.stores.story import story
from stores.databases import empty_postgresql
from stores.suites import PostgresqlSuite

PARTITIONS = 4
EXPLAINED = ("SELECT", "UPDATE", "DELETE")


def of_accounts(tables: MetaData) -> list[Table]:
    """Return the tables whose key begins with the account."""
    return [each for each in tables.sorted_tables if next(iter(each.primary_key)).name == "account"]


@cache
def template() -> str:
    """Make a database whose tables of accounts are partitioned, to be copied."""
    partitioned = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(partitioned)
    for table in of_accounts(partitioned):
        table.dialect_options["postgresql"]["partition_by"] = "HASH (account)"
    engine = engine_of(empty_postgresql("partitioned"))
    upgrade(engine)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        partitioned.create_all(connection)
        for table in of_accounts(partitioned):
            for number in range(PARTITIONS):
                connection.exec_driver_sql(
                    f"CREATE TABLE {table.name}_{number} PARTITION OF {table.name} "
                    f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
                )
    engine.dispose()
    return "partitioned"


class TestPartitioned(PostgresqlSuite):
    faults = 60
    kills = 1
    machine = settings(PostgresqlSuite.machine, max_examples=3)

    def make_store(self) -> SqlStore:
        store = open_store(empty_postgresql(template=template()))
        self.stores.append(store)
        return store


@pytest.fixture
def store() -> Iterator[SqlStore]:
    store = open_store(empty_postgresql(template=template()))
    yield store
    store.close()


def relations(plan: Any) -> set[str]:
    """Return the tables that a plan touches."""
    if isinstance(plan, list):
        return set().union(*map(relations, plan))
    if not isinstance(plan, dict):
        return set()
    return {plan["Relation Name"]} if "Relation Name" in plan else set().union(*map(relations, plan.values()))


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
def test_a_request_touches_one_partition_of_a_table(store: SqlStore) -> None:
    """Each statement of a story is explained with the values it had: no plan names two partitions of one table."""
    said: dict[str, Any] = {}

    def listen(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if statement.startswith(EXPLAINED):
            said[statement] = values

    event.listen(store.engine, "before_cursor_execute", listen)
    for request in story("ann", 1):
        service_of(store).carry_out(request)
    event.remove(store.engine, "before_cursor_execute", listen)
    assert len(said) > 10
    touched = set()
    with store.engine.connect() as connection:
        for statement, values in said.items():
            (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalars()
            found = relations(json.loads(plan) if isinstance(plan, str) else plan)
            parents = [name.rpartition("_")[0] for name in found - {"series"}]
            assert len(parents) == len(set(parents)), (statement, found)
            touched |= set(parents)
    assert {"accounts", "invoices", "credits", "notes", "allocations", "lines", "answers"} <= touched


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
def test_accounts_are_spread_and_verified(store: SqlStore) -> None:
    for number in range(12):
        for request in story(f"a{number}", number):
            service_of(store).carry_out(request)
    with store.engine.connect() as connection:
        rows = [
            connection.exec_driver_sql(f"SELECT count(*) FROM entries_{number}").scalar_one()  # noqa: S608
            for number in range(PARTITIONS)
        ]
    assert all(rows)
    assert len(store.accounts()) == 12
    assert list(verify(store)) == []
