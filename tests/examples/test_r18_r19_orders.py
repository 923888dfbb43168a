"""R18, R19: orders are lists of keys, applied in turn, and always end in the id: the input's order never matters."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from attrs import evolve

from credit_rules import (
    AccountCredit,
    CreditKey,
    Invoice,
    InvoiceKey,
    Policy,
    in_credit_order,
    in_invoice_order,
)
from credit_rules.ordering import CREDIT_KEYS, INVOICE_KEYS
from examples.make import DAY, TOMORROW, YESTERDAY, credited, draft, invoice, lot

SOON, LATE = date(2026, 4, 1), date(2026, 9, 1)

CREDIT_ORDERS: list[tuple[CreditKey, list[AccountCredit]]] = [
    (CreditKey.PRIORITY, [lot("Z", priority=-1), lot("Y", priority=0), lot("A", priority=50), lot("B", priority=51)]),
    (CreditKey.EXPIRES_ON, [lot("Z", until=SOON), lot("Y", until=LATE), lot("A"), lot("B")]),
    (CreditKey.PROMOTIONAL_FIRST, [lot("Y", gift=True), lot("Z", gift=True), lot("A"), lot("B")]),
    (CreditKey.PAID_FIRST, [lot("Y"), lot("Z"), lot("A", gift=True), lot("B", gift=True)]),
    (CreditKey.USABLE_FROM, [lot("Z", usable_from=YESTERDAY), lot("Y"), lot("A", usable_from=TOMORROW)]),
    (CreditKey.ISSUED_ON, [lot("Z", issued_on=YESTERDAY), lot("Y"), lot("A", issued_on=TOMORROW)]),
    (
        CreditKey.NARROWEST_SCOPE,
        [lot("Y", products=["b"]), lot("Z", products=["a"]), lot("X", products=["a", "b"]), lot("A"), lot("B")],
    ),
    (CreditKey.SMALLEST, [lot("Z", 9, remaining_minor=1), lot("Y", 2), lot("A", 3), lot("B", 3)]),
    (CreditKey.LARGEST, [lot("Y", 3), lot("Z", 3), lot("A", 2), lot("B", 9, remaining_minor=1)]),
]

INVOICE_ORDERS: list[tuple[InvoiceKey, list[Invoice]]] = [
    (InvoiceKey.DUE_ON, [invoice(1, "Z", due=YESTERDAY), invoice(1, "Y"), invoice(1, "A", due=TOMORROW)]),
    (InvoiceKey.ISSUED_ON, [invoice(1, "Z", issued=YESTERDAY), invoice(1, "Y"), invoice(1, "A", issued=TOMORROW)]),
    (InvoiceKey.NEWEST, [invoice(1, "Z", issued=TOMORROW), invoice(1, "Y"), invoice(1, "A", issued=YESTERDAY)]),
    (InvoiceKey.SMALLEST, [credited(invoice(9, "Z"), 8), invoice(2, "Y"), invoice(3, "A"), invoice(3, "B")]),
    (InvoiceKey.LARGEST, [invoice(3, "Y"), invoice(3, "Z"), invoice(2, "A"), invoice(9, "B", paid=8)]),
]


@pytest.mark.parametrize(("key", "expected"), CREDIT_ORDERS)
def test_each_credit_key_alone_and_the_id_last(key: CreditKey, expected: list[AccountCredit]) -> None:
    policy = Policy(credit_order=(key,))
    assert all(in_credit_order(turned, policy) == expected for turned in permutations(expected))


@pytest.mark.parametrize(("key", "expected"), INVOICE_ORDERS)
def test_each_invoice_key_alone_and_the_id_last(key: InvoiceKey, expected: list[Invoice]) -> None:
    policy = Policy(invoice_order=(key,))
    assert all(in_invoice_order(turned, policy) == expected for turned in permutations(expected))


def test_every_key_is_here() -> None:
    assert {key for key, _ in CREDIT_ORDERS} == set(CreditKey) == set(CREDIT_KEYS)
    assert {key for key, _ in INVOICE_ORDERS} == set(InvoiceKey) == set(INVOICE_KEYS)


def test_the_default_is_expiry_then_issue_then_id() -> None:
    expected = [
        lot("Z", until=SOON),
        lot("X", issued_on=YESTERDAY, until=LATE),
        lot("A", until=LATE),
        lot("Y", issued_on=YESTERDAY),
        lot("B"),
        lot("C"),
    ]
    assert in_credit_order(reversed(expected), Policy()) == expected


def test_the_default_of_invoices_is_due_then_issued_then_id() -> None:
    expected = [
        invoice(1, "Z", due=YESTERDAY),
        invoice(1, "Y", issued=YESTERDAY, due=TOMORROW),
        invoice(1, "A", due=TOMORROW),
        invoice(1, "B", due=TOMORROW),
    ]
    assert in_invoice_order(reversed(expected), Policy()) == expected


def test_keys_are_applied_in_turn() -> None:
    expected = [
        lot("D", priority=1, gift=True),
        lot("A", priority=1),
        lot("B", priority=2, gift=True),
        lot("C", priority=2),
    ]
    both = Policy(credit_order=(CreditKey.PRIORITY, CreditKey.PROMOTIONAL_FIRST))
    turned = Policy(credit_order=(CreditKey.PROMOTIONAL_FIRST, CreditKey.PRIORITY))
    assert [each.id for each in in_credit_order(expected, both)] == ["D", "A", "B", "C"]
    assert [each.id for each in in_credit_order(expected, turned)] == ["D", "B", "A", "C"]


def test_an_empty_list_is_the_id_alone_by_code_point() -> None:
    ids = ["INV-10", "INV-2", "Z", "a", "é", "ﬀ", "😀"]
    assert [each.id for each in in_credit_order(map(lot, reversed(ids)), Policy(credit_order=()))] == ids
    invoices = [invoice(1, id) for id in reversed(ids)]
    assert [each.id for each in in_invoice_order(invoices, Policy(invoice_order=()))] == ids


@pytest.mark.parametrize("key", [InvoiceKey.DUE_ON, InvoiceKey.ISSUED_ON, InvoiceKey.NEWEST])
def test_an_invoice_without_the_date_comes_last(key: InvoiceKey) -> None:
    dated, undated = invoice(1, "Z"), draft(1, "A")
    policy = Policy(invoice_order=(key,))
    assert in_invoice_order([undated, dated], policy) == [dated, undated]


def test_by_what_is_outstanding_not_by_the_total() -> None:
    large, small = invoice(100, "A", paid=95), invoice(10, "B")
    assert in_invoice_order([small, large], Policy(invoice_order=(InvoiceKey.SMALLEST,))) == [large, small]


def test_the_last_day_of_the_calendar_is_not_never() -> None:
    last_day, never = lot("Z", until=date.max), lot("A")
    assert in_credit_order([never, last_day], Policy()) == [last_day, never]
    assert in_credit_order([evolve(never, issued_on=DAY), last_day], Policy())[0] is last_day
