"""`import` and `export`: tables into a store, and a whole store as a folder and back (the extra `sql`)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from attrs import frozen
from cyclopts import App, Parameter

from credit_rules_adapters.cli.arguments import mistaken
from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.cli.stores import actor_of, day_of, opened
from credit_rules_adapters.cli.tables import print_table
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, listed, shown
from credit_rules_adapters.text.money import DIGITS, format_amount
from credit_rules_adapters.text.policies import load_policy

app = App(name="import", help="Import into a store.", help_format="plaintext", sort_key=8)


@Parameter(name="*")
@frozen(kw_only=True)
class Entering:
    """Where a table enters, and how."""

    store: Annotated[str, Parameter(help="sqlite:///FILE or postgresql://USER@HOST/DATABASE")]
    on: Annotated[str | None, Parameter(help="the business date, like 2026-03-01 (today, if not given)")] = None
    actor: Annotated[str | None, Parameter(help="who imports (the user of this machine, if not given)")] = None
    policy: Annotated[str, Parameter(help="a preset's name (joinin if not given), or a TOML file")] = "joinin"
    currency: Annotated[str | None, Parameter(help="that of a file without the column; all rows must be in it")] = None
    preview: Annotated[bool, Parameter(help="check and decide everything; record nothing")] = False
    json: Annotated[bool, Parameter(help="print the result as JSON")] = False


@app.command
def invoices(file: Path, /, *, how: Entering) -> int:
    """Import invoices: a row is one with its total, or a line of one.

    Args:
        file: a CSV, Parquet or Arrow file, by its ending
        how: see below
    """
    return _enter("invoices", file, how)


@app.command
def credits(file: Path, /, *, how: Entering) -> int:
    """Import account credit: opening balances, and grants where a kind is given.

    Args:
        file: a CSV, Parquet or Arrow file, by its ending
        how: see below
    """
    return _enter("credits", file, how)


@app.command
def everything(folder: Path, /, *, store: str, json: bool = False) -> int:
    """Make the state that `export` wrote, in an empty store.

    Args:
        folder: what `export` wrote
        store: sqlite:///FILE or postgresql://USER@HOST/DATABASE
        json: print how many rows each table has, as JSON
    """
    from credit_rules_adapters.exchange.restoring import restore

    with opened(store) as place:
        counts = restore(place, folder)
    _tell(counts, json=json)
    if not json:
        say(f"Imported from {folder}.")
    return 0


@Parameter(name="*")
@frozen(kw_only=True)
class Leaving:
    """What is exported, and in which form."""

    store: Annotated[str, Parameter(help="sqlite:///FILE or postgresql://USER@HOST/DATABASE")]
    format: Annotated[str, Parameter(help="csv (if not given) or parquet")] = "csv"
    replace: Annotated[bool, Parameter(help="replace the folder if it exists")] = False
    json: Annotated[bool, Parameter(help="print how many rows each table has, as JSON")] = False


def export(folder: Path, /, *, how: Leaving) -> int:
    """Export everything a store holds: the record, for `import everything`, and tables for people.

    Args:
        folder: a folder that must not exist yet; it appears whole or not at all
        how: see below
    """
    from credit_rules_adapters.exchange.exporting import export as write
    from credit_rules_adapters.exchange.forms import FORMATS

    if how.format not in FORMATS:
        raise mistaken("--format", f"{shown(how.format)} is no format; {listed(FORMATS)}")
    demand_new(folder, replace=how.replace)
    with opened(how.store, must_exist=True) as place:
        counts = write(place, folder, how.format, replace=how.replace)
    _tell(counts, json=how.json)
    if not how.json:
        say(f"Written to {folder}.")
    return 0


def demand_new(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that exists, unless it may be replaced; a file never is.

    :raises NotUnderstood: it does
    """
    if folder.exists() and not replace:
        raise NotUnderstood([Mistake(str(folder), None, "", "exists already; allowed is a new folder, or --replace")])
    if folder.exists() and not folder.is_dir():
        what = "is no folder; allowed is a folder to replace, or a new one"
        raise NotUnderstood([Mistake(str(folder), None, "", what)])


def _enter(table: str, file: Path, how: Entering) -> int:
    from credit_rules_adapters.exchange.importing import Import, RowsRefused, import_table

    if how.currency is not None and how.currency not in DIGITS:
        raise mistaken("--currency", f"{shown(how.currency)} is no currency; allowed are the codes of ISO 4217")
    given = Import(
        actor=actor_of(how.actor),
        at=datetime.now(UTC),
        on=day_of(how.on),
        policy=load_policy(how.policy),
        currency=how.currency,
        preview=how.preview,
    )
    with opened(how.store) as store:
        try:
            entered = import_table(store, file, table, given)
        except RowsRefused as error:
            return _refused(error.mistakes, how)
    form = {"preview": how.preview, "entered": entered.entered, "accounts": entered.accounts}
    if how.json:
        print_json({**form, "sums_minor": dict(entered.sums)})
        return 0
    sums = [(currency, format_amount(minor, currency)) for currency, minor in entered.sums.items()]
    print_table(("Currency", "Sum"), sums, right={1})
    one, many = ("invoice", "invoices") if table == "invoices" else ("lot", "lots")
    counted = f"{_counted(entered.entered, one, many)} of {_counted(entered.accounts, 'account', 'accounts')}"
    say(f"{counted} would enter; nothing was written." if how.preview else f"{counted} entered.")
    return 0


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _refused(mistakes: tuple[Mistake, ...], how: Entering) -> int:
    """Tell the rows that a rule or the store refuses; nothing was written."""
    if how.json:
        print_json({"preview": how.preview, "refused": [str(mistake) for mistake in mistakes]})
        return 1
    for mistake in mistakes:
        say(str(mistake), to=sys.stderr)
    return 1


def _tell(counts: Mapping[str, int], *, json: bool) -> None:
    if json:
        print_json(dict(counts))
    else:
        print_table(("Table", "Rows"), [(name, f"{rows:,}") for name, rows in counts.items()], right={1})
