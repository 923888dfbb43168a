"""A copy of a whole database, made while it is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from credit_rules_adapters.stores.protocol import StoreError
from credit_rules_adapters.stores.sql.opening import told_plainly


def back_up(engine: Engine, file: Path) -> None:
    """Copy a database to a file, which appears whole or not at all: of SQLite a database, of PostgreSQL a `pg_dump`.

    :raises FileExistsError: the file exists
    :raises StoreError: the database could not be read, or `pg_dump` is not there
    """
    if file.exists():
        raise FileExistsError(f"{file} exists; allowed is a file that does not")
    beside = file.with_name(f".{file.name}.part")
    try:
        (_of_sqlite if engine.dialect.name == "sqlite" else _of_postgresql)(engine, beside)
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)


def _of_sqlite(engine: Engine, to: Path) -> None:
    with told_plainly(), closing(engine.raw_connection()) as source, closing(sqlite3.connect(to)) as copy:
        source.driver_connection.backup(copy)  # type: ignore[union-attr]


def _of_postgresql(engine: Engine, to: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise StoreError("pg_dump was not found; install PostgreSQL's client programs")
    url = engine.url.set(drivername="postgresql", password=None).render_as_string()
    command = [program, "--format=custom", "--no-password", f"--file={to}", f"--dbname={url}"]
    secret = {} if engine.url.password is None else {"PGPASSWORD": engine.url.password}
    done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StoreError(f"pg_dump failed: {done.stderr.strip()}")
