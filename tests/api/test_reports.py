"""Finance over HTTP: the figures are those of the reports themselves, as JSON, as CSV and for beancount."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Transaction
from litestar.testing import TestClient

from api.asking import ADMINISTRATOR, ANN, BO, CLERK, PERMISSIVE, VIEWER, Api, gbp, opened, table
from credit_rules import Command, Money, RaiseCredit
from credit_rules_adapters import http, reports
from credit_rules_adapters.asking import Request
from credit_rules_adapters.reports import CHART, Period
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.text.json_form import form_of
from reports.books import STEPS, YEAR, a_year, day, invoice, played
from stores.databases import postgresql_url, sqlite_url

DATABASES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.real, pytest.mark.xdist_group("postgresql")])]
IN_2026 = "from=2026-01-01&until=2027-01-01"
PERIODS = [YEAR, Period(day(2, 10), day(2, 21)), Period(day(2, 21), day(3, 5)), Period(day(1, 1), day(1, 10))]
DAYS = [day(1, 4), day(1, 10), day(2, 28), day(3, 1), day(3, 4), day(3, 10), day(12, 31)]
CLASSES = {"paid": "Paid", "promotional": "Promotional"}


def carry_out(api: Api, account: str, steps: Iterable[tuple[date, Command]]) -> None:
    service = Service(store=api.store, policy=PERMISSIVE)
    for number, (on, command) in enumerate(steps):
        request = Request(account=account, actor="suite", command=command, on=on, key=f"{account}-{number}")
        service.carry_out(request).result.unwrap()


@pytest.fixture(scope="module", params=DATABASES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A year of ann, and a paid invoice of bo with a note, the last entry in June."""
    url = sqlite_url(tmp_path_factory.mktemp("reports")) if request.param == "sqlite" else postgresql_url()
    with opened(url) as served:
        carry_out(served, "ann", STEPS)
        carry_out(served, "bo", BOS)
        yield served
        assert list(verify(served.store)) == []


BOS: tuple[tuple[date, Command], ...] = (
    (day(1, 7), invoice("B1", 8000, day(1, 7), paid=8000, account="bo")),
    (day(6, 1), RaiseCredit(invoice="B1", amount=Money(900, "GBP"))),
)


