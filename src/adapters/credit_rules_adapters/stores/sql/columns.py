"""What the columns of the tables have in common."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    TypeDecorator,
    text,
)


class Instant(TypeDecorator[datetime]):
    """A time with its zone: kept in UTC, which SQLite does not say."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write it in UTC."""
        if value is None:
            return None
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read it in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


# Sorted by code point, as ids are in the rules.
_Id = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def key_column(name: str = "account") -> Column[str]:
    """Return an id of a primary key."""
    return Column(name, _Id, primary_key=True)


def id_column(name: str, *, needed: bool = True, default: str | None = None) -> Column[str]:
    """Return an id, sorted by code point as in the rules."""
    return Column(name, _Id, nullable=not needed, server_default=default)


def minor_column(name: str) -> Column[int]:
    """Return a sum in minor units, of 64 bits."""
    return Column(f"{name}_minor", BigInteger, nullable=False)


def not_negative(*names: str) -> CheckConstraint:
    """Demand that those sums are 0 or more."""
    return CheckConstraint(" AND ".join(f"{name}_minor >= 0" for name in names), name="not_negative")


def belongs_to(table: str, *columns: str) -> ForeignKeyConstraint:
    """Refer to a row of the same account."""
    keys = [f"{table}.account", *([f"{table}.id"] if columns else [])]
    return ForeignKeyConstraint(["account", *columns], keys)


def state_column() -> Column[str]:
    """Return the column of a state as JSON."""
    return Column("state", Text, nullable=False)


def index_above_zero(name: str, column: str) -> Index:
    """Index the rows of an account of which something is left: few, however long its past."""
    above_zero = text(f"{column} > 0")
    return Index(name, "account", "id", postgresql_where=above_zero, sqlite_where=above_zero)
