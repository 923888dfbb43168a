"""No cell of a table is taken for a formula by a spreadsheet; amounts stay numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from api.asking import PERMISSIVE, Api, opened, table
from credit_rules import AddInvoice, Command, Expire, Grant, Invoice, Line, Money, RaiseCredit, Terms
from credit_rules_adapters.asking import Request
from credit_rules_adapters.service import Service
from credit_rules_adapters.text.csv_text import restored
from reports.books import day
from stores.databases import sqlite_url

IN_2026 = "from=2026-01-01&until=2027-01-01"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Accounts, invoices, lots and keys that a spreadsheet would take for formulas."""
    with opened(sqlite_url(tmp_path_factory.mktemp("hostile"))) as served:
        service = Service(store=served.store, policy=PERMISSIVE)
        for id in FORMULAS:
            paid = Invoice(id, id, "GBP", [Line("L1", 100)], issued_on=day(1, 1), paid_minor=100)
            owed = Invoice(f"{id}2", id, "GBP", [Line("L1", 100)], issued_on=day(1, 1))
            lot = Grant(id=id, account=id, amount=Money(50, "GBP"), terms=Terms(expires_on=day(2, 1)))
            commands: list[Command] = [
                AddInvoice(paid),
                AddInvoice(owed),
                RaiseCredit(invoice=id, amount=Money(9, "GBP")),
            ]
            for number, command in enumerate([*commands, lot, Expire(id)]):
                service.carry_out(
                    Request(account=id, actor=id, command=command, on=day(1, 1), key=f"{id}{number}")
                ).result.unwrap()
        yield served


@pytest.mark.parametrize(
    ("path", "columns"),
    [
        (f"/reports/roll-forward.csv?{IN_2026}", ()),
        (f"/reports/journal.csv?{IN_2026}", ("account",)),
        ("/reports/ageing.csv", ("account",)),
        ("/reports/balance.csv", ("account",)),
        ("/reports/expiring.csv?on=2026-01-02", ("account", "credit")),
        (f"/accounts/{{}}/statement.csv?{IN_2026}", ("credit",)),
        ("/accounts/{}/entries.csv", ("key", "actor")),
    ],
)
def test_no_cell_is_taken_for_a_formula(hostile: Api, path: str, columns: tuple[str, ...]) -> None:
    found: dict[str, set[str]] = {column: set() for column in columns}
    for id in FORMULAS if "{}" in path else FORMULAS[:1]:
        for line in table(hostile, path.replace("{}", id.replace("+", "%2B"))):
            for column, cell in line.items():
                if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "＝"}:
                    Decimal(cell)  # a number stays one
                if column in found:
                    found[column].add(restored(cell))
    for column, cells in found.items():
        assert all(any(cell.startswith(id) for cell in cells) for id in FORMULAS), column


def test_negative_amounts_stay_numbers(hostile: Api) -> None:
    amounts = [Decimal(line["amount"]) for line in table(hostile, f"/reports/journal.csv?{IN_2026}")]
    assert min(amounts) < 0
    assert sum(amounts) == 0
