"""What commands over a store have in common: opening it, and telling in a line what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

from credit_rules_adapters.cli.arguments import mistaken, read
from credit_rules_adapters.text.mistakes import NotUnderstood
from credit_rules_adapters.text.readers import day_in_text, identifier

if TYPE_CHECKING:
    from credit_rules_adapters.stores.sql import SqlStore


@contextmanager
def opened(url: str, *, must_exist: bool = False) -> Iterator[SqlStore]:
    """Open the store at a URL, for a time; a SQLite file that is not there is made, unless it must exist.

    :raises NotUnderstood: there is none, or it could not do what it was asked
    """
    from credit_rules_adapters.stores.protocol import StoreError
    from credit_rules_adapters.stores.sql import open_store

    try:
        file = url.removeprefix("sqlite:///")
        if must_exist and file != url and not Path(file).exists():
            raise FileNotFoundError(f"there is no file {file}")
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()
    except (StoreError, ValueError, FileNotFoundError) as error:
        raise mistaken("--store", str(error)) from error


def day_of(on: str | None) -> date:
    """Read the business date; without one, today's in UTC."""
    return datetime.now(UTC).date() if on is None else read("--on", on, day_in_text)


def actor_of(name: str | None) -> str:
    """Read who it is; without a name, the user of this machine."""
    if name is not None:
        return read("--actor", name, identifier)
    try:
        return read("--actor", getuser(), identifier)
    except (OSError, KeyError, NotUnderstood) as error:
        raise mistaken("--actor", "is needed, for this user has no name; allowed is one, like --actor kim") from error
