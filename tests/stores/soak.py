"""The suite's crashes, many of them: `make soak` runs this after the machines."""

from __future__ import annotations

from stores.suites import PostgresqlSuite, SqliteSuite

FAULTS, KILLS = 5_000, 50


class TestSqliteForLong(SqliteSuite):
    faults, kills = FAULTS, KILLS


class TestPostgresqlForLong(PostgresqlSuite):
    faults, kills = FAULTS, KILLS
