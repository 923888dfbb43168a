"""Runs the migrations over the connection that `opening.upgrade` hands in."""

from __future__ import annotations

from alembic import context

from credit_rules_adapters.stores.sql.tables import accounts

context.configure(connection=context.config.attributes["connection"], target_metadata=accounts.metadata)
with context.begin_transaction():
    context.run_migrations()
