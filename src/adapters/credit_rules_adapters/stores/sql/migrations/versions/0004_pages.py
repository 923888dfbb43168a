"""What the pages need: lists of all accounts by date, number and name; sessions; rates of those who sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade the tables."""
    id_ = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("invoices", sa.Column("listed_on", sa.Date(), nullable=False, server_default="9999-12-31"))
    op.execute("UPDATE invoices SET listed_on = issued_on WHERE issued_on IS NOT NULL")
    op.create_index("ix_invoices_listed", "invoices", ["listed_on", "id", "account"])
    op.create_index("ix_invoices_number", "invoices", ["id", "account"])
    op.add_column("directory", sa.Column("name_key", id_, nullable=False, server_default=""))
    connection = op.get_bind()
    directory = sa.table("directory", sa.column("account"), sa.column("name"), sa.column("name_key"))
    for account, name in connection.execute(sa.select(directory.c.account, directory.c.name)).all():
        of = directory.c.account == account
        connection.execute(sa.update(directory).where(of).values(name_key=name.casefold()))
    op.create_index("ix_directory_name_key", "directory", ["name_key", "account"])
    op.create_table(
        "sessions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token"], ["tokens.hash"], name=op.f("fk_sessions_tokens")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_seen_at", "sessions", ["seen_at"])
    op.drop_table("rates")  # it counts a minute: nothing is lost
    op.create_table(
        "rates",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_rates")),
    )
