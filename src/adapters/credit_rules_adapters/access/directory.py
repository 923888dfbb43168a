"""The directory: who the person behind an account is. It stands outside the entries, so that it can be erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import asdict, frozen
from sqlalchemy import delete, select

from credit_rules_adapters.access.upserting import insert_into
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.opening import told_plainly
from credit_rules_adapters.stores.sql.tables import directory


@frozen(kw_only=True)
class Person:
    """What may have to be forgotten of a customer."""

    name: str = ""
    address: str = ""
    tax_number: str = ""


def person_of(store: SqlStore, account: str) -> Person | None:
    """Return who the person behind an account is, if that is known."""
    with store.reading_connection() as connection:
        row = connection.execute(select(directory).where(directory.c.account == account)).one_or_none()
    return None if row is None else Person(name=row.name, address=row.address, tax_number=row.tax_number)


def write_person(store: SqlStore, account: str, person: Person) -> None:
    """Write down who the person behind an account is, in place of what was written before."""
    row = {**asdict(person), "name_key": name_key(person.name)}
    written = insert_into(directory, store.engine).values(account=account, **row)
    with told_plainly(), store.engine.begin() as connection:
        connection.execute(written.on_conflict_do_update(index_elements=[directory.c.account], set_=row))


def name_key(name: str) -> str:
    """Return that by which a name is found: its letters, large or small."""
    return name.strip().casefold()


def names_of(store: SqlStore, accounts: Iterable[str]) -> Mapping[str, str]:
    """Return the names of those persons that have one, by account."""
    named = select(directory.c.account, directory.c.name).where(
        directory.c.account.in_(set(accounts)), directory.c.name != ""
    )
    with store.reading_connection() as connection:
        return {row.account: row.name for row in connection.execute(named)}


def erase_person(store: SqlStore, account: str) -> bool:
    """Erase what is known of the person behind an account; tell whether anything was. What was recorded stays."""
    with told_plainly(), store.engine.begin() as connection:
        return connection.execute(delete(directory).where(directory.c.account == account)).rowcount == 1
