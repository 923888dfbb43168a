"""Tokens: random, kept as a hash alone, shown once, revoked at any time, and over when they expire."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from attrs import frozen
from sqlalchemy import ColumnElement, Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from credit_rules_adapters.access.callers import Caller, Right, Role
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.opening import told_plainly
from credit_rules_adapters.stores.sql.tables import tokens


class TokenNameTaken(ValueError):
    """A token of that name was made before; it may be revoked, but its entries still bear its name."""


@frozen(kw_only=True)
class Token:
    """What is known of a token. The secret itself is not."""

    caller: Caller
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Tell whether it was neither revoked nor has expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so that a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def create(store: SqlStore, caller: Caller, *, now: datetime, expires_at: datetime | None = None) -> str:
    """Make a token for a caller and return its secret, which nobody can be shown again.

    :raises TokenNameTaken: a token, revoked or not, has the caller's name
    """
    secret = f"cr_{secrets.token_urlsafe(32)}"
    rights = {"limits": dict(caller.limits), "rights": sorted(caller.rights)}
    row = {
        "hash": hash_of(secret),
        "name": caller.name,
        "role": caller.role.value,
        "account": caller.account,
        "rights": json.dumps(rights),
        "made_at": now,
        "expires_at": expires_at,
    }
    try:
        with told_plainly(), store.engine.begin() as connection:
            connection.execute(insert(tokens).values(row))
    except IntegrityError as error:
        raise TokenNameTaken(f"{caller.name} is the name of a token that was made before; choose another") from error
    return secret


def revoke(store: SqlStore, name: str, *, now: datetime) -> bool:
    """Revoke the token of that name, at once and for good; tell whether there was one that was not revoked."""
    revoked = update(tokens).where(tokens.c.name == name, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
    with told_plainly(), store.engine.begin() as connection:
        return connection.execute(revoked).rowcount == 1


def tokens_of(store: SqlStore) -> Sequence[Token]:
    """Return all tokens, by name."""
    with store.reading_connection() as connection:
        return [_token(row) for row in connection.execute(select(tokens).order_by(tokens.c.name))]


def find(store: SqlStore, secret: str, *, now: datetime) -> Caller | None:
    """Return who has that secret, unless it was revoked or has expired."""
    return find_hash(store, hash_of(secret), now=now)


def find_hash(store: SqlStore, hashed: str, *, now: datetime) -> Caller | None:
    """Return who has the secret of that hash, unless it was revoked or has expired."""
    with store.reading_connection() as connection:
        return _find(connection, tokens.c.hash == hashed, now)


def find_name(connection: Connection, name: str, *, now: datetime) -> Caller | None:
    """Return who has the token of that name, unless it was revoked or has expired."""
    return _find(connection, tokens.c.name == name, now)


def _find(connection: Connection, which: ColumnElement[bool], now: datetime) -> Caller | None:
    row = connection.execute(select(tokens).where(which)).one_or_none()
    token = None if row is None else _token(row)
    return token.caller if token is not None and token.is_good(now) else None


def _token(row: Row[tuple[object, ...]]) -> Token:
    kept = json.loads(row.rights)
    caller = Caller(
        name=row.name,
        role=Role(row.role),
        account=row.account,
        limits=kept.get("limits", {}),
        rights=frozenset(map(Right, kept.get("rights", ()))),
    )
    return Token(caller=caller, made_at=row.made_at, expires_at=row.expires_at, revoked_at=row.revoked_at)
