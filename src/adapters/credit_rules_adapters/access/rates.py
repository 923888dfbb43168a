"""How many requests a token may make in a minute, counted in the database for all servers together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case

from credit_rules_adapters.access.tokens import hash_of
from credit_rules_adapters.access.upserting import insert_into
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.opening import told_plainly
from credit_rules_adapters.stores.sql.tables import rates

_SECONDS = 60


def count(store: SqlStore, secret: str, *, now: datetime) -> int:
    """Count one more request of a token that exists, and return how many it made in this minute."""
    minute = int(now.timestamp()) // _SECONDS
    begun = insert_into(rates, store.engine).values(hash=hash_of(secret), minute=minute, requests=1)
    same = rates.c.minute == begun.excluded.minute
    counted = begun.on_conflict_do_update(
        index_elements=[rates.c.hash],
        set_={"minute": begun.excluded.minute, "requests": case((same, rates.c.requests + 1), else_=1)},
    ).returning(rates.c.requests)
    with told_plainly(), store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")  # a crash may forget a count, no more
        return int(connection.execute(counted).scalar_one())


def seconds_left(now: datetime) -> int:
    """Return in how many seconds the next minute begins."""
    return _SECONDS - int(now.timestamp()) % _SECONDS
