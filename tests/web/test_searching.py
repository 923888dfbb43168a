"""Invoices are found as people look for them; states are the core's; a long list costs little more than a short one."""

from __future__ import annotations

import csv
import io
import re
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from credit_rules import Cancel, Invoice, InvoiceState, Line, Money, RaiseCredit, Status, WriteOff
from credit_rules_adapters.access import directory
from credit_rules_adapters.access.directory import Person
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.rows import invoice_row
from credit_rules_adapters.stores.sql.searching import Search, search, search_all
from credit_rules_adapters.stores.sql.tables import Row, accounts, invoices
from credit_rules_adapters.stores.sql.tables import directory as directory_table
from stores.databases import postgresql_url, sqlite_url
from web.serving import ADMINISTRATOR
from web.visiting import Visited, visited

DATABASES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.real, pytest.mark.xdist_group("postgresql")])]


def url_of(kind: str, folder: Path) -> str:
    return sqlite_url(folder) if kind == "sqlite" else postgresql_url()


@pytest.fixture(scope="module", params=DATABASES)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(url_of(request.param, tmp_path_factory.mktemp("search"))) as opened:
        site, day = opened.site, date(2026, 1, 1)
        for account, name in (("ann", "Ann Lee"), ("bo", "Bo Marsh"), ("=cmd", "=HYPERLINK(1)")):
            directory.write_person(site.store, account, Person(name=name))
        site.invoice("ann", "INV-1", 5_000, issued_on=day)
        site.invoice("ann", "INV-2", 5_000, issued_on=day + timedelta(days=1), paid_minor=1_000)
        site.invoice("bo", "INV-10", 7_000, issued_on=day + timedelta(days=2), paid_minor=7_000)
        site.invoice("bo", "X-1", 50, currency="JPY", issued_on=day + timedelta(days=3), pending_minor=50)
        site.invoice("=cmd", "DRAFT", 5_000, status=Status.DRAFT)
        site.invoice("=cmd", "GONE", 5_000, issued_on=day)
        site.do("=cmd", Cancel(invoice="GONE"))
        site.invoice("=cmd", "LOST", 5_000, issued_on=day)
        site.do("=cmd", WriteOff(invoice="LOST"))
        site.do("bo", RaiseCredit(invoice="INV-10", amount=Money(7_000, "GBP")))
        yield opened


def ids(pages: Visited, **wanted: Any) -> list[str]:
    return [one.id for part in search_all(pages.site.store, Search(**wanted), limit=2) for one in part]


def test_all_stand_newest_first_however_many_come_at_once(pages: Visited) -> None:
    everything = ["DRAFT", "X-1", "INV-10", "INV-2", "LOST", "INV-1", "GONE"]
    assert ids(pages) == everything
    first = search(pages.site.store, Search(), after=None, limit=3)
    assert [invoice.id for invoice in first.rows] == everything[:3]


def test_every_state_of_the_tables_is_the_cores(pages: Visited) -> None:
    found = {state: ids(pages, state=state) for state in InvoiceState}
    assert all(found.values())
    for part in search_all(pages.site.store, Search()):
        for invoice in part:
            assert [state for state, of in found.items() if invoice.id in of] == [invoice.state]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"number": "INV-1"}, ["INV-1", "INV-10"]),
        ({"number": "inv-2"}, ["INV-2"]),
        ({"number": "%"}, []),
        ({"customer": "ann l"}, ["INV-1", "INV-2"]),
        ({"customer": "b"}, ["INV-10", "X-1"]),
        ({"customer": "=cmd"}, ["DRAFT", "GONE", "LOST"]),
        ({"customer": "ann", "number": "INV-2"}, ["INV-2"]),
        ({"customer": "Bo M", "number": "INV"}, ["INV-10"]),
        ({"customer": "nobody"}, []),
        ({"from_on": date(2026, 1, 2), "until": date(2026, 1, 3)}, ["INV-10", "INV-2"]),
    ],
)
def test_it_is_found_by_how_it_begins(pages: Visited, wanted: dict[str, object], found: list[str]) -> None:
    assert ids(pages, **wanted) == found


