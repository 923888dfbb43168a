"""Every figure that rules.md gives as an example, in the order of the rules."""

from datetime import date, timedelta
from typing import Any

import pytest

from reference.facts import Answer
from reference.model import Book, preset

TODAY = date(2026, 3, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def book_of(*invoices: dict[str, Any], credits: list[dict[str, Any]] | None = None, **policy: object) -> Book:
    """Ann's invoices `A`, `B`, … in pounds, with her lots."""
    book = Book(policy, "GBP", TODAY)
    for name, invoice in zip("ABC", invoices, strict=False):
        assert "rejected" not in book.add_invoice({"id": name, "account": "ann", **invoice})
    for lot in credits or []:
        assert "rejected" not in book.add_credit({"account": "ann", **lot})
    return book


def take(book: Book, do: str, **fields: Any) -> Answer:
    return book.step({"do": do, **fields}, TODAY)


def parts(answer: Answer, *keys: str) -> tuple[Any, ...]:
    return tuple(answer[key] for key in keys)


def settled_by_20_promotional_and_80_cash(**policy: object) -> Book:
    promotional = {"id": "P", "amount": 2000, "class": "promotional"}
    book = book_of({"total": 10000, "paid": 8000}, credits=[promotional], **policy)
    take(book, "apply_credit", invoice="A")
    return book


def test_the_sums_of_a_mixed_invoice() -> None:
    book = settled_by_20_promotional_and_80_cash()
    take(book, "raise_credit", invoice="A", amount=5000)
    names = ("restored", "released", "applied", "outstanding", "creditable", "paid", "credited")
    assert parts(book.invoice("A"), *names) == (2000, 3000, 0, 0, 5000, 8000, 5000)


def test_r4_up_to_what_is_creditable() -> None:
    book = book_of({"total": 11000})
    take(book, "raise_credit", invoice="A", amount=3000)
    take(book, "raise_credit", invoice="A", amount=4000)
    answer = take(book, "raise_credit", invoice="A", amount=5000)
    assert answer == {"rejected": "amount_exceeds_creditable", "creditable": 4000}


def test_r5_outstanding() -> None:
    book = book_of({"total": 10000})
    take(book, "raise_credit", invoice="A", amount=2000)
    assert parts(book.invoice("A"), "outstanding", "state", "credit_state") == (8000, "outstanding", "partial")


def test_r6_reconciled() -> None:
    book = book_of({"total": 10000, "paid": 10000})
    answer = take(book, "raise_credit", invoice="A", amount=3000)
    assert parts(answer, "reduced", "account_credit", "note") == (0, 3000, "A-CN1")
    assert book.balance("ann", "GBP", TODAY) == 3000


def test_r7_part_paid() -> None:
    book = book_of({"total": 10000, "paid": 6000})
    assert parts(take(book, "raise_credit", invoice="A", amount=7000), "reduced", "account_credit") == (4000, 3000)
    book = book_of({"total": 10000, "paid": 6000}, **preset("loveadmin"))
    assert take(book, "raise_credit", invoice="A", amount=7000)["rejected"] == "invoice_part_paid"


def test_r8_money_on_its_way() -> None:
    invoice = {"total": 10000, "paid": 3000}
    lot = {"id": "C", "amount": 2000}
    for policy, refused, allowed in (("reject", 1, None), ("reserve", 6001, 6000)):
        book = book_of(invoice, credits=[lot], pending_payment=policy)
        take(book, "apply_credit", invoice="A")
        take(book, "record_payment", invoice="A", amount=4000, pending=True)
        answer = take(book, "raise_credit", invoice="A", amount=refused)
        assert answer == {"rejected": "payment_pending", "pending": 4000}
        if allowed is not None:
            answer = take(book, "raise_credit", invoice="A", amount=allowed)
            assert parts(answer, "reduced", "restored", "account_credit") == (1000, {"C": 2000}, 3000)


@pytest.mark.parametrize(
    ("surplus", "restored", "account_credit"),
    [("applied_first", {"P": 2000}, 3000), ("cash_first", {}, 5000), ("proportional", {"P": 1000}, 4000)],
)
def test_r9_what_a_surplus_is_made_of(surplus: str, restored: dict[str, int], account_credit: int) -> None:
    book = settled_by_20_promotional_and_80_cash(surplus=surplus)
    answer = take(book, "raise_credit", invoice="A", amount=5000)
    assert parts(answer, "restored", "account_credit") == (restored, account_credit)
    assert parts(book.credit("A-CN1"), "class", "priority", "products", "expires_on") == ("paid", 50, None, None)


def test_r10_a_refund_of_the_cash_part() -> None:
    book = book_of({"total": 5000, "paid": 5000}, refunds="allowed")
    answer = take(book, "raise_credit", invoice="A", amount=5000, refund=1000)
    assert parts(answer, "refunded", "account_credit") == (1000, 4000)
    assert take(book_of({"total": 5000, "paid": 5000}), "raise_credit", invoice="A", amount=5000, refund=1) == {
        "rejected": "refund_not_allowed"
    }


@pytest.mark.parametrize(("amount", "cost"), [(1000, 50), (400, 20)])
def test_r11_what_a_refund_costs(amount: int, cost: int) -> None:
    book = book_of({"total": 1000, "paid": 1000})
    answer = take(book, "compare_with_refund", invoice="A", amount=amount, fee=50)
    assert answer == {"refund_cost": cost, "credit_cost": 0}


def test_r12_lines() -> None:
    lines = [{"id": "L1", "net": 6833, "tax": 1367}, {"id": "L2", "net": 6833, "tax": 1366}]
    book = book_of({"lines": lines})
    assert take(book, "raise_credit", invoice="A", lines={"L1": 8201})["rejected"] == "amount_exceeds_line"
    for line, gross in (("L1", 8200), ("L2", 8199)):
        assert take(book, "raise_credit", invoice="A", lines={line: gross})["reduced"] == gross
    assert book.invoice("A")["credit_state"] == "full"


def test_r13_numbers_of_notes() -> None:
    book = book_of({"total": 100})
    answers = [take(book, "raise_credit", invoice="A", amount=amount) for amount in (10, 500, 10)]
    assert [answer.get("note") for answer in answers] == ["A-CN1", None, "A-CN2"]
    take(book, "void_note", note="A-CN2")
    assert take(book, "raise_credit", invoice="A", amount=10)["note"] == "A-CN3"


@pytest.mark.parametrize(("total", "collect", "left"), [(2500, 1500, 0), (300, 0, 700)])
def test_r15_issuing(total: int, collect: int, left: int) -> None:
    draft = {"total": total, "status": "draft", "collection": "auto"}
    book = book_of(draft, credits=[{"id": "C", "amount": 1000}])
    assert take(book, "issue", invoice="A")["collect"] == collect
    assert book.credit("C")["remaining"] == left


def test_r20_scope() -> None:
    lines = [{"id": "L1", "product": "a", "net": 6000}, {"id": "L2", "product": "b", "net": 4000}]
    lot_for_a = {"id": "A1", "amount": 10000, "products": ["a"]}
    book = book_of({"lines": lines}, credits=[lot_for_a])
    assert take(book, "apply_credit", invoice="A")["allocated"] == [["A1", "A", 6000]]
    book = book_of({"lines": lines}, credits=[lot_for_a, {"id": "AB", "amount": 5000, "products": ["a", "b"]}])
    answer = take(book, "apply_credit", invoice="A", credits=["AB", "A1"])
    assert answer["allocated"] == [["AB", "A", 5000], ["A1", "A", 1000]]


@pytest.mark.parametrize(("total", "credit", "used", "collect"), [(10000, 9980, 9950, 50), (40, 10, 10, 0)])
def test_r22_minimum_collection(total: int, credit: int, used: int, collect: int) -> None:
    draft = {"total": total, "status": "draft", "collection": "auto"}
    book = book_of(draft, credits=[{"id": "C", "amount": credit}], minimum_collection={"GBP": 50})
    answer = take(book, "issue", invoice="A")
    assert parts(answer, "allocated", "collect") == ([["C", "A", used]], collect)
    assert book.invoice("A")["outstanding"] == total - used


def test_r21_one_reason_for_every_lot_not_used_up() -> None:
    swim = [{"id": "L1", "product": "swim", "net": 1000}]
    lots: list[dict[str, Any]] = [
        {"id": "voided", "amount": 1},
        {"id": "paused", "amount": 1, "paused": True},
        {"id": "spent", "amount": 10},
        {"id": "early", "amount": 1, "usable_from": TOMORROW},
        {"id": "late", "amount": 1, "issued_on": YESTERDAY, "expires_on": TODAY},
        {"id": "bob's", "amount": 1, "account": "bob"},
        {"id": "yen", "amount": 1, "currency": "JPY"},
        {"id": "gym", "amount": 1, "products": ["gym"]},
        {"id": "used", "amount": 400, "priority": 1},
        {"id": "over", "amount": 900, "priority": 2},
        {"id": "last", "amount": 1, "priority": 3, "products": ["swim"]},
    ]
    book = book_of({"lines": swim}, {"total": 10}, credits=lots, credit_order=["priority"])
    take(book, "void_credit", credit="voided")
    take(book, "apply_credit", invoice="B", credits=["spent"])
    answer = take(book, "allocate")
    assert answer["allocated"] == [["used", "A", 400], ["over", "A", 600]]
    assert answer["reasons"] == {
        "voided": "voided",
        "paused": "paused",
        "spent": "nothing_remaining",
        "early": "not_yet_usable",
        "late": "expired",
        "bob's": "no_open_invoice",
        "yen": "other_currency",
        "gym": "out_of_scope",
        "over": "nothing_left_owing",
        "last": "nothing_left_owing",
    }


def test_r23_unapplying_undoes_the_newest_first() -> None:
    lots = [{"id": name, "amount": amount} for name, amount in (("C1", 5), ("C2", 3), ("C3", 2))]
    book = book_of({"total": 10}, credits=lots)
    take(book, "apply_credit", invoice="A")
    assert take(book, "unapply", invoice="A", amount=7)["returned"] == {"C3": 2, "C2": 3, "C1": 2}
    assert book.invoice("A")["allocations"] == [("C1", 3)]


def test_r25_notes_are_voided_in_any_order_and_credit_stands_in_its_old_place() -> None:
    lots = [{"id": name, "amount": amount} for name, amount in (("C1", 5), ("C2", 3), ("C3", 2))]
    book = book_of({"total": 10}, credits=lots)
    take(book, "apply_credit", invoice="A")
    assert take(book, "raise_credit", invoice="A", amount=3)["restored"] == {"C3": 2, "C2": 1}
    assert take(book, "raise_credit", invoice="A", amount=4)["restored"] == {"C2": 2, "C1": 2}
    assert take(book, "void_note", note="A-CN1")["reapplied"] == {"C3": 2, "C2": 1}
    assert book.invoice("A")["allocations"] == [("C1", 3), ("C2", 1), ("C3", 2)]
    take(book, "void_note", note="A-CN2")
    assert book.invoice("A")["allocations"] == [("C1", 5), ("C2", 3), ("C3", 2)]
    assert take(book, "void_note", note="A-CN2")["rejected"] == "note_already_void"


def test_r25_what_was_applied_since_is_unapplied_newest_first() -> None:
    book = book_of({"total": 100, "paid": 100}, {"total": 50}, {"total": 50}, void_used="unapply")
    take(book, "raise_credit", invoice="A", amount=90)
    take(book, "apply_credit", invoice="C", amount=30)
    take(book, "apply_credit", invoice="B", amount=50)
    take(book, "write_off", invoice="C")
    assert take(book, "void_note", note="A-CN1")["rejected"] == "credit_already_used"
    assert book.invoice("B")["outstanding"] == 0
    book = book_of({"total": 100, "paid": 100}, {"total": 50}, {"total": 60}, void_used="unapply")
    take(book, "raise_credit", invoice="A", amount=90)
    take(book, "apply_credit", invoice="C", amount=60)
    take(book, "apply_credit", invoice="B", amount=20)
    assert take(book, "void_note", note="A-CN1")["returned"] == {"A-CN1": 80}
    assert parts(book.credit("A-CN1"), "remaining", "voided") == (0, True)
    assert (book.invoice("B")["outstanding"], book.invoice("C")["outstanding"]) == (50, 60)
