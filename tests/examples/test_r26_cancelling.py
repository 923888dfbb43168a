"""R26: cancelling an invoice that has no cash gives applied credit back; cancelled stays cancelled."""

from __future__ import annotations

import pytest

from credit_rules import (
    ApplyCredit,
    Cancel,
    CreditUnapplied,
    Invoice,
    InvoiceCancelled,
    RaiseCredit,
    RecordPayment,
    Status,
    VoidCredit,
    VoidNote,
    cancel,
)
from credit_rules.rejection import InvoiceHasPayments, InvoiceIsCancelled, InvoiceIsWrittenOff
from examples.make import (
    TOMORROW,
    ask,
    books,
    credited,
    draft,
    gbp,
    invoice,
    lot,
    on_its_way,
    play,
    refusal,
    refused,
    settled,
)

CANCEL = Cancel(invoice="INV-1")


def test_an_unpaid_invoice() -> None:
    outcome = cancel(invoice(100)).unwrap()
    cancelled = invoice(100, status=Status.CANCELLED)
    assert outcome.effects == (InvoiceCancelled(cancelled, was=Status.ISSUED),)
    assert (outcome.invoice, outcome.rules, outcome.on) == (cancelled, ("R26",), None)


def test_a_draft() -> None:
    outcome = cancel(draft(100)).unwrap()
    assert outcome.effects == (InvoiceCancelled(outcome.invoice, was=Status.DRAFT),)
    assert outcome.invoice.status is Status.CANCELLED


@pytest.mark.parametrize(
    ("of", "paid", "pending"),
    [
        (invoice(100, paid=1), 1, 0),
        (on_its_way(invoice(100), 1), 0, 1),
        (invoice(100, paid=60, pending=40), 60, 40),
        (credited(invoice(100, paid=100), 100), 100, 0),  # even if all of the cash was given back
    ],
)
def test_with_cash_it_is_credited_in_full_instead(of: Invoice, paid: int, pending: int) -> None:
    assert refusal(cancel(of)) == InvoiceHasPayments(gbp(paid), gbp(pending))


def test_applied_credit_goes_back_to_its_lots_the_last_first() -> None:
    account = play(books(invoice(100), lot("A", 20), lot("B", 10, gift=True)), ApplyCredit(invoice="INV-1"))
    outcome = ask(account, CANCEL)
    assert [
        (effect.allocation.credit, effect.allocation.amount_minor)
        for effect in outcome.effects
        if isinstance(effect, CreditUnapplied)
    ] == [("B", 10), ("A", 20)]
    assert outcome.invoice.allocations == ()
    assert play(account, CANCEL).credits == {"A": lot("A", 20), "B": lot("B", 10, gift=True)}


def test_to_an_expired_and_void_lot_too() -> None:
    account = play(books(invoice(100), lot("A", 30, until=TOMORROW)), ApplyCredit(invoice="INV-1", amount=gbp(20)))
    after = play(play(account, VoidCredit("A")), CANCEL, on=TOMORROW)
    assert (after.credits["A"].remaining_minor, after.credits["A"].voided) == (20, True)


def test_its_notes_stay_as_they_were_and_cannot_be_voided_any_more() -> None:
    account = play(books(invoice(100)), RaiseCredit(invoice="INV-1", amount=gbp(30)), CANCEL)
    owed = account.invoices["INV-1"]
    assert (owed.reduced_minor, owed.credited_minor, owed.outstanding_minor) == (30, 30, 0)
    assert not account.notes["INV-1-CN1"].voided
    assert refused(account, VoidNote("INV-1-CN1")) == InvoiceIsCancelled("INV-1")


def test_what_a_note_gave_back_is_not_given_back_again() -> None:
    account = play(
        books(invoice(20), lot("A", 20)),
        ApplyCredit(invoice="INV-1"),
        RaiseCredit(invoice="INV-1", amount=gbp(15)),
        CANCEL,
    )
    assert account.credits["A"].remaining_minor == 20
    assert account.invoices["INV-1"].restored_minor == 15


def test_cancelled_stays_cancelled() -> None:
    account = play(books(invoice(100)), CANCEL)
    assert refused(account, CANCEL) == InvoiceIsCancelled("INV-1")
    assert refused(account, RecordPayment(invoice="INV-1", amount=gbp(1))) == InvoiceIsCancelled("INV-1")


def test_a_written_off_invoice_is_not_cancelled() -> None:
    assert refusal(cancel(invoice(100, status=Status.WRITTEN_OFF))) == InvoiceIsWrittenOff("INV-1")
    assert refusal(cancel(invoice(100, paid=5, status=Status.WRITTEN_OFF))) == InvoiceIsWrittenOff("INV-1")


def test_an_invoice_of_nothing_and_one_fully_credited() -> None:
    assert cancel(invoice(0)).unwrap().invoice.status is Status.CANCELLED
    assert cancel(credited(invoice(100), 100)).unwrap().invoice.status is Status.CANCELLED
    assert cancel(settled(invoice(20), lot("A", 20))).unwrap().invoice.status is Status.CANCELLED