def rows(api: Api, path: str) -> list[dict[str, Any]]:
    answer = api.get(VIEWER, path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def of_period(period: Period) -> str:
    return f"from={period.from_on}&until={period.until}"


def test_the_roll_forward_of_a_year_has_its_figures(api: Api) -> None:
    paid, promotional = rows(api, f"/reports/roll-forward?{IN_2026}&account=ann")
    told = ("opening", "raised", "granted", "returned", "applied", "expired", "voided", "paid_out", "closing")
    assert [paid[f"{name}_minor"] for name in told] == [0, 3250, 0, 0, 0, 0, 250, 1100, 1900]
    assert [promotional[f"{name}_minor"] for name in told] == [0, 0, 2700, 400, 1500, 900, 700, 0, 0]


@pytest.mark.parametrize("period", PERIODS, ids=of_period)
def test_every_report_of_a_period_is_that_of_the_entries(api: Api, period: Period) -> None:
    ann, bo = a_year().entries, played(*BOS).entries
    asked = of_period(period)
    both = [*ann, *bo]
    assert rows(api, f"/reports/roll-forward?{asked}") == form_of(list(reports.roll_forward(both, period)))
    assert rows(api, f"/reports/journal?{asked}") == form_of(list(reports.journal(both, period)))
    assert rows(api, f"/reports/journal?{asked}&account=bo") == form_of(list(reports.journal(bo, period)))
    for account, entries in (("ann", ann), ("bo", bo)):
        expected = form_of(list(reports.statement(entries, account, period)))
        assert rows(api, f"/accounts/{account}/statement?{asked}") == expected


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_report_at_a_day_is_that_of_the_states_then(api: Api, on: date) -> None:
    """Whether the tables have the states, for nothing moved since, or the entries make them."""
    then = [reports.as_at(entries, on) for entries in (a_year().entries, played(*BOS).entries)]
    invoices = [invoice for each in then for invoice in each.invoices.values()]
    lots = [lot for each in then for lot in each.credits.values()]
    assert rows(api, f"/reports/ageing?on={on}") == form_of(list(reports.ageing(invoices, lots, on=on)))
    assert rows(api, f"/reports/balance?on={on}") == form_of(list(reports.balance(lots, on=on)))
    assert rows(api, f"/reports/expiring?on={on}") == form_of(list(reports.expiring(lots)))
    until = on + timedelta(days=1)
    soon = rows(api, f"/reports/expiring?on={on}&until={until}")
    assert soon == form_of(list(reports.expiring(lots, until=until)))
    of_bo = [lot for lot in lots if lot.account == "bo"]
    assert rows(api, f"/reports/balance?on={on}&account=bo") == form_of(list(reports.balance(of_bo, on=on)))


def test_those_days_show_something(api: Api) -> None:
    assert len(rows(api, "/reports/balance?on=2026-02-28")) == 2
    assert len(rows(api, "/reports/balance?on=2026-12-31")) == 2
    assert [row["credit"] for row in rows(api, "/reports/expiring?on=2026-02-28")] == ["G"]
    assert rows(api, "/reports/expiring?on=2026-02-28&until=2026-03-01") == []
    assert {row["account"] for row in rows(api, "/reports/ageing?on=2026-12-31")} == {"ann", "bo"}


def test_without_a_day_it_is_today(api: Api) -> None:
    assert rows(api, "/reports/balance") == rows(api, "/reports/balance?on=2999-01-01")
    assert rows(api, "/reports/ageing")[0]["over_90_minor"] > 0


@pytest.mark.parametrize("period", PERIODS, ids=of_period)
def test_the_roll_forward_equals_the_journal(api: Api, period: Period) -> None:
    """Over HTTP, in minor units, in major units, and as the real beancount adds them up."""
    asked = of_period(period)
    moved = Counter[str]()
    for row in rows(api, f"/reports/roll-forward?{asked}"):
        moved[row["credit_class"]] = row["closing_minor"] - row["opening_minor"]
    posted = Counter[str]()
    for line in rows(api, f"/reports/journal?{asked}"):
        book, _, credit_class = line["book"].partition(":")
        if book == "account_credit":
            posted[credit_class] -= line["amount_minor"]
    major = Counter[str]()
    for cells in table(api, f"/reports/journal.csv?{asked}"):
        book, _, credit_class = cells["book"].partition(":")
        if book == "account_credit":
            major[credit_class] -= int(Decimal(cells["amount"]).scaleb(2))
    loaded, errors, _ = loader.load_string(api.get(VIEWER, f"/reports/journal.beancount?{asked}").text)
    assert errors == []
    counted = Counter[str]()
    for each in loaded:
        for posting in each.postings if isinstance(each, Transaction) else ():
            for credit_class, name in CLASSES.items():
                if posting.account == f"Liabilities:AccountCredit:{name}":
                    assert posting.units is not None
                    assert posting.units.number is not None
                    counted[credit_class] -= int(posting.units.number.scaleb(2))
    assert +moved == +posted == +major == +counted
    assert -moved == -posted == -major == -counted


def test_a_table_has_the_rows_in_major_units(api: Api) -> None:
    for path, asked in (
        ("/reports/roll-forward", IN_2026),
        ("/reports/journal", IN_2026),
        ("/reports/ageing", "on=2026-02-28"),
        ("/reports/balance", "on=2026-02-28"),
        ("/reports/expiring", "on=2026-02-28"),
        ("/accounts/ann/statement", IN_2026),
    ):
        kept, shown = rows(api, f"{path}?{asked}"), table(api, f"{path}.csv?{asked}")
        assert kept
        for row, cells in zip(kept, shown, strict=True):
            expected = {
                name.removesuffix("_minor"): f"{Decimal(value).scaleb(-2):.2f}" if name.endswith("_minor") else value
                for name, value in row.items()
            }
            assert cells == {name: "" if value is None else str(value) for name, value in expected.items()}
        disposition = api.get(VIEWER, f"{path}.csv?{asked}").headers["content-disposition"]
        assert disposition == f'attachment; filename="{path.rpartition("/")[2]}.csv"'


def test_beancount_has_the_chart_of_the_server(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path)) as api:
        carry_out(api, "ann", STEPS)
        chart = reports.chart_of({"cash": "Assets:Bank:Main"})
        with TestClient(http.api(http.Settings(store=api.store, chart=chart))) as client:
            text = client.get(f"/v1/reports/journal.beancount?{IN_2026}", headers=api.headers(VIEWER)).text
    assert "Assets:Bank:Main  -11.00 GBP" in text
    assert CHART["cash"] not in text


