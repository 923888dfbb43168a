"""Sessions of the pages: begun with a token, over when idle or old, ended by signing out or with the token.

A library's session would keep the token's owner in itself, or take up the id that a browser sends; here an id is drawn
at each sign-in, a hash of it is kept as of tokens, and every request asks whether the token is still good.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from attrs import frozen
from sqlalchemy import delete, insert, select, update

from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.access.tokens import find_hash, hash_of
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.opening import told_plainly
from credit_rules_adapters.stores.sql.tables import sessions

IDLE = timedelta(hours=1)
"""How long a session lives without a request."""
LONGEST = timedelta(hours=12)
"""How long a session lives at most."""
_SEEN = timedelta(minutes=1)
"""How exactly it is kept when it was last seen: not every look at a page is to be a write."""


@frozen(kw_only=True)
class Session:
    """Who is signed in, with which token (its hash), by which secret."""

    caller: Caller
    token: str
    secret: str


def begin(store: SqlStore, token: str, *, now: datetime) -> str | None:
    """Begin a session with a token's secret; return the session's own, or None where the token is not good."""
    if find_hash(store, hash_of(token), now=now) is None:
        return None
    secret = secrets.token_urlsafe(32)
    row = {"hash": hash_of(secret), "token": hash_of(token), "made_at": now, "seen_at": now}
    with told_plainly(), store.engine.begin() as connection:
        connection.execute(delete(sessions).where(sessions.c.seen_at <= now - IDLE))
        connection.execute(insert(sessions).values(row))
    return secret


def find(store: SqlStore, secret: str, *, now: datetime) -> Session | None:
    """Return the session with that secret, unless it is over or its token is good no more."""
    with store.reading_connection() as connection:
        row = connection.execute(select(sessions).where(sessions.c.hash == hash_of(secret))).one_or_none()
    if row is None or now - row.seen_at >= IDLE or now - row.made_at >= LONGEST:
        return None
    caller = find_hash(store, row.token, now=now)
    if caller is None:
        return None
    if now - row.seen_at >= _SEEN:
        seen = update(sessions).where(sessions.c.hash == row.hash).values(seen_at=now)
        with told_plainly(), store.engine.begin() as connection:
            connection.execute(seen)
    return Session(caller=caller, token=row.token, secret=secret)


def end(store: SqlStore, secret: str) -> None:
    """End a session, if there is one."""
    with told_plainly(), store.engine.begin() as connection:
        connection.execute(delete(sessions).where(sessions.c.hash == hash_of(secret)))
