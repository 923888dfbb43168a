"""What waits for a second person, and who approved an entry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade the tables."""
    op.add_column("entries", sa.Column("approver", _ID, nullable=True))
    op.create_table(
        "approvals",
        sa.Column("account", _ID, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor", _ID, nullable=False),
        sa.Column("key", _ID, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_by", _ID, nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "number > 0 AND amount_minor > limit_minor AND limit_minor >= 0", name=op.f("ck_approvals_above_limit")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'rejected', 'withdrawn')", name=op.f("ck_approvals_state")
        ),
        sa.CheckConstraint(
            "(state = 'pending' AND settled_by IS NULL AND settled_at IS NULL)"
            " OR (state <> 'pending' AND settled_by IS NOT NULL AND settled_at IS NOT NULL)",
            name=op.f("ck_approvals_settled"),
        ),
        sa.CheckConstraint(
            "(state = 'approved' AND entry IS NOT NULL AND settled_by <> actor)"
            " OR (state <> 'approved' AND entry IS NULL)",
            name=op.f("ck_approvals_two_persons"),
        ),
        sa.ForeignKeyConstraint(["account"], ["accounts.account"], name=op.f("fk_approvals_accounts")),
        sa.ForeignKeyConstraint(
            ["account", "entry"], ["entries.account", "entries.number"], name=op.f("fk_approvals_entries")
        ),
        sa.PrimaryKeyConstraint("account", "number", name=op.f("pk_approvals")),
    )
    op.create_index("ix_approvals_key", "approvals", ["account", "actor", "key"], unique=True)
    op.create_index("ix_approvals_state", "approvals", ["state", "account", "number"], unique=False)
