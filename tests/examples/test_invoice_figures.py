"""The sums of an invoice, and the two things a person sees that follow from them ("Words")."""

from __future__ import annotations

import pytest
from attrs import evolve

from credit_rules import CreditState, Invoice, InvoiceState, Line, Status, cancel, raise_credit, write_off
from examples.make import DAY, TOMORROW, credited, draft, gbp, invoice, lot, on_its_way, settled


def test_the_total_is_that_of_its_lines_net_and_tax() -> None:
    assert invoice([Line("L1", 50, 10), Line("L2", 30, 6)]).total_minor == 96


def test_the_check_of_the_words() -> None:
    """100 settled by 20 promotional and 80 cash; a note of 50."""
    before = settled(invoice(100, paid=80), lot("P", 20, gift=True))
    after = raise_credit(before, gbp(50)).unwrap().invoice
    assert (after.restored_minor, after.released_minor, after.applied_minor) == (20, 30, 0)
    assert (after.outstanding_minor, after.creditable_minor, after.credited_minor) == (0, 50, 50)


def test_outstanding_is_what_is_neither_lowered_nor_settled_nor_on_its_way() -> None:
    owed = on_its_way(settled(credited(invoice(100, paid=15), 30), lot("C1", 20)), 5)
    assert (owed.reduced_minor, owed.applied_minor, owed.pending_minor) == (30, 20, 5)
    assert (owed.outstanding_minor, owed.balance_minor) == (30, 30)


def test_only_an_issued_invoice_owes() -> None:
    written_off = write_off(invoice(100, paid=60)).unwrap().invoice
    cancelled = cancel(invoice(100)).unwrap().invoice
    assert [each.outstanding_minor for each in (draft(100), written_off, cancelled)] == [0, 0, 0]
    assert written_off.balance_minor == 40


@pytest.mark.parametrize(
    ("of", "state"),
    [
        (invoice(100, status=Status.CANCELLED), InvoiceState.CANCELLED),
        (invoice(100, paid=100, status=Status.WRITTEN_OFF), InvoiceState.WRITTEN_OFF),
        (draft(0), InvoiceState.DRAFT),
        (invoice(100, pending=1), InvoiceState.PENDING),
        (invoice(100, pending=100), InvoiceState.PENDING),
        (invoice(100, paid=99, pending=1), InvoiceState.PENDING),
        (invoice(100, paid=100), InvoiceState.RECONCILED),
        (invoice(0), InvoiceState.RECONCILED),
        (credited(invoice(100), 100), InvoiceState.RECONCILED),
        (settled(invoice(20), lot("C1", 20)), InvoiceState.RECONCILED),
        (invoice(100, paid=99), InvoiceState.PART_PAID),
        (invoice(100, paid=1), InvoiceState.PART_PAID),
        (settled(invoice(100), lot("C1", 1)), InvoiceState.PART_PAID),
        (invoice(100), InvoiceState.OUTSTANDING),
        (credited(invoice(100), 99), InvoiceState.OUTSTANDING),
    ],
)
def test_the_state_is_the_first_that_holds(of: Invoice, state: InvoiceState) -> None:
    assert of.state is state
    assert of.part_paid is (state is InvoiceState.PART_PAID)


def test_an_invoice_may_be_part_paid_while_more_is_on_its_way() -> None:
    assert invoice(100, paid=60, pending=30).part_paid
    assert not invoice(100, pending=30).part_paid


@pytest.mark.parametrize(
    ("of", "credit_state"),
    [
        (invoice(100), CreditState.NONE),
        (invoice(0), CreditState.NONE),
        (credited(invoice(100), 1), CreditState.PARTIAL),
        (credited(invoice(100), 99), CreditState.PARTIAL),
        (credited(invoice(100), 99, 1), CreditState.FULL),
        (credited(invoice(100, paid=100), 100), CreditState.FULL),
    ],
)
def test_the_credit_state(of: Invoice, credit_state: CreditState) -> None:
    assert of.credit_state is credit_state


def test_due_on_is_issued_on_unless_it_is_given() -> None:
    alone = Invoice("INV-1", "ann", "GBP", [Line("L1", 1)], issued_on=DAY)
    assert alone.due_on == DAY
    assert evolve(alone, due_on=TOMORROW).due_on == TOMORROW


def test_a_draft_has_no_due_date_of_itself() -> None:
    unsent = Invoice("INV-1", "ann", "GBP", [Line("L1", 1)], status=Status.DRAFT, issued_on=DAY)
    assert unsent.due_on is None


def test_a_line_tells_what_is_left_of_its_net_and_tax() -> None:
    line = Line("L1", 50, 10, credited_net_minor=20, credited_tax_minor=4)
    assert (line.gross_minor, line.net_left_minor, line.tax_left_minor, line.creditable_minor) == (60, 30, 6, 36)


def test_an_invoice_by_itself_holds_all_that_raising_a_credit_needs() -> None:
    alone = Invoice("INV-7", "ann", "JPY", [Line("L1", 10)], issued_on=DAY, paid_minor=6)
    assert raise_credit(alone, evolve(gbp(7), currency="JPY")).unwrap().note.reduced_minor == 4


def test_amounts_have_no_bound() -> None:
    owed = credited(invoice(10**40, paid=10**39), 10**40 - 1)
    assert (owed.reduced_minor, owed.released_minor) == (9 * 10**39, 10**39 - 1)
    assert owed.creditable_minor == 1
