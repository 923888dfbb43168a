"""`report` on an account file: every report in every format, and what is said where one can't be made."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from beancount import loader

from credit_rules import Account, Entry, Grant, GrantKind, Invoice, InvoiceAdded, Line, RaiseCredit, Terms
from credit_rules_adapters.cli.app import run
from credit_rules_adapters.text.account_file import write_account
from reports.books import a_year, day, gbp, invoice, played

DATED = {"ageing", "expiring", "balance"}
ALL = ["rollforward", "ageing", "expiring", "balance", "statement", "journal"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_account(tmp_path / "account.jsonl", a_year())
    return tmp_path / "account.jsonl"


def asked(report: str, file: Path, *more: str) -> list[str]:
    return ["report", report, str(file), *(["--on", "2026-02-12"] if report in DATED else []), *more]


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(arguments) == 0
    out, errors = capsys.readouterr()
    assert errors == ""
    return out


@pytest.mark.parametrize("report", ALL)
def test_csv_and_json_tell_the_same(report: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forms = json.loads(printed(asked(report, file, "--format", "json"), capsys))
    assert json.loads(printed(asked(report, file, "--json"), capsys)) == forms
    rows = [*csv.DictReader(StringIO(printed(asked(report, file, "--format", "csv"), capsys), newline=""))]
    assert len(rows) == len(forms) > 0
    for row, form in zip(rows, forms, strict=True):
        for name, value in form.items():
            if name.endswith("_minor"):
                assert int(row[name.removesuffix("_minor")].replace(".", "")) == value
            else:
                assert row[name] == ("" if value is None else str(value))


def test_the_roll_forward_of_a_period(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(asked("rollforward", file, "--from", "2026-02-11", "--until", "2026-03-05"), capsys)
    assert [line.split() for line in out.splitlines()] == [
        ["currency", "GBP", "GBP"],
        ["credit", "class", "paid", "promotional"],
        ["opening", "30.00", "12.00"],
        ["raised", "2.50", "0.00"],
        ["granted", "0.00", "0.00"],
        ["returned", "0.00", "4.00"],
        ["applied", "0.00", "0.00"],
        ["expired", "0.00", "9.00"],
        ["voided", "2.50", "0.00"],
        ["paid", "out", "0.00", "0.00"],
        ["closing", "30.00", "7.00"],
    ]


def test_ageing_expiring_and_balance_are_of_the_day(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (owed, paid, gift) = json.loads(printed(["report", "ageing", str(file), "--on", "2026-02-05", "--json"], capsys))
    assert (owed["days_31_to_60_minor"], paid["days_1_to_30_minor"], gift["days_1_to_30_minor"]) == (5000, 3000, 2700)
    out = printed(["report", "expiring", str(file), "--on", "2026-02-10"], capsys)
    assert out.splitlines()[1].split() == ["2026-03-01", "ann", "G", "promotional", "GBP", "5.00"]
    until = ["--on", "2026-02-10", "--until", "2026-03-01"]
    assert printed(["report", "expiring", str(file), *until], capsys) == "There is nothing to report.\n"
    out = printed(["report", "balance", str(file), "--on", "2026-03-01", "--format", "csv"], capsys)
    assert out.splitlines()[1:] == ['"ann","GBP","paid",30.00,30.00,30.00', '"ann","GBP","promotional",7.00,7.00,16.00']


def test_a_statement_needs_an_account_where_there_are_several(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = played((day(1, 5), invoice("A", 500, day(1, 5))), (day(1, 5), invoice("Z", 900, day(1, 5), account="=zoe")))
    write_account(file, both)
    assert run(["report", "statement", str(file)]) == 2
    assert "--account: must be given; allowed are =zoe, ann" in capsys.readouterr().err
    assert run(["report", "statement", str(file), "--account", "eve"]) == 2
    assert '--account: "eve" is unknown; allowed are =zoe, ann' in capsys.readouterr().err
    assert "nothing to report" in printed(["report", "statement", str(file), "--account", "ann"], capsys)
    assert '"\'=zoe"' in printed(["report", "journal", str(file), "--format", "csv"], capsys)


def test_the_journal_as_beancount(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(["report", "journal", str(file), "--format", "beancount", "--book", "cash=Assets:Bank"], capsys)
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    assert "Assets:Bank  -11.00 GBP" in text
    assert len(entries) > len(a_year().entries)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ageing", "{}", "--on", "yesterday"], '--on: "yesterday" is no date; allowed is a date like 2026-03-01'),
        (["rollforward", "{}", "--from", "2026-13-01"], '--from: "2026-13-01" is no date'),
        (["rollforward", "{}", "--until", "2026-01-05"], "--until: a period from 2026-01-05 must end after it"),
        (["expiring", "{}", "--on", "2026-01-05", "--until", "x"], '--until: "x" is no date'),
        (["balance", "{}", "--on", "2026-01-05", "--format", "xml"], '--format: "xml" is unknown; allowed are table'),
        (
            ["balance", "{}", "--on", "2026-01-05", "--format", "beancount"],
            "--format: beancount is for a journal alone",
        ),
        (["statement", "{}", "--json", "--format", "csv"], "--json: stands beside --format csv; allowed is one of"),
        (["journal", "{}", "--book", "cash=Assets:Bank"], "--book: is for --format beancount alone"),
        (["journal", "{}", "--format", "beancount", "--book", "cash"], "--book: cash is no such account; allowed is"),
        (["journal", "{}", "--format", "beancount", "--book", "cash=x"], '--book: "x" is no account of beancount'),
        (["journal", "{}", "--format", "beancount", "--book", "bank=x"], '--book: "bank" is no account of the journal'),
        (["journal", "{}.gone"], "cannot be read"),
    ],
)
def test_what_is_not_understood(
    arguments: list[str], told: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", *(argument.replace("{}", str(file)) for argument in arguments)]) == 2
    out, errors = capsys.readouterr()
    assert (out, told in errors) == ("", True), errors


def test_dates_that_go_back_and_currencies_without_digits_are_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = Invoice("XAU-1", "ann", "XAU", [Line("L1", 5)], issued_on=day(1, 1))
    entries = [Entry(1, day(2, 1), (InvoiceAdded(gold),), "p"), Entry(2, day(1, 1), (), "p")]
    write_account(file, Account().replay(entries))
    assert run(["report", "balance", str(file), "--on", "2026-03-01"]) == 2
    assert f"{file}: entry 2 of 2026-01-01 follows one of 2026-02-01" in capsys.readouterr().err
    assert run(["report", "journal", str(file)]) == 2
    assert f'{file}: "XAU" is no currency' in capsys.readouterr().err


def test_an_empty_file_has_no_period_of_its_own(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_account(file, Account())
    assert run(["report", "rollforward", str(file)]) == 2
    assert "--from: has no default in a file without entries" in capsys.readouterr().err
    days = ["--from", "2026-01-01", "--until", "2026-02-01"]
    assert printed(["report", "rollforward", str(file), *days], capsys) == "There is nothing to report.\n"
    assert printed(["report", "rollforward", str(file), *days, "--json"], capsys) == "[]\n"
    assert printed(["report", "rollforward", str(file), *days, "--format", "csv"], capsys).startswith('"currency",')


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (["rollforward"], set()),
        (["ageing", "--on", "2026-02-01"], {"'=zoe"}),
        (["balance", "--on", "2026-02-01"], {"'=zoe"}),
        (["expiring", "--on", "2026-02-01"], {"'=zoe", "'+G"}),
        (["statement"], {"'@A", "'+G", "'@A-CN1"}),
        (["journal"], {"'=zoe"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_no_cell_is_taken_for_a_formula(
    report: list[str], told: set[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = Terms(expires_on=day(3, 1))
    hostile = played(
        (day(1, 5), invoice("@A", 500, day(1, 5), paid=500, account="=zoe")),
        (day(1, 5), invoice("-B", 900, day(1, 5), account="=zoe")),
        (day(1, 6), RaiseCredit(invoice="@A", amount=gbp(100))),
        (day(1, 6), Grant(id="+G", account="=zoe", amount=gbp(50), kind=GrantKind.PROMOTIONAL, terms=terms)),
    )
    write_account(file, hostile)
    name, *options = report
    text = printed(["report", name, str(file), *options, "--format", "csv"], capsys)
    cells = {cell for line in csv.reader(StringIO(text, newline="")) for cell in line}
    for cell in cells:
        if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
            assert Decimal(cell) < 0
    assert {cell for cell in cells if cell.startswith("'")} == told
