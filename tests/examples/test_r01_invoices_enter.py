"""R1: a note is raised against an existing invoice; what existed before the engine enters as it stands."""

from __future__ import annotations

import pytest

from credit_rules import (
    JOININ,
    AccountCredit,
    AddCredit,
    AddInvoice,
    CreditGranted,
    GrantKind,
    Invoice,
    InvoiceAdded,
    RaiseCredit,
    Status,
    add_credit,
    add_invoice,
    cancel,
    unapply,
)
from credit_rules.rejection import CreditExists, InvoiceExists, InvoiceNotFound
from examples.make import books, credited, draft, exactly, gbp, invoice, lot, refusal, refused, settled


def test_a_note_without_an_invoice_is_refused() -> None:
    assert refused(books(invoice(100)), RaiseCredit(invoice="INV-9", amount=gbp(10))) == InvoiceNotFound("INV-9")


@pytest.mark.parametrize(
    "entering",
    [
        draft(100),
        invoice(100),
        invoice(100, paid=60, pending=30),
        invoice(100, status=Status.CANCELLED),
        invoice(100, paid=60, status=Status.WRITTEN_OFF),
    ],
)
def test_an_invoice_enters_as_a_draft_or_as_it_stands(entering: Invoice) -> None:
    outcome = add_invoice(entering).unwrap()
    assert outcome.effects == (InvoiceAdded(entering),)
    assert (outcome.invoice, outcome.rules, outcome.policy) == (entering, ("R1",), JOININ.fingerprint)


def test_a_taken_id_is_refused() -> None:
    assert refusal(add_invoice(invoice(100), taken={"INV-1"})) == InvoiceExists("INV-1")
    assert refused(books(invoice(100)), AddInvoice(invoice(7))) == InvoiceExists("INV-1")


@pytest.mark.parametrize(
    "entering",
    [
        credited(invoice(100), 30),
        cancel(credited(invoice(100), 30)).unwrap().invoice,
        settled(invoice(100), lot("C1", 20)),
        unapply(settled(invoice(100), lot("C1", 20))).unwrap().invoice,
    ],
)
def test_an_invoice_enters_without_history(entering: Invoice) -> None:
    with pytest.raises(ValueError, match=exactly("invoice INV-1 must enter without notes and without applied credit")):
        add_invoice(entering)


def test_a_lot_that_existed_before_enters_as_an_opening_balance_whatever_the_grants() -> None:
    outcome = add_credit(lot("C1", 20, gift=True)).unwrap()
    assert outcome.effects == (CreditGranted(lot("C1", 20, gift=True), GrantKind.OPENING_BALANCE),)
    assert (outcome.credits, outcome.rules) == ((lot("C1", 20, gift=True),), ("R28",))


def test_a_lot_may_enter_empty() -> None:
    assert add_credit(lot("C1", 0)).unwrap().credits == (lot("C1", 0),)


@pytest.mark.parametrize("entering", [lot("C1", 20, remaining_minor=19), lot("C1", 0, voided=True)])
def test_a_lot_enters_whole(entering: AccountCredit) -> None:
    with pytest.raises(
        ValueError, match=exactly("credit C1 must enter whole: not void, and with all of its amount remaining")
    ):
        add_credit(entering)


def test_a_lot_whose_id_is_taken_is_refused() -> None:
    assert refusal(add_credit(lot("C1"), taken=["C1"])) == CreditExists("C1")
    assert refused(books(lot("C1")), AddCredit(lot("C1", 7))) == CreditExists("C1")


@pytest.mark.parametrize("id", ["INV-1-CN1", "X-CN0", "-CN99"])
def test_a_lot_with_an_id_kept_for_notes_is_refused(id: str) -> None:
    assert refusal(add_credit(lot(id))) == CreditExists(id)


@pytest.mark.parametrize("id", ["INV-1-CN", "INV-1-CNx", "INV-1-cn1", "INV-1-CN1x", "CN1", "INV-1-CN\u0661"])
def test_an_id_that_only_looks_like_a_notes_is_free(id: str) -> None:
    assert add_credit(lot(id)).unwrap().credits == (lot(id),)
