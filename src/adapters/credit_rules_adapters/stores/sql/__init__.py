"""A store over SQLite or PostgreSQL (the extra `sql`)."""

from credit_rules_adapters.stores.sql.store import JoiningStore, SqlStore, open_store

__all__ = ["JoiningStore", "SqlStore", "open_store"]
