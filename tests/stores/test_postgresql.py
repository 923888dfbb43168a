"""The store over PostgreSQL passes the suite, on a real server."""

from __future__ import annotations

from stores.suites import PostgresqlSuite


class TestPostgresql(PostgresqlSuite):
    pass
