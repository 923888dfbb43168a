"""`allocate`: a bulk run from files to a folder, its summary and its report. It needs the extra `bulk`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

from attrs import frozen
from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, listed, shown
from credit_rules_adapters.text.money import DIGITS
from credit_rules_adapters.text.policies import load_policy
from credit_rules_adapters.text.readers import day_in_text

if TYPE_CHECKING:
    from credit_rules_adapters.columnar.datasets import Progress as Told

_MEMORY = re.compile(r"([1-9][0-9]{0,8})([KMGT])")
_UNITS = {unit: 1 << 10 * power for power, unit in enumerate("KMGT", start=1)}


@Parameter(name="*")
@frozen(kw_only=True)
class Bulk:
    """How a bulk run goes, and what becomes of it."""

    on: Annotated[
        str | None, Parameter(help="the business date, like 2026-03-01 (over a store today, if not given)")
    ] = None
    policy: Annotated[str, Parameter(help="a preset's name (joinin if not given), or a TOML file")] = "joinin"
    currency: Annotated[str | None, Parameter(help="that of files without the column; all rows must be in it")] = None
    format: Annotated[str | None, Parameter(help="parquet, arrow or csv (the kind of INVOICES if not given)")] = None
    memory: Annotated[
        str,
        Parameter(help="what the process may take, like 500M; larger runs go through the disk"),
    ] = "4G"
    preview: Annotated[bool, Parameter(help="show what would happen; write no tables")] = False
    replace: Annotated[bool, Parameter(help="replace OUT if it exists")] = False
    report: Annotated[Path | None, Parameter(help="write a page with pictures, like report.html")] = None
    json: Annotated[bool, Parameter(help="print the summary as JSON")] = False
    store: Annotated[str | None, Parameter(help="instead of files, a store: sqlite:///FILE or postgresql://…")] = None
    out: Annotated[Path | None, Parameter(help="over a store, where the result tables go, if wanted")] = None
    run: Annotated[str | None, Parameter(help="over a store, the name of a run that was cut off, to go on with")] = None
    actor: Annotated[str | None, Parameter(help="over a store, who does it (the user of this machine)")] = None


BY_FILES = Bulk()


def allocate(
    invoices: Path | None = None, credits: Path | None = None, out: Path | None = None, /, *, how: Bulk = BY_FILES
) -> int:
    """Pay the invoices of many accounts with their account credit, from files to files, or in a store.

    Args:
        invoices: a Parquet, Arrow or CSV file, by its ending
        credits: another, of lots
        out: a folder that must not exist yet; it appears whole or not at all
        how: see below
    """
    if how.store is not None:
        if invoices is not None:
            raise _mistaken("INVOICES", "stands beside --store; allowed is one of the two")
        from credit_rules_adapters.cli.running import allocate_store

        return allocate_store(how.store, how)
    if invoices is None or credits is None or out is None or how.on is None:
        raise _mistaken("", "needed are INVOICES CREDITS OUT and --on DATE, or --store URL")
    return _allocate_files((invoices, credits), out, _day(how.on), how)


def _allocate_files(tables: tuple[Path, Path], out: Path, on: date, how: Bulk) -> int:
    from credit_rules_adapters.cli.bulk_report import write_report
    from credit_rules_adapters.cli.bulk_summary import form_of_summary, print_summary
    from credit_rules_adapters.columnar.datasets import LEAST, PROGRAM, allocate_dataset
    from credit_rules_adapters.columnar.disk.files import FORMATS, source
    from credit_rules_adapters.columnar.summing import summarise

    arrays = _bytes(how.memory, LEAST) - PROGRAM
    _check(how, out, FORMATS)
    policy, given = load_policy(how.policy), source(tables[0], "invoices")
    kind = how.format or given.kind
    with _folder(out, how) as folder:
        with progress_bar() as progress:
            allocate_dataset(
                *tables, folder, policy,
                on=on, currency=how.currency, kind=kind, replace=how.replace, memory=arrays, progress=progress,
            )  # fmt: skip
        summary = summarise(folder, kind, given, on)
    if how.report:
        write_report(how.report, summary, on, f"{how.policy}, fingerprint {policy.fingerprint}")
    if how.json:
        written = None if how.preview else str(out)
        print_json({"policy": how.policy, "fingerprint": policy.fingerprint, "on": how.on, "written": written}
                   | form_of_summary(summary))  # fmt: skip
        return 0
    print_summary(summary)
    say(f"Allocated under the policy {how.policy}, fingerprint {policy.fingerprint}.")
    say("A preview; no tables were written." if how.preview else f"Written to {out}.")
    if how.report:
        say(f"The report is in {how.report}.")
    return 0


def _check(how: Bulk, out: Path, formats: tuple[str, ...]) -> None:
    """Refuse what cannot be before anything is read."""
    if how.format is not None and how.format not in formats:
        raise _mistaken("--format", f"{shown(how.format)} is no format; {listed(formats)}")
    if how.currency is not None and how.currency not in DIGITS:
        raise _mistaken("--currency", f"{shown(how.currency)} is no currency; allowed are the codes of ISO 4217")
    if how.report is not None and not how.report.absolute().parent.is_dir():
        raise _mistaken("--report", f"{how.report} is in no folder that exists; allowed is a file in one that does")
    if how.replace and how.preview:
        raise _mistaken("--replace", "stands beside --preview, which writes nothing; allowed is one of the two")
    if out.exists() and not (how.replace or how.preview):
        raise NotUnderstood([Mistake(str(out), None, "", "exists already; allowed is a new folder, or --replace")])
    if how.replace and out.exists() and not out.is_dir():
        raise NotUnderstood([Mistake(str(out), None, "", "is no folder; allowed is a folder to replace, or a new one")])


def _day(text: str) -> date:
    try:
        return day_in_text(text)
    except ValueError as error:
        raise _mistaken("--on", str(error)) from error


def _bytes(text: str, least: int) -> int:
    """Read a size like 500M."""
    found = _MEMORY.fullmatch(text.upper())
    if found is None:
        raise _mistaken("--memory", f"{shown(text)} is no size; allowed is a number and K, M, G or T, like 500M")
    size = int(found[1]) * _UNITS[found[2]]
    if size < least:
        raise _mistaken("--memory", f"{shown(text)} is too little; allowed is at least {least // _UNITS['M']}M")
    return size


def _mistaken(argument: str, what: str) -> NotUnderstood:
    return NotUnderstood([Mistake("credit-rules", None, argument, what)])


@contextmanager
def _folder(out: Path, how: Bulk) -> Iterator[Path]:
    """Give the folder to write to; in a preview one that goes away again."""
    if not how.preview:
        yield out
        return
    with TemporaryDirectory(prefix="credit-rules-") as room:
        yield Path(room) / "preview"


@contextmanager
def progress_bar() -> Iterator[Told]:
    """Show what is being done on a terminal, on the stream for errors."""
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown_progress:
        task = shown_progress.add_task("reading", total=None, count="")

        def tell(what: str, done: int, of: int) -> None:
            shown_progress.update(
                task, description=what, completed=done, total=of or None, count=f"{done:,}" if done else ""
            )

        yield tell
