"""How often somebody may ask in a minute, counted in the database for all servers together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, delete

from credit_rules_adapters.access.upserting import insert_into
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.opening import told_plainly
from credit_rules_adapters.stores.sql.tables import rates

_SECONDS = 60


def count(store: SqlStore, asker: str, *, now: datetime) -> int:
    """Count one more request of a token that exists, given as its hash, or of an address that signs in.

    Return how many came from there in this minute.
    """
    minute = int(now.timestamp()) // _SECONDS
    begun = insert_into(rates, store.engine).values(hash=asker, minute=minute, requests=1)
    same = rates.c.minute == begun.excluded.minute
    counted = begun.on_conflict_do_update(
        index_elements=[rates.c.hash],
        set_={"minute": begun.excluded.minute, "requests": case((same, rates.c.requests + 1), else_=1)},
    ).returning(rates.c.requests)
    with told_plainly(), store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")  # a crash may forget a count, no more
        return int(connection.execute(counted).scalar_one())


def forget(store: SqlStore, *, now: datetime) -> None:
    """Forget who asked before this minute: an address that signs in need not come back."""
    with told_plainly(), store.engine.begin() as connection:
        connection.execute(delete(rates).where(rates.c.minute < int(now.timestamp()) // _SECONDS))


def seconds_left(now: datetime) -> int:
    """Return in how many seconds the next minute begins."""
    return _SECONDS - int(now.timestamp()) % _SECONDS
