"""The versions of the tables, run by Alembic."""
