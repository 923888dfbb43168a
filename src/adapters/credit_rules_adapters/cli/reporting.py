"""`report`: finance reports on an account file, as a table, CSV, JSON, or text for beancount."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from attrs import frozen
from cyclopts import App, Parameter

from credit_rules import Account, AccountCredit, Invoice
from credit_rules_adapters import reports
from credit_rules_adapters.cli.arguments import mistaken, pairs, read
from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.text.account_file import read_account
from credit_rules_adapters.text.columns import columns
from credit_rules_adapters.text.csv_text import csv_lines
from credit_rules_adapters.text.json_form import form_of
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, listed, shown
from credit_rules_adapters.text.readers import day_in_text, one_of

app = App(name="report", help="Finance reports on an account file.", help_format="plaintext", sort_key=8)


class Format(StrEnum):
    """How a report is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    BEANCOUNT = "beancount"


@Parameter(name="*")
@frozen(kw_only=True)
class Shown:
    """How a report is printed."""

    format: Annotated[str, Parameter(help="table (if not given), csv or json; a journal also as beancount")] = "table"
    json: Annotated[bool, Parameter(help="the same as --format json")] = False

    def chosen(self) -> Format:
        """Return the format; of the two ways to ask for one only one may be taken."""
        if self.json and self.format != Format.TABLE:
            raise mistaken("--json", f"stands beside --format {self.format}; allowed is one of the two")
        return Format.JSON if self.json else read("--format", self.format, one_of(Format))


@Parameter(name="*")
@frozen(kw_only=True)
class Span:
    """Which days a report covers."""

    from_on: Annotated[str | None, Parameter(name="--from", help="the first day; without it, the first entry's")] = None
    until: Annotated[str | None, Parameter(help="the day after the last; without it, that after the last entry")] = None

    def period(self, account: Account) -> reports.Period:
        """Return the period of a report on that account."""
        days = sorted(entry.on for entry in account.entries)
        if not days and (self.from_on is None or self.until is None):
            raise mistaken("--from", "has no default in a file without entries; allowed are --from and --until")
        from_on = days[0] if self.from_on is None else read("--from", self.from_on, day_in_text)
        until = days[-1] + timedelta(days=1) if self.until is None else read("--until", self.until, day_in_text)
        try:
            return reports.Period(from_on, until)
        except ValueError as error:
            raise mistaken("--until", str(error)) from error


EVERYTHING, AS_A_TABLE = Span(), Shown()


@app.command
def rollforward(file: Path, /, *, span: Span = EVERYTHING, shown_as: Shown = AS_A_TABLE) -> int:
    """Roll the credit liability forward over a period: opening, what moved it, closing, by currency and class.

    Args:
        file: the account file
        span: see below
        shown_as: see below
    """
    return _report(
        file, reports.RollForward, shown_as, lambda account: reports.roll_forward(account.entries, span.period(account))
    )


@app.command
def ageing(file: Path, /, *, on: str, shown_as: Shown = AS_A_TABLE) -> int:
    """Age what is owed from the day it is due, and unspent credit from the day it was issued.

    Args:
        file: the account file
        on: the date, like 2026-03-01; what happened on it counts
        shown_as: see below
    """

    def rows(account: Account) -> Iterable[reports.Aged]:
        day, then = _as_at(account, on)
        return reports.ageing(then.invoices.values(), then.credits.values(), on=day)

    return _report(file, reports.Aged, shown_as, rows)


@app.command
def expiring(file: Path, /, *, on: str, until: str | None = None, shown_as: Shown = AS_A_TABLE) -> int:
    """Say what will expire when, of what is there at the end of a day; what expiry has not removed yet comes first.

    Args:
        file: the account file
        on: the date, like 2026-03-01; what happened on it counts
        until: leave out what expires on that day or later
        shown_as: see below
    """

    def rows(account: Account) -> Iterable[reports.Expiring]:
        before = None if until is None else read("--until", until, day_in_text)
        return reports.expiring(_as_at(account, on)[1].credits.values(), until=before)

    return _report(file, reports.Expiring, shown_as, rows)


