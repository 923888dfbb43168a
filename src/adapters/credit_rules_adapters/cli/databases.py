"""`db upgrade`, `db verify` and `db backup`: the tables of a store (the extra `sql`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = App(name="db", help="Upgrade, verify and back up a store.", help_format="plaintext", sort_key=8)


@app.command
def upgrade(url: str, /) -> int:
    """Make the tables of a store, or bring them up to date.

    Args:
        url: sqlite:///FILE or postgresql://USER@HOST/DATABASE
    """
    from credit_rules_adapters.stores.sql import opening

    with _engine(url) as engine:
        opening.upgrade(engine)
    say("The tables are up to date.")
    return 0


@app.command
def verify(url: str, /, *, json: bool = False) -> int:
    """Fold every account's entries anew, and tell each row that is not what they make it.

    Args:
        url: sqlite:///FILE or postgresql://USER@HOST/DATABASE
        json: print the faults as JSON
    """
    from credit_rules_adapters.stores.sql import SqlStore, opening, verifying

    with _engine(url, must_exist=True) as engine:
        opening.demand_current(engine)
        store = SqlStore(engine)
        accounts = len(store.accounts())
        faults = list(verifying.verify(store))
    if json:
        print_json({"accounts": accounts, "faults": faults})
        return int(bool(faults))
    for fault in faults:
        say(fault, style="bold red")
    if not faults:
        say(f"Every row of {accounts} {'account' if accounts == 1 else 'accounts'} follows from the entries.")
    return int(bool(faults))


@app.command
def backup(url: str, file: Path, /) -> int:
    """Copy a store to a file while it is in use: of SQLite a database, of PostgreSQL what pg_restore reads.

    Args:
        url: sqlite:///FILE or postgresql://USER@HOST/DATABASE
        file: the file to write, which must not exist yet
    """
    from credit_rules_adapters.stores.sql import copying

    with _engine(url, must_exist=True) as engine:
        copying.back_up(engine, file)
    say(f"Written to {file}.")
    return 0


@contextmanager
def _engine(url: str, *, must_exist: bool = False) -> Iterator[Engine]:
    """Open a database, and tell in a line what is wrong with it."""
    from credit_rules_adapters.stores.protocol import StoreError
    from credit_rules_adapters.stores.sql import opening

    try:
        engine = opening.engine_of(url)
        if must_exist and engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
            raise FileNotFoundError(f"there is no file {engine.url.database}")
        try:
            yield engine
        finally:
            engine.dispose()
    except (StoreError, ValueError, OSError) as error:
        raise NotUnderstood([Mistake("credit-rules db", None, "", str(error))]) from error
