"""How many requests a token made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade the tables."""
    op.create_table(
        "rates",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["tokens.hash"], name=op.f("fk_rates_tokens")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_rates")),
    )