def test_a_customer_has_their_own_statement_and_nothing_else(api: Api) -> None:
    for path in ("/accounts/ann/statement", "/accounts/ann/statement.csv"):
        assert api.get(ANN, f"{path}?{IN_2026}").status_code == 200
        assert api.get(BO, f"{path}?{IN_2026}").status_code == 404
        assert api.get(CLERK, f"{path}?{IN_2026}").status_code == 200
        assert api.get(VIEWER, f"{path.replace('ann', 'nobody')}?{IN_2026}").status_code == 404
    for name in ("roll-forward", "journal", "ageing", "balance", "expiring"):
        for ending in ("", ".csv"):
            assert api.get(ANN, f"/reports/{name}{ending}?{IN_2026}").status_code == 403
    assert api.get(ANN, f"/reports/journal.beancount?{IN_2026}").status_code == 403
    assert api.get(ANN, "/accounts/ann/entries.csv").status_code == 403
    assert api.client.get(f"/v1/reports/journal?{IN_2026}").status_code == 401


@pytest.mark.parametrize(
    "asked",
    [
        "roll-forward",
        "roll-forward?from=2026-01-01",
        "roll-forward?from=2026-01-01&until=2026-01-01",
        "roll-forward?from=2026-02-30&until=2026-03-01",
        "journal?from=2026-01-01&until=yesterday",
        "balance?on=today",
        "balance?until=2026-01-01",
        "balance?account=%00",
        "expiring?on=2026-01-01&until=2026-01-01",
        "expiring?until=0001-01-01",
    ],
)
def test_days_that_make_no_report_are_not_understood(api: Api, asked: str) -> None:
    name, _, query = asked.partition("?")
    for path in (f"/reports/{name}?{query}", f"/reports/{name}.csv?{query}"):
        answer = api.get(VIEWER, path)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_understood")


def test_the_trail_says_who_did_what_and_when(over: Api) -> None:
    over.paid_invoice("ann")
    over.post(CLERK, "/accounts/ann/invoices/INV-1/credit-notes", {"amount": gbp(6000)}, key="desk-1")
    over.post(ADMINISTRATOR, "/accounts/ann/approvals/1/approve", key="yes-1")
    (entered, raised) = over.get(VIEWER, "/accounts/ann/entries").json()["items"]
    assert (raised["actor"], raised["approver"], raised["key"]) == (CLERK.name, ADMINISTRATOR.name, "yes-1")
    lines = table(over, "/accounts/ann/entries.csv")
    assert [(line["number"], line["actor"], line["approver"], line["what"], line["amount"]) for line in lines] == [
        ("1", ADMINISTRATOR.name, "", "invoice INV-1 of ann enters, reconciled", "100.00"),
        ("2", CLERK.name, ADMINISTRATOR.name, "credit note INV-1-CN1 on INV-1", "60.00"),
        (
            "2",
            CLERK.name,
            ADMINISTRATOR.name,
            "credit note INV-1-CN1 on INV-1: becomes account credit INV-1-CN1",
            "60.00",
        ),
    ]
    assert [line["at"] for line in lines] == [entered["at"], raised["at"], raised["at"]]
    assert {line["on"] for line in lines} == {entered["entry"]["on"]}


def test_the_trail_is_read_part_by_part(api: Api) -> None:
    numbers, path = [], "/v1/accounts/ann/entries.csv?limit=5"
    while path:
        answer = api.client.get(path, headers=api.headers(VIEWER))
        numbers += [int(line["number"]) for line in csv.DictReader(StringIO(answer.text, newline=""))]
        following = answer.headers.get("link")
        assert following is None or following.endswith('; rel="next"')
        path = f"/v1/accounts/ann/entries.csv{following[1:].partition('>')[0]}" if following else ""
    assert sorted(set(numbers)) == [*range(1, len(STEPS) + 1)]
    assert numbers == sorted(numbers)
