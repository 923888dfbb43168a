"""The tables, once for SQLite and PostgreSQL. Entries are the record; invoices to allocations follow from them.

Every primary key but that of a series begins with the account. Sums are held by constraints beside the engine. A state
stands as JSON beside the columns that are searched and constrained; `verifying` shows that each follows from the
entries.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
)

from credit_rules_adapters.stores.sql.columns import (
    Instant,
    belongs_to,
    id_column,
    index_above_zero,
    key_column,
    metadata,
    minor_column,
    not_negative,
    state_column,
)

accounts = Table(
    "accounts",
    metadata,
    key_column(),
    Column("version", BigInteger, nullable=False),
    Column("last_on", Date),
    CheckConstraint("(version = 0 AND last_on IS NULL) OR (version > 0 AND last_on IS NOT NULL)", name="version"),
)

entries = Table(
    "entries",
    metadata,
    key_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("dated", Date, nullable=False),
    Column("policy", Text, nullable=False),
    Column("format", Integer, nullable=False),
    Column("effects", Text, nullable=False),
    id_column("actor"),
    Column("at", Instant, nullable=False),
    id_column("key", needed=False),
    id_column("approver", needed=False),
    belongs_to("accounts"),
    CheckConstraint("number > 0", name="number"),
)

outbox = Table(
    "outbox",
    metadata,
    key_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    ForeignKeyConstraint(["account", "number"], ["entries.account", "entries.number"]),
)

invoices = Table(
    "invoices",
    metadata,
    key_column(),
    key_column("id"),
    Column("status", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("issued_on", Date),
    Column("due_on", Date),
    *map(minor_column, ("total", "paid", "pending", "applied", "reduced", "restored", "released", "outstanding")),
    state_column(),
    # by which all invoices are listed: when it was issued; a draft is the newest
    Column("listed_on", Date, nullable=False, server_default="9999-12-31"),
    belongs_to("accounts"),
    not_negative("total", "paid", "pending", "applied", "reduced", "restored", "released", "outstanding"),
    CheckConstraint("reduced_minor <= total_minor - restored_minor - released_minor", name="creditable"),
    CheckConstraint(
        "reduced_minor <= total_minor - restored_minor - paid_minor - pending_minor - applied_minor", name="settled"
    ),
    CheckConstraint(
        "outstanding_minor = CASE WHEN status = 'issued' THEN total_minor - reduced_minor - restored_minor - paid_minor"
        " - pending_minor - applied_minor ELSE 0 END",
        name="outstanding",
    ),
    CheckConstraint("released_minor <= paid_minor", name="released"),
    index_above_zero("ix_invoices_open", "outstanding_minor"),
    Index("ix_invoices_listed", "listed_on", "id", "account"),
    Index("ix_invoices_number", "id", "account"),
)

lines = Table(
    "lines",
    metadata,
    key_column(),
    key_column("invoice"),
    key_column("id"),
    Column("place", Integer, nullable=False),
    id_column("product", needed=False),
    id_column("beneficiary", needed=False),
    *map(minor_column, ("net", "tax", "credited_net", "credited_tax")),
    belongs_to("invoices", "invoice"),
    not_negative("net", "tax", "credited_net", "credited_tax"),
    CheckConstraint("credited_net_minor <= net_minor AND credited_tax_minor <= tax_minor", name="credited"),
    Index("ix_lines_product", "product", "account"),
)

credits = Table(
    "credits",
    metadata,
    key_column(),
    key_column("id"),
    Column("currency", Text, nullable=False),
    Column("credit_class", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("usable_from", Date, nullable=False),
    Column("expires_on", Date),
    Column("paused", Boolean, nullable=False),
    Column("voided", Boolean, nullable=False),
    *map(minor_column, ("amount", "remaining")),
    state_column(),
    belongs_to("accounts"),
    not_negative("amount", "remaining"),
    CheckConstraint("remaining_minor <= amount_minor", name="remaining"),
    index_above_zero("ix_credits_remaining", "remaining_minor"),
)

notes = Table(
    "notes",
    metadata,
    key_column(),
    key_column("id"),
    id_column("invoice"),
    Column("currency", Text, nullable=False),
    Column("voided", Boolean, nullable=False),
    *map(minor_column, ("amount", "reduced", "restored", "account_credit", "refund")),
    state_column(),
    belongs_to("invoices", "invoice"),
    not_negative("amount", "reduced", "restored", "account_credit", "refund"),
    CheckConstraint(
        "amount_minor = reduced_minor + restored_minor + account_credit_minor + refund_minor AND amount_minor > 0",
        name="parts",
    ),
    Index("ix_notes_invoice", "account", "invoice"),
)

allocations = Table(
    "allocations",
    metadata,
    key_column(),
    key_column("invoice"),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    id_column("credit"),
    minor_column("amount"),
    belongs_to("invoices", "invoice"),
    belongs_to("credits", "credit"),
    CheckConstraint("amount_minor > 0", name="amount"),
    Index("ix_allocations_credit", "account", "credit"),
)

answers = Table(
    "answers",
    metadata,
    key_column(),
    key_column("actor"),
    key_column("key"),
    Column("request", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_answers_at", "at"),
)

note_numbers = Table(
    "note_numbers",
    metadata,
    key_column(),
    key_column("note"),
    id_column("series"),
    Column("number", BigInteger, nullable=False),
    ForeignKeyConstraint(["account", "note"], ["notes.account", "notes.id"]),
    CheckConstraint("number > 0", name="number"),
    Index("ix_note_numbers_series", "series", "number"),
)

series = Table(
    "series",
    metadata,
    key_column("series"),
    Column("last", BigInteger, nullable=False),
)

# Who a customer is stands apart from what was recorded, so that it can be erased.
directory = Table(
    "directory",
    metadata,
    key_column(),
    Column("name", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("tax_number", Text, nullable=False, server_default=""),
    id_column("name_key", default=""),  # the name in small letters, by which it is found
    Index("ix_directory_name_key", "name_key", "account"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    id_column("name"),
    Column("role", Text, nullable=False),
    id_column("account", needed=False),
    Column("rights", Text, nullable=False, server_default="{}"),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Index("ix_tokens_name", "name", unique=True),
)

# Who signed in to the pages with a token; the browser alone has the secret.
sessions = Table(
    "sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    ForeignKeyConstraint(["token"], ["tokens.hash"]),
    Index("ix_sessions_seen_at", "seen_at"),
)

# How often a token, or an address that signs in, asked in its last minute: shared by all servers.
rates = Table(
    "rates",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("minute", BigInteger, nullable=False),
    Column("requests", BigInteger, nullable=False),
)

# What a clerk asked for above their limit: no part of what was recorded until somebody else approved it.
approvals = Table(
    "approvals",
    metadata,
    key_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    id_column("actor"),
    id_column("key"),
    Column("request", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("currency", Text, nullable=False),
    *map(minor_column, ("amount", "limit")),
    Column("state", Text, nullable=False),
    id_column("settled_by", needed=False),
    Column("settled_at", Instant),
    Column("reason", Text),
    Column("entry", BigInteger),
    belongs_to("accounts"),
    ForeignKeyConstraint(["account", "entry"], ["entries.account", "entries.number"]),
    CheckConstraint("number > 0 AND amount_minor > limit_minor AND limit_minor >= 0", name="above_limit"),
    CheckConstraint("state IN ('pending', 'approved', 'rejected', 'withdrawn')", name="state"),
    CheckConstraint(
        "(state = 'pending' AND settled_by IS NULL AND settled_at IS NULL)"
        " OR (state <> 'pending' AND settled_by IS NOT NULL AND settled_at IS NOT NULL)",
        name="settled",
    ),
    CheckConstraint(
        "(state = 'approved' AND entry IS NOT NULL AND settled_by <> actor) OR (state <> 'approved' AND entry IS NULL)",
        name="two_persons",
    ),
    Index("ix_approvals_key", "account", "actor", "key", unique=True),
    Index("ix_approvals_state", "state", "account", "number"),
)

DERIVED: tuple[Table, ...] = (invoices, lines, credits, notes, allocations)
"""The tables that follow from the entries, in an order in which their rows may be written."""

Row = dict[str, Any]
