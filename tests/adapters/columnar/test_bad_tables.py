"""What is wrong in a table is named: its row, column and value, and what is allowed; twenty times, then counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from credit_rules_adapters.columnar import AllocationTables, allocate_table
from credit_rules_adapters.text.mistakes import NotUnderstood

ON = date(2026, 3, 1)


def invoices(**columns: object) -> pa.Table:
    """Return two good invoices, with other columns or (None) without one."""
    good = {"id": [1, 2], "account": [7, 7], "currency": ["GBP", "GBP"], "outstanding_minor": [1000, 500]}
    return pa.table({name: column for name, column in (good | columns).items() if column is not None})


def credits(**columns: object) -> pa.Table:
    """Return two good lots likewise."""
    good = {"id": [1, 2], "account": [7, 7], "currency": ["GBP", "GBP"], "remaining_minor": [300, 400]}
    return pa.table({name: column for name, column in (good | columns).items() if column is not None})


def run(bills: pa.Table | None = None, lots: pa.Table | None = None, currency: str | None = None) -> AllocationTables:
    return allocate_table(
        invoices() if bills is None else bills, credits() if lots is None else lots, on=ON, currency=currency
    )


def said(bills: pa.Table | None = None, lots: pa.Table | None = None, currency: str | None = None) -> str:
    with pytest.raises(NotUnderstood) as refused:
        run(bills, lots, currency)
    return str(refused.value)


BAD_INVOICES = [
    ({"id": [1, 1]}, "invoices: row 1, id: 1; it occurs more than once"),
    ({"id": ["a", "a"]}, 'invoices: row 2, id: "a"; it occurs more than once'),
    ({"id": [1, None]}, "invoices: row 2, id: null; a value is required"),
    ({"id": ["a", " b"]}, 'invoices: row 2, id: " b"; allowed are 1-128 printable characters'),
    ({"id": [1.0, 2.0]}, "invoices: id: the column is double; allowed is integer, string or UUID"),
    ({"account": [None, 7]}, "invoices: row 1, account: null"),
    ({"account": None}, "invoices: the column account is missing; the table has id, currency, outstanding_minor"),
    ({"currency": ["GBP", "XYZ"]}, 'invoices: row 2, currency: "XYZ"; allowed are the codes of ISO 4217'),
    ({"currency": ["GBP", None]}, "invoices: row 2, currency: null"),
    ({"currency": None}, "invoices: the column currency is missing"),
    ({"outstanding_minor": [5, -1]}, "invoices: row 2, outstanding_minor: -1; allowed is 0 or more"),
    ({"outstanding_minor": [None, 1]}, "invoices: row 1, outstanding_minor: null"),
    ({"outstanding_minor": [1.5, 1]}, "invoices: outstanding_minor: the column is double; allowed is integer"),
    (
        {"outstanding_minor": pa.array([1, 2**63], pa.uint64())},
        "row 2, outstanding_minor: 9223372036854775808; allowed",
    ),
    ({"outstanding_minor": None}, "invoices: the column outstanding_minor, or outstanding in major units, is missing"),
    ({"outstanding": ["1", "2"]}, "invoices: the table has both outstanding_minor and outstanding"),
    ({"outstanding_minor": None, "outstanding": ["1.005", "2"]}, 'row 1, outstanding: "1.005"; that is more digits'),
    ({"outstanding_minor": None, "outstanding": ["1", "x"]}, 'row 2, outstanding: "x"; allowed are digits'),
    ({"outstanding_minor": None, "outstanding": ["1", "2."]}, 'row 2, outstanding: "2."; allowed are digits'),
    ({"outstanding_minor": None, "outstanding": ["-1", "2"]}, 'row 1, outstanding: "-1"; allowed is 0 or more'),
    ({"outstanding_minor": None, "outstanding": ["9" * 18, "2"]}, "allowed is what fits 64 bits in minor units"),
    ({"outstanding_minor": None, "outstanding": [1.5, 2.0]}, "invoices: outstanding: the column is double; allowed is"),
    (
        {"outstanding_minor": None, "outstanding": [Decimal("1.001"), Decimal("1.000")]},
        'row 1, outstanding: "1.001"; that is more digits after the point than the currency has',
    ),
    (
        {"outstanding_minor": None, "outstanding": [Decimal("-1.01"), Decimal("1.00")]},
        'row 1, outstanding: "-1.01"; allowed is 0 or more',
    ),
    ({"pending_minor": [0, -3]}, "invoices: row 2, pending_minor: -3; allowed is 0 or more"),
    ({"due_on": ["2026-01-01", None]}, "invoices: due_on: the column is string; allowed is date"),
    ({"product": ["a", ""]}, 'invoices: row 2, product: ""; allowed are'),
    ({"product": pa.array(["a", " b"]).dictionary_encode()}, 'invoices: row 2, product: " b"; allowed are'),
    ({"product": [1, 2]}, "invoices: product: the column is int64; allowed is string"),
    ({"colour": ["a", "b"]}, "invoices: the column colour is unknown; allowed are id, account, currency"),
    ({"outstanding_minor": [2**62, 2**62]}, f"invoices: account 7: its amounts in GBP add up to {2**63} minor units"),
]
BAD_CREDITS = [
    ({"id": [3, 3]}, "credits: row 1, id: 3; it occurs more than once"),
    ({"account": ["7", "7"]}, "credits: account: the accounts of the two tables differ: integers and text"),
    ({"remaining_minor": [1, -2]}, "credits: row 2, remaining_minor: -2"),
    ({"class": ["paid", "gift"]}, 'credits: row 2, class: "gift"; allowed are paid, promotional'),
    ({"priority": ["1", "2"]}, "credits: priority: the column is string; allowed is integer"),
    (
        {"products": pa.array([["a"], []], pa.list_(pa.string()))},
        "credits: row 2, products: []; allowed is at least one",
    ),
    ({"products": [["a"], [None]]}, "credits: row 2, products: [null]; allowed are 1-128"),
    ({"products": ["a", "b"]}, "credits: products: the column is string; allowed is list of strings"),
    ({"paused": [0, 1]}, "credits: paused: the column is int64; allowed is boolean"),
    (
        {"expires_on": [None, ON]},
        'row 2, expires_on: "2026-03-01"; allowed is a day after usable_from, which is issued_on',
    ),
    ({"remaining_minor": [2**63 - 1, 1]}, f"credits: account 7: its amounts in GBP add up to {2**63} minor units"),
]


@pytest.mark.parametrize(("columns", "expected"), BAD_INVOICES)
def test_a_bad_invoice_is_named(columns: dict[str, object], expected: str) -> None:
    assert expected in said(invoices(**columns))


@pytest.mark.parametrize(("columns", "expected"), BAD_CREDITS)
def test_a_bad_lot_is_named(columns: dict[str, object], expected: str) -> None:
    assert expected in said(lots=credits(**columns))


def test_twenty_are_told_and_the_rest_counted() -> None:
    size = 33
    bills = pa.table(
        {"id": range(size), "account": [1] * size, "currency": ["GBP"] * size, "outstanding_minor": [-1] * size}
    )
    lines = said(bills).splitlines()
    assert lines[19] == "invoices: row 20, outstanding_minor: -1; allowed is 0 or more"
    assert lines[20:] == ["invoices: and 13 more mistakes"]


def test_mistakes_of_both_tables_are_told() -> None:
    both = said(invoices(outstanding_minor=[1, -1]), credits(remaining_minor=[-1, 1]))
    assert "invoices: row 2" in both
    assert "credits: row 1" in both


def test_a_currency_for_all_rows() -> None:
    tables = run(invoices(currency=None), credits(currency=None), "GBP")
    assert tables.allocations.column("currency").to_pylist() == ["GBP", "GBP"]
    assert tables.invoices.column("currency").to_pylist() == ["GBP", "GBP"]
    assert run(invoices(currency=None), None, "GBP").allocations.num_rows == 2
    mixed = said(invoices(currency=["GBP", "EUR"]), credits(currency=None), "GBP")
    assert 'invoices: row 2, currency: "EUR"; the run is in GBP alone' in mixed


def test_sums_beyond_64_bits_of_several_accounts_are_none_of_one() -> None:
    large = 2**63 - 1
    bills = invoices(account=[7, 8], outstanding_minor=[large, large])
    tables = run(bills, credits(account=[7, 8], remaining_minor=[large, 1]))
    assert tables.invoices.column("outstanding_minor").to_pylist() == [0, large - 1]
    several = run(invoices(currency=["GBP", "EUR"], outstanding_minor=[large, large]))
    assert several.invoices.column("outstanding_minor").to_pylist() == [large - 700, large]


@pytest.mark.parametrize(
    "outstanding",
    [["10", "5.5"], [Decimal("10.000"), Decimal("5.500")], pa.array(["10.00", "5.50"]).dictionary_encode()],
)
def test_major_units(outstanding: object) -> None:
    tables = run(invoices(outstanding_minor=None, outstanding=outstanding), credits(remaining_minor=[0, 0]))
    assert tables.invoices.column("outstanding_minor").to_pylist() == [1000, 550]


def test_each_currency_has_its_digits() -> None:
    bills = invoices(outstanding_minor=None, outstanding=["10", "5.5"], currency=["JPY", "KWD"])
    assert run(bills).invoices.column("outstanding_minor").to_pylist() == [10, 5500]
    bad = invoices(outstanding_minor=None, outstanding=["10.0", "5.5"], currency=["JPY", "KWD"])
    assert 'row 1, outstanding: "10.0"; that is more digits' in said(bad)


def test_empty_tables() -> None:
    none = invoices().slice(0, 0), credits().slice(0, 0)
    tables = run(*none)
    assert [len(table) for table in (tables.allocations, tables.invoices, tables.credits)] == [0, 0, 0]
    assert run(none[0]).credits.column("reason").to_pylist() == ["no_open_invoice"] * 2
    assert run(lots=none[1]).invoices.column("outstanding_minor").to_pylist() == [1000, 500]


def test_what_a_dictionary_names_and_no_row_has_is_no_mistake() -> None:
    def named(*names: str, at: list[int]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), pa.array(names))

    bills = invoices(currency=named("GBP", "no currency", "EUR", at=[0, 2]), product=named(" odd", "a", at=[1, 1]))
    lots = credits(currency=named("EUR", "GBP", "?", at=[1, 0]), products=[["a"], ["a"]], remaining_minor=[300, 200])
    tables = run(bills, lots)
    assert tables.invoices.column("outstanding_minor").to_pylist() == [700, 300]
    assert tables.invoices.column("currency").to_pylist() == ["GBP", "EUR"]
    assert 'row 2, currency: "?"; allowed are' in said(lots=credits(currency=named("GBP", "?", at=[0, 1])))
