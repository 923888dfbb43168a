"""The insert that can say what happens where the row is there: each dialect has its own class for it."""

from __future__ import annotations

from sqlalchemy import Engine, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(table: Table, engine: Engine) -> postgresql.Insert | sqlite.Insert:
    """Return an insert into a table that takes `on_conflict_do_update`."""
    return postgresql.insert(table) if engine.dialect.name == "postgresql" else sqlite.insert(table)