@app.command
def balance(file: Path, /, *, on: str, shown_as: Shown = AS_A_TABLE) -> int:
    """Say what credit each account had at the end of a day, what of it could be used, and what the books held.

    Args:
        file: the account file
        on: the date, like 2026-03-01; what happened on it counts
        shown_as: see below
    """

    def rows(account: Account) -> Iterable[reports.Balance]:
        day, then = _as_at(account, on)
        return reports.balance(then.credits.values(), on=day)

    return _report(file, reports.Balance, shown_as, rows)


@app.command
def statement(
    file: Path, /, *, account: str | None = None, span: Span = EVERYTHING, shown_as: Shown = AS_A_TABLE
) -> int:
    """State one account's credit: dated lines, each with its lot and invoice and the balance after it.

    Args:
        file: the account file
        account: whose; may be left out where the file has only one
        span: see below
        shown_as: see below
    """

    def rows(whole: Account) -> Iterable[reports.StatementLine]:
        return reports.statement(whole.entries, _owner(whole, account), span.period(whole))

    return _report(file, reports.StatementLine, shown_as, rows)


@app.command
def journal(file: Path, /, *, book: Sequence[str] = (), span: Span = EVERYTHING, shown_as: Shown = AS_A_TABLE) -> int:
    """Print what every entry posts, debits above zero and credits below; as beancount, ready for bean-check.

    Args:
        file: the account file
        book: for beancount, an account of your chart, like cash=Assets:Bank; may be given several times
        span: see below
        shown_as: see below
    """
    named = pairs("--book", book, what="account", allowed="each account once with yours, like cash=Assets:Bank")
    if shown_as.chosen() is not Format.BEANCOUNT:
        if named:
            raise mistaken("--book", "is for --format beancount alone")
        return _report(file, reports.JournalLine, shown_as, lambda account: _journal(account, span))
    chart = read("--book", "", lambda _: reports.chart_of(named))
    with _told_of(file):
        _write(reports.beancount_text(_journal(read_account(file), span), chart))
    return 0


def _journal(account: Account, span: Span) -> Iterator[reports.JournalLine]:
    return reports.journal(account.entries, span.period(account))


def _as_at(account: Account, on: str) -> tuple[date, Account]:
    day = read("--on", on, day_in_text)
    return day, reports.as_at(account.entries, day)


def _owner(whole: Account, account: str | None) -> str:
    """Return the customer's account that is meant: the one named, or the only one there is."""
    states: list[Invoice | AccountCredit] = [*whole.invoices.values(), *whole.credits.values()]
    owners = sorted({state.account for state in states})
    if account is None and len(owners) == 1:
        return owners[0]
    if account is None or account not in owners:
        given = "must be given" if account is None else f"{shown(account)} is unknown"
        raise mistaken("--account", f"{given}; {listed(owners)}")
    return account


def _report(file: Path, kind: type[Any], shown_as: Shown, make: Callable[[Account], Iterable[Any]]) -> int:
    """Print the rows of a kind that a file's account makes."""
    how = shown_as.chosen()
    with _told_of(file):
        rows = [*make(read_account(file))]
        match how:
            case Format.JSON:
                print_json([form_of(row) for row in rows])
            case Format.CSV:
                _write(csv_lines(reports.titles(kind), map(reports.cells, rows)))
            case Format.TABLE:
                _print(kind, rows)
            case Format.BEANCOUNT:
                raise mistaken("--format", "beancount is for a journal alone; allowed are table, csv, json")
    return 0


def _print(kind: type[Any], rows: Sequence[Any]) -> None:
    if not rows:
        say("There is nothing to report.")
        return
    table = [[title.replace("_", " ") for title in reports.titles(kind)]]
    table += [["" if cell is None else str(cell) for cell in reports.cells(row)] for row in rows]
    right = reports.numbers_at(kind)
    if kind is reports.RollForward:  # for people it runs downwards, a column for each currency and class
        table = [list(line) for line in zip(*table, strict=True)]
        right = tuple(range(1, len(rows) + 1))
    titles, *lines = columns(table, right)
    say(titles, style="bold")
    say("\n".join(lines))


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        say(line, end="")


@contextmanager
def _told_of(file: Path) -> Iterator[None]:
    """Tell what a report can't be made of: dates that go back, a currency without a minor unit."""
    try:
        yield
    except ValueError as error:
        raise NotUnderstood([Mistake(str(file), None, "", str(error))]) from error
