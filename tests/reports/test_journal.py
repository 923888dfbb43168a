"""The journal export: every posting once, as CSV, and as text that the real beancount loads to the same balances."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from attrs import evolve
from beancount import loader
from beancount.core.data import Open, Transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_rules import Account, Entry, Invoice, InvoiceAdded, Line, postings
from credit_rules_adapters.reports import (
    CHART,
    JournalLine,
    Period,
    beancount_text,
    cells,
    chart_of,
    journal,
    titles,
)
from credit_rules_adapters.testing import accounts, ids
from credit_rules_adapters.text.csv_text import csv_lines
from credit_rules_adapters.text.money import DIGITS, format_amount
from reports.books import YEAR, a_year, day, periods


def balances_of(text: str) -> Counter[tuple[str, str]]:
    """Load text with beancount, which must find no error, and add up its transactions."""
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    assert {type(entry) for entry in entries} <= {Open, Transaction}
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                exact = posting.units.number.scaleb(DIGITS[posting.units.currency])
                sums[posting.account, posting.units.currency] += int(exact)
                assert int(exact) == exact
    return sums


def ours(entries: Iterable[Entry], period: Period) -> Counter[tuple[str, str]]:
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if entry.on in period:
            for posting in postings(entry.effects):
                sums[CHART[posting.account], posting.currency] += posting.amount_minor
    return sums


def test_beancount_loads_a_year_and_has_our_balances() -> None:
    entries = a_year().entries
    loaded = balances_of("".join(beancount_text(journal(entries, YEAR))))
    assert loaded == ours(entries, YEAR)
    assert loaded["Liabilities:AccountCredit:Paid", "GBP"] == -1900


@settings(max_examples=40)
@given(accounts(), periods())
def test_beancount_loads_any_account_and_has_our_balances(account: Account, period: Period) -> None:
    text = "".join(beancount_text(journal(account.entries, period)))
    assert balances_of(text) == ours(account.entries, period)


def named(id: str, account: str, currency: str = "GBP") -> Entry:
    invoice = Invoice(id, account, currency, [Line("L1", 12345)], issued_on=day(1, 1))
    return Entry(1, day(1, 1), (InvoiceAdded(invoice),), "p")


def check_read_back(id: str, account: str) -> None:
    loaded, errors, _ = loader.load_string("".join(beancount_text(journal([named(id, account)], YEAR))))
    (transaction,) = [entry for entry in loaded if isinstance(entry, Transaction)]
    assert (errors, transaction.payee) == ([], account)
    assert transaction.narration == f"invoice {id} of {account} enters, outstanding"


@given(ids(), ids())
def test_any_id_is_read_back_by_beancount(id: str, account: str) -> None:
    check_read_back(id, account)


@pytest.mark.parametrize("id", ['"', "\\", '\\"', "a\\n", "; * #tag ^link", "{1 GBP}", "=@'", "請求🎾"])
def test_an_awkward_id_is_read_back_by_beancount(id: str) -> None:
    check_read_back(id, id)


@pytest.mark.parametrize(("currency", "amount"), [("GBP", "123.45"), ("JPY", "12345"), ("KWD", "12.345")])
def test_amounts_have_the_digits_of_their_currency(currency: str, amount: str) -> None:
    text = "".join(beancount_text(journal([named("A", "ann", currency)], YEAR)))
    assert f"  Assets:Receivable  {amount} {currency}\n" in text
    assert balances_of(text)["Assets:Receivable", currency] == 12345


def test_bean_check_finds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "journal.beancount"
    file.write_text("".join(beancount_text(journal(a_year().entries, YEAR))), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("bean-check")), str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    file.write_text(file.read_text(encoding="utf-8").replace("-11.00", "-11.01"), encoding="utf-8")
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "Transaction does not balance" in run.stdout + run.stderr


def test_the_chart_names_every_account_of_the_journal() -> None:
    """The names are those that the docstring of `postings` lists."""
    assert postings.__doc__
    listed = postings.__doc__.partition("chart: ")[2].partition(".")[0]
    assert {name.strip() for name in listed.split(",")} == set(CHART)
    assert chart_of(CHART) == CHART


def test_a_chart_of_ones_own() -> None:
    chart = chart_of({"cash": "Assets:Banque:Éts-1:2026"})
    text = "".join(beancount_text(journal(a_year().entries, YEAR), chart))
    assert balances_of(text)["Assets:Banque:Éts-1:2026", "GBP"] == -1100


@pytest.mark.parametrize(
    "name",
    ["", "Assets", "Assets:", "Bank:Cash", "Assets:cash", "Assets:-Cash", "Assets:My Bank", "Assets:B_1", "Assets::B"],
)
def test_a_name_that_beancount_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"is no account of beancount; allowed are names like Assets:Bank:GBP"):
        chart_of({"cash": name})
    line = next(journal([named("A", "ann")], YEAR))
    text = "".join(beancount_text([line, evolve(line, amount_minor=-line.amount_minor)], {**CHART, "receivable": name}))
    assert loader.load_string(text)[1] != []


def test_an_account_that_the_journal_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match=r'"banks" is no account of the journal; allowed are receivable, cash'):
        chart_of({"banks": "Assets:Bank"})


@settings(max_examples=40)
@given(accounts(), periods())
def test_the_lines_are_the_postings_of_the_period_and_each_effect_balances(account: Account, period: Period) -> None:
    lines = [*journal(account.entries, period)]
    within = [entry for entry in account.entries if entry.on in period]
    assert [(line.number, line.book, line.amount_minor, line.currency) for line in lines] == [
        (entry.number, posting.account, posting.amount_minor, posting.currency)
        for entry in within
        for posting in postings(entry.effects)
    ]
    effects: Counter[tuple[int, int]] = Counter()
    for line in lines:
        effects[line.number, line.effect] += line.amount_minor
        assert line.account in {"ann", "bob"}
    assert not any(effects.values())


@given(st.lists(st.tuples(ids(), ids()), min_size=1, max_size=3))
def test_the_csv_is_read_back(named_so: list[tuple[str, str]]) -> None:
    entries = [named(id, account) for id, account in named_so]
    written = "".join(csv_lines(titles(JournalLine), map(cells, journal(entries, YEAR))))
    rows = [*csv.DictReader(StringIO(written, newline=""))]
    lines = [*journal(entries, YEAR)]
    assert [row["amount"] for row in rows] == [format_amount(line.amount_minor, line.currency) for line in lines]
    assert [row["account"].removeprefix("'") for row in rows] == [line.account.removeprefix("'") for line in lines]
    assert sum(Decimal(row["amount"]) for row in rows) == 0
    assert all(row["account"][0] not in "=+-@" for row in rows)
