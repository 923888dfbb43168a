"""Points of the rules that are easily read past."""

from datetime import date
from typing import Any

import pytest

from reference.facts import Answer
from reference.model import Book

TODAY = date(2026, 3, 1)


def book_of(invoices: list[dict[str, Any]], lots: list[dict[str, Any]] | None = None, **policy: object) -> Book:
    book = Book(policy, "GBP", TODAY)
    for invoice in invoices:
        assert "rejected" not in book.add_invoice({"account": "ann", **invoice})
    for lot in lots or []:
        assert "rejected" not in book.add_credit({"account": "ann", **lot})
    return book


def take(book: Book, do: str, **fields: Any) -> Answer:
    return book.step({"do": do, **fields}, TODAY)


def lines_of(**gross: int) -> list[dict[str, Any]]:
    """One line for each product, named after it."""
    return [{"id": product, "product": product, "net": amount} for product, amount in gross.items()]


def test_r20_an_unlimited_lot_takes_no_room_but_what_is_owed() -> None:
    lots: list[dict[str, Any]] = [{"id": "any", "amount": 50}, {"id": "a", "amount": 90, "products": ["a"]}]
    book = book_of([{"id": "A", "lines": lines_of(a=60, b=40)}], lots)
    answer = take(book, "apply_credit", invoice="A", credits=["any", "a"])
    assert answer["allocated"] == [["any", "A", 50], ["a", "A", 50]]


def test_r20_limited_lots_that_share_no_line_do_not_meet() -> None:
    lots = [{"id": each, "amount": 90, "products": [each, "c"]} for each in "ab"]
    book = book_of([{"id": "A", "lines": lines_of(a=60, b=40)}], lots)
    assert take(book, "apply_credit", invoice="A")["allocated"] == [["a", "A", 60], ["b", "A", 40]]


def test_r21_out_of_scope_is_said_only_where_no_invoice_had_room() -> None:
    invoices = [{"id": "A", "lines": lines_of(a=10)}, {"id": "B", "lines": lines_of(b=10)}]
    lots: list[dict[str, Any]] = [{"id": "1", "amount": 20}, {"id": "2", "amount": 1, "products": ["b"]}]
    answer = take(book_of(invoices, lots), "allocate")
    assert answer["reasons"] == {"2": "nothing_left_owing"}


def test_r21_orders_are_made_once_from_the_figures_before() -> None:
    invoices = [{"id": "A", "total": 30}, {"id": "B", "total": 40}]
    lots = [{"id": "1", "amount": 25}, {"id": "2", "amount": 26}, {"id": "3", "amount": 9}]
    book = book_of(invoices, lots, credit_order=["largest"], invoice_order=["smallest"])
    allocated = [["2", "A", 26], ["1", "A", 4], ["1", "B", 21], ["3", "B", 9]]
    assert take(book, "allocate")["allocated"] == allocated


def test_r25_a_note_that_carried_a_refund_is_told_last() -> None:
    book = book_of([{"id": "A", "total": 100, "paid": 100}, {"id": "B", "total": 20}], refunds="allowed")
    take(book, "raise_credit", invoice="A", amount=100, refund=10)
    take(book, "apply_credit", invoice="B", amount=5)
    assert take(book, "void_note", note="A-CN1")["rejected"] == "credit_already_used"
    take(book, "unapply", invoice="B")
    assert take(book, "void_note", note="A-CN1")["rejected"] == "note_refunded"


def test_r25_a_voided_notes_lot_is_empty_and_void() -> None:
    book = book_of([{"id": "A", "total": 100, "paid": 100}])
    take(book, "raise_credit", invoice="A", amount=100)
    take(book, "void_note", note="A-CN1")
    lot = book.credit("A-CN1")
    assert (lot["amount"], lot["remaining"], lot["voided"]) == (100, 0, True)
    assert take(book, "void_credit", credit="A-CN1")["rejected"] == "nothing_remaining"


def test_r25_what_came_back_to_a_void_lot_can_still_be_taken_back() -> None:
    book = book_of([{"id": "A", "total": 10}], [{"id": "C", "amount": 15}])
    take(book, "apply_credit", invoice="A")
    take(book, "void_credit", credit="C")
    assert take(book, "raise_credit", invoice="A", amount=10)["restored"] == {"C": 10}
    assert (book.credit("C")["remaining"], book.balance("ann", "GBP", TODAY)) == (10, 0)
    assert take(book, "void_note", note="A-CN1")["reapplied"] == {"C": 10}


@pytest.mark.parametrize(("until", "notes"), [(TODAY, []), (date(2026, 3, 2), ["A-CN1"])])
def test_r30_a_period_that_ends_on_the_day_of_leaving_is_left_out(until: date, notes: list[str]) -> None:
    book = book_of([{"id": "A", "lines": [{"id": "L1", "product": "p", "net": 100, "period_until": until}]}])
    step = {"account": "ann", "product": "p", "credit": "price", "unused": 1, "sessions": 2, "from": TODAY}
    assert take(book, "remove_from_product", **step)["notes"] == notes


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"invoice": "?", "amount": -1}, "invoice_not_found"),
        ({"invoice": "FULL", "amount": -1}, "invoice_fully_credited"),
        ({"invoice": "A", "amount": 0, "currency": "EUR"}, "amount_not_positive"),
        ({"invoice": "A", "amount": 5, "refund": -1}, "amount_not_positive"),
        ({"invoice": "A", "amount": 101, "currency": "EUR"}, "currency_mismatch"),
        ({"invoice": "A", "amount": 101, "refund": 5}, "amount_exceeds_creditable"),
        ({"invoice": "A", "lines": {"L9": 200}}, "amount_exceeds_creditable"),
        ({"invoice": "A", "lines": {"L9": 20}, "refund": 5}, "invoice_part_paid"),
        ({"invoice": "PENDING", "lines": {"L9": 20}, "refund": 5}, "payment_pending"),
        ({"invoice": "PAID", "lines": {"L9": 20}, "refund": 21}, "refund_not_allowed"),
        ({"invoice": "PAID", "lines": {"L1": 1, "L9": 20}}, "line_not_found"),
    ],
)
def test_r32_the_lowest_rule_is_given(step: dict[str, Any], code: str) -> None:
    invoices: list[dict[str, Any]] = [
        {"id": "FULL", "total": 0},
        {"id": "A", "total": 100, "paid": 50, "pending": 10},
        {"id": "PENDING", "total": 100, "pending": 10},
        {"id": "PAID", "total": 100, "paid": 100},
    ]
    assert take(book_of(invoices, part_paid="reject"), "raise_credit", **step)["rejected"] == code


def test_r28_a_void_lot_is_not_paid_out_though_something_came_back_to_it() -> None:
    book = book_of([{"id": "A", "total": 10}], [{"id": "C", "amount": 15}], refunds="allowed")
    take(book, "apply_credit", invoice="A")
    take(book, "void_credit", credit="C")
    take(book, "unapply", invoice="A")
    assert take(book, "refund_credit", credit="C", amount=1)["rejected"] == "insufficient_credit"
    assert take(book, "void_credit", credit="C")["postings"][0] == ["account_credit:paid", 10, "GBP"]