def test_an_amount_is_of_any_currency(pages: Visited) -> None:
    visitor = pages.by(ADMINISTRATOR)

    def listed(amount: str) -> list[str]:
        table = csv.reader(io.StringIO(visitor.get(f"/invoices.csv?amount={amount}").text))
        return [row[0] for row in list(table)[1:]]

    assert listed("50") == ["DRAFT", "X-1", "INV-2", "LOST", "INV-1", "GONE"]
    assert listed("50.00") == ["DRAFT", "INV-2", "LOST", "INV-1", "GONE"]
    assert listed("1,000") == []
    page = visitor.get("/invoices?amount=many&number=INV").text
    assert "“many” is no amount" in page
    assert 'value="INV"' in page


@pytest.mark.parametrize(("query", "found"), [("", 7), ("customer=%3Dcmd", 3), ("number=INV", 3)])
def test_pages_of_the_list_follow_one_another(
    pages: Visited, monkeypatch: pytest.MonkeyPatch, query: str, found: int
) -> None:
    monkeypatch.setattr("credit_rules_adapters.web.invoices._AT_ONCE", 2)
    visitor, path, seen = pages.by(ADMINISTRATOR), f"/invoices?{query}", []
    while path:
        page = visitor.get(path).text
        seen += re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)
        following = re.search(r'href="([^"]*)" rel="next"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert (len(seen), len(set(seen))) == (found, found)


def test_a_place_in_the_list_that_was_not_given_out_is_refused(pages: Visited) -> None:
    for nonsense in ("nonsense", "W10=", "WzEsMl0="):
        assert pages.by(ADMINISTRATOR).get(f"/invoices?after={nonsense}").status_code == 400


def test_a_table_to_take_along_is_safe_in_a_spreadsheet(pages: Visited) -> None:
    table = pages.by(ADMINISTRATOR).get("/invoices.csv?customer=%3Dcmd").text
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["customer"] for row in rows} == {"'=HYPERLINK(1)"}
    assert {row["account"] for row in rows} == {"'=cmd"}
    assert rows[0]["total"] == "50.00"


FEW, MANY = 100, 100_000


def people(size: int) -> list[str]:
    """Name a tenth as many customers as there are invoices."""
    return [f"c{number:06}" for number in range(size // 10)]


@cache
def rows(size: int) -> list[Row]:
    """Make the rows of so many invoices."""
    day, customers = date(2020, 1, 1), people(size)
    made = (
        Invoice(
            f"INV-{number:06}",
            customers[number * 7 % len(customers)],
            "GBP",
            [Line("L1", 100 + number % 977)],
            issued_on=day + timedelta(days=number * 2_000 // size),
        )
        for number in range(size)
    )
    return [invoice_row(invoice) for invoice in made]


def filled(url: str, size: int) -> SqlStore:
    """Fill a store past the service."""
    store, day = open_store(url), date(2020, 1, 1)
    named = [
        {"account": id, "name": name, "name_key": name.casefold()}
        for id in people(size)
        for name in [f"{'ABCDEFGHIJ'[int(id[1:]) % 10]}nna {id}"]
    ]
    with store.engine.begin() as connection:
        connection.execute(insert(accounts), [{"account": id, "version": 1, "last_on": day} for id in people(size)])
        connection.execute(insert(directory_table), named)
        connection.execute(insert(invoices), rows(size))
    return store


@pytest.mark.parametrize("kind", DATABASES)
def test_a_hundred_thousand_invoices_cost_at_most_three_times_a_hundred(kind: str, tmp_path: Path) -> None:
    few, many = filled(url_of(kind, tmp_path), FEW), filled(url_of(kind, tmp_path), MANY)
    searches = {
        "first page": Search(),
        "number": Search(number="INV-0000"),
        "name": Search(customer="dnna"),
        "account": Search(customer="c00000"),
    }
    try:
        for name, wanted in searches.items():
            taken = {size: median(store, wanted) for size, store in ((FEW, few), (MANY, many))}
            assert taken[MANY] <= 3 * taken[FEW], (name, taken)
    finally:
        few.close()
        many.close()


def median(store: SqlStore, wanted: Search) -> float:
    """Return the seconds that a first page takes, and see that it is full."""
    seconds = []
    for _ in range(25):
        begun = time.perf_counter()
        found = search(store, wanted, after=None, limit=10)
        seconds.append(time.perf_counter() - begun)
        assert found.rows
    return statistics.median(seconds)
