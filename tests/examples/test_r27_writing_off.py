"""R27: writing off gives up what is owed; applied credit is not returned, and the invoice changes no more."""

from __future__ import annotations

import pytest

from credit_rules import (
    ApplyCredit,
    Invoice,
    InvoiceState,
    InvoiceWrittenOff,
    Status,
    Unapply,
    WriteOff,
    write_off,
)
from credit_rules.rejection import InvoiceIsWrittenOff, NothingOutstanding, PaymentPending
from examples.make import books, credited, draft, gbp, invoice, lot, on_its_way, play, refusal, refused, standing


def test_what_is_owed_is_given_up() -> None:
    outcome = write_off(invoice(100, paid=60)).unwrap()
    assert outcome.effects == (InvoiceWrittenOff(outcome.invoice),)
    assert (outcome.invoice.status, outcome.invoice.state) == (Status.WRITTEN_OFF, InvoiceState.WRITTEN_OFF)
    assert (outcome.invoice.outstanding_minor, outcome.invoice.balance_minor) == (0, 40)
    assert (outcome.rules, outcome.on) == (("R27",), None)


def test_applied_credit_is_not_returned() -> None:
    account = play(books(invoice(100), lot("A", 20)), ApplyCredit(invoice="INV-1"), WriteOff(invoice="INV-1"))
    assert standing(account.invoices["INV-1"]) == [("A", 20)]
    assert account.credits["A"].remaining_minor == 0
    assert refused(account, Unapply(invoice="INV-1")) == InvoiceIsWrittenOff("INV-1")


@pytest.mark.parametrize("owed", [on_its_way(invoice(100), 40), on_its_way(invoice(100), 100)])
def test_not_while_money_is_on_its_way(owed: Invoice) -> None:
    assert refusal(write_off(owed)) == PaymentPending(gbp(owed.pending_minor), gbp(0))


@pytest.mark.parametrize("settled", [invoice(100, paid=100), invoice(0), credited(invoice(100), 100)])
def test_something_must_be_outstanding(settled: Invoice) -> None:
    assert refusal(write_off(settled)) == NothingOutstanding("INV-1")


def test_one_unit_is_something() -> None:
    assert write_off(invoice(100, paid=99)).unwrap().invoice.balance_minor == 1


def test_a_written_off_invoice_changes_no_more() -> None:
    written_off = write_off(invoice(100)).unwrap().invoice
    assert refusal(write_off(written_off)) == InvoiceIsWrittenOff("INV-1")
    assert refusal(write_off(draft(100))).code == "invoice_not_issued"
