"""What `export` wrote comes back: the record as it was, and every table that follows from it made anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from credit_rules import Account
from credit_rules_adapters.exchange.exporting import FORMAT, MANIFEST, RECORD, is_empty, recorded_tables
from credit_rules_adapters.exchange.forms import FORMATS, rows_of
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.opening import told_plainly
from credit_rules_adapters.stores.sql.rows import recorded_of
from credit_rules_adapters.stores.sql.tables import Row, accounts, entries
from credit_rules_adapters.stores.sql.verifying import ROWS_MADE, of_series
from credit_rules_adapters.text.mistakes import TOLD, Mistake, NotUnderstood

_ROWS = 5000


def restore(store: SqlStore, folder: Path) -> dict[str, int]:
    """Make the state that was exported, in an empty store; return how many rows of the record each table has.

    It is one transaction: all of it is there at the end, or nothing.

    :raises NotUnderstood: the store is not empty; a file is missing or broken, and the first mistake is named; or the
        record is not whole: entries that cannot be folded, a version or a number that is not theirs
    :raises StoreError: the store could not; nothing was written
    """
    kind = _kind_of(folder)
    counts: dict[str, int] = {}
    with told_plainly(), store.engine.begin() as connection:
        if not is_empty(connection):
            raise _wrong(folder, "the store is not empty; allowed is one without accounts, series and directory")
        try:
            for table in sorted(recorded_tables(), key=lambda table: table not in {accounts, entries}):
                write = _write_entries if table is entries else _write
                counts[table.name] = write(connection, table, rows_of(folder / RECORD, table, kind))
        except IntegrityError as error:
            raise _wrong(folder, f"the record does not hold together: {error.orig}") from error
        except _CannotBeFolded as error:
            raise _wrong(folder / RECORD / f"{entries.name}.{kind}", str(error)) from error
        faults = [*_wrong_versions(connection), *of_series(connection)]
        if faults:
            raise NotUnderstood(Mistake(str(folder), None, "", fault) for fault in faults[:TOLD])
    return counts


def _kind_of(folder: Path) -> str:
    """Read of which kind the files of an export are."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found, kind = manifest["format"], manifest["kind"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _wrong(folder / MANIFEST, f"{error}; allowed is what an export wrote") from error
    if found != FORMAT or kind not in FORMATS:
        what = f"has format {found} and kind {kind}; allowed are format {FORMAT} and {', '.join(FORMATS)}"
        raise _wrong(folder / MANIFEST, what)
    return str(kind)


def _wrong(path: Path, what: str) -> NotUnderstood:
    return NotUnderstood([Mistake(str(path), None, "", what)])


class _CannotBeFolded(Exception):
    """The entries of an account do not follow from one another."""


def _write(connection: Connection, table: Table, rows: Iterator[Row]) -> int:
    written = 0
    while some := [*islice(rows, _ROWS)]:
        connection.execute(insert(table), some)
        written += len(some)
    return written


def _write_entries(connection: Connection, table: Table, rows: Iterator[Row]) -> int:
    """Write entries, and the rows that follow from them, account by account."""
    held: dict[Table, list[Row]] = {each: [] for each in (table, *ROWS_MADE)}
    written = 0
    for account, group in groupby(rows, key=lambda row: row["account"]):
        own = [*group]
        folded = _folded(str(account), own)
        held[table] += own
        for each, rows_of_account in ROWS_MADE.items():
            held[each] += rows_of_account(folded)
        written += len(own)
        if len(held[table]) >= _ROWS:
            _write_held(connection, held)
    _write_held(connection, held)
    return written


def _folded(account: str, rows: Sequence[Row]) -> Account:
    try:
        return Account().replay(recorded_of(row).entry for row in rows)
    except (ValueError, KeyError, TypeError) as error:
        raise _CannotBeFolded(f"the entries of account {account} cannot be folded: {error}") from error


def _write_held(connection: Connection, held: Mapping[Table, list[Row]]) -> None:
    for table, rows in held.items():
        if rows:
            connection.execute(insert(table), rows)
            rows.clear()


def _wrong_versions(connection: Connection) -> Iterator[str]:
    """Yield the accounts whose version or last date is not that of their last entry."""
    last = (
        select(entries.c.account, func.count().label("entries"), func.max(entries.c.dated).label("dated"))
        .group_by(entries.c.account)
        .subquery()
    )
    differing = (accounts.c.version != func.coalesce(last.c.entries, 0)) | accounts.c.last_on.is_distinct_from(
        last.c.dated
    )
    found = select(accounts.c.account, accounts.c.version).outerjoin(last, last.c.account == accounts.c.account)
    for account, version in connection.execute(found.where(differing).limit(TOLD)):
        yield f"account {account}: version {version} is not that of its last entry"
