"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade the tables."""
    op.create_table(
        "accounts",
        sa.Column("account", _ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(version = 0 AND last_on IS NULL) OR (version > 0 AND last_on IS NOT NULL)",
            name=op.f("ck_accounts_version"),
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_accounts")),
    )
    op.create_table(
        "answers",
        sa.Column("account", _ID, nullable=False),
        sa.Column("actor", _ID, nullable=False),
        sa.Column("key", _ID, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "actor", "key", name=op.f("pk_answers")),
    )
    op.create_index("ix_answers_at", "answers", ["at"], unique=False)
    op.create_table(
        "directory",
        sa.Column("account", _ID, nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("tax_number", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_directory")),
    )
    op.create_table(
        "series",
        sa.Column("series", _ID, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_series")),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("name", _ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("account", _ID, nullable=True),
        sa.Column("rights", sa.Text(), server_default="{}", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tokens")),
    )
    op.create_index("ix_tokens_name", "tokens", ["name"], unique=True)
    op.create_table(
        "credits",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("credit_class", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("usable_from", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("remaining_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0 AND remaining_minor >= 0", name=op.f("ck_credits_not_negative")),
        sa.CheckConstraint("remaining_minor <= amount_minor", name=op.f("ck_credits_remaining")),
        sa.ForeignKeyConstraint(["account"], ["accounts.account"], name=op.f("fk_credits_accounts")),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_credits")),
    )
    op.create_index(
        "ix_credits_remaining",
        "credits",
        ["account", "id"],
        unique=False,
        postgresql_where=sa.text("remaining_minor > 0"),
        sqlite_where=sa.text("remaining_minor > 0"),
    )
    op.create_table(
        "entries",
        sa.Column("account", _ID, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.Column("actor", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", _ID, nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_entries_number")),
        sa.ForeignKeyConstraint(["account"], ["accounts.account"], name=op.f("fk_entries_accounts")),
        sa.PrimaryKeyConstraint("account", "number", name=op.f("pk_entries")),
    )
    op.create_table(
        "invoices",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("pending_minor", sa.BigInteger(), nullable=False),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("reduced_minor", sa.BigInteger(), nullable=False),
        sa.Column("restored_minor", sa.BigInteger(), nullable=False),
        sa.Column("released_minor", sa.BigInteger(), nullable=False),
        sa.Column("outstanding_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            ""
            "outstanding_minor = CASE WHEN status = 'issued' THEN total_minor - reduced_minor - restored_minor "
            "- paid_minor - pending_minor - applied_minor ELSE 0 END",
            name=op.f("ck_invoices_outstanding"),
        ),
        sa.CheckConstraint(
            "reduced_minor <= total_minor - restored_minor - paid_minor - pending_minor - applied_minor",
            name=op.f("ck_invoices_settled"),
        ),
        sa.CheckConstraint(
            "reduced_minor <= total_minor - restored_minor - released_minor", name=op.f("ck_invoices_creditable")
        ),
        sa.CheckConstraint("released_minor <= paid_minor", name=op.f("ck_invoices_released")),
        sa.CheckConstraint(
            "total_minor >= 0 AND paid_minor >= 0 AND pending_minor >= 0 AND applied_minor >= 0 "
            "AND reduced_minor >= 0 AND restored_minor >= 0 AND released_minor >= 0 "
            "AND outstanding_minor >= 0",
            name=op.f("ck_invoices_not_negative"),
        ),
        sa.ForeignKeyConstraint(["account"], ["accounts.account"], name=op.f("fk_invoices_accounts")),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_invoices")),
    )
    op.create_index(
        "ix_invoices_open",
        "invoices",
        ["account", "id"],
        unique=False,
        postgresql_where=sa.text("outstanding_minor > 0"),
        sqlite_where=sa.text("outstanding_minor > 0"),
    )
    op.create_table(
        "allocations",
        sa.Column("account", _ID, nullable=False),
        sa.Column("invoice", _ID, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("credit", _ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_allocations_amount")),
        sa.ForeignKeyConstraint(
            ["account", "credit"], ["credits.account", "credits.id"], name=op.f("fk_allocations_credits")
        ),
        sa.ForeignKeyConstraint(
            ["account", "invoice"], ["invoices.account", "invoices.id"], name=op.f("fk_allocations_invoices")
        ),
        sa.PrimaryKeyConstraint("account", "invoice", "number", name=op.f("pk_allocations")),
    )
    op.create_index("ix_allocations_credit", "allocations", ["account", "credit"], unique=False)
    op.create_table(
        "lines",
        sa.Column("account", _ID, nullable=False),
        sa.Column("invoice", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("product", _ID, nullable=True),
        sa.Column("beneficiary", _ID, nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_net_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_tax_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "credited_net_minor <= net_minor AND credited_tax_minor <= tax_minor", name=op.f("ck_lines_credited")
        ),
        sa.CheckConstraint(
            "net_minor >= 0 AND tax_minor >= 0 AND credited_net_minor >= 0 AND credited_tax_minor >= 0",
            name=op.f("ck_lines_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["account", "invoice"], ["invoices.account", "invoices.id"], name=op.f("fk_lines_invoices")
        ),
        sa.PrimaryKeyConstraint("account", "invoice", "id", name=op.f("pk_lines")),
    )
    op.create_index("ix_lines_product", "lines", ["product", "account"], unique=False)
    op.create_table(
        "notes",
        sa.Column("account", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice", _ID, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reduced_minor", sa.BigInteger(), nullable=False),
        sa.Column("restored_minor", sa.BigInteger(), nullable=False),
        sa.Column("account_credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount_minor = reduced_minor + restored_minor + account_credit_minor + refund_minor AND amount_minor > 0",
            name=op.f("ck_notes_parts"),
        ),
        sa.CheckConstraint(
            "amount_minor >= 0 AND reduced_minor >= 0 AND restored_minor >= 0 "
            "AND account_credit_minor >= 0 AND refund_minor >= 0",
            name=op.f("ck_notes_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["account", "invoice"], ["invoices.account", "invoices.id"], name=op.f("fk_notes_invoices")
        ),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_invoice", "notes", ["account", "invoice"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("account", _ID, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["account", "number"], ["entries.account", "entries.number"], name=op.f("fk_outbox_entries")
        ),
        sa.PrimaryKeyConstraint("account", "number", name=op.f("pk_outbox")),
    )
    op.create_table(
        "note_numbers",
        sa.Column("account", _ID, nullable=False),
        sa.Column("note", _ID, nullable=False),
        sa.Column("series", _ID, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_note_numbers_number")),
        sa.ForeignKeyConstraint(["account", "note"], ["notes.account", "notes.id"], name=op.f("fk_note_numbers_notes")),
        sa.PrimaryKeyConstraint("account", "note", name=op.f("pk_note_numbers")),
    )
    op.create_index("ix_note_numbers_series", "note_numbers", ["series", "number"], unique=False)
