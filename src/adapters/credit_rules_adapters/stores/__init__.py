"""Where accounts are kept: the protocol, a store in memory, and one over SQLite and PostgreSQL."""
