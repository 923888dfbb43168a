"""The store over SQLite passes the suite."""

from __future__ import annotations

from stores.suites import SqliteSuite


class TestSqlite(SqliteSuite):
    pass
