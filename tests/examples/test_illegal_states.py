"""A state that breaks an invariant of the rules cannot be built, and the message says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from credit_rules import Line, Share, Status, Terms
from examples.changing import invoice_with, note_with, piece_with
from examples.make import DAY, TOMORROW, YESTERDAY, draft, exactly, invoice, lot, settled

ILLEGAL: list[tuple[Callable[[], object], str]] = [
    # how the sums of an invoice hang together
    (lambda: invoice([]), "Invoice INV-1: it must have at least one line"),
    (
        lambda: invoice([Line("L1", 1), Line("L1", 2)]),
        "Invoice INV-1: its lines must have different ids, not ['L1', 'L1']",
    ),
    (lambda: invoice(100, issued=None), "Invoice INV-1: once issued it must have issued_on and due_on"),
    (lambda: invoice_with(due_on=None), "Invoice INV-1: once issued it must have issued_on and due_on"),
    (
        lambda: evolve(invoice(100, status=Status.WRITTEN_OFF), due_on=None),
        "Invoice INV-1: once issued it must have issued_on and due_on",
    ),
    (
        lambda: invoice(100, paid=60, pending=41),
        "Invoice INV-1: what settles and lowers it must be at most its total (100)",
    ),
    (
        lambda: invoice_with(
            lines=[Line("L1", 100, credited_net_minor=10)], reduced_minor=10, notes_raised=1, paid_minor=91
        ),
        "Invoice INV-1: what settles and lowers it must be at most its total (100)",
    ),
    (
        lambda: invoice_with(
            lines=[Line("L1", 100, credited_net_minor=11)], released_minor=11, paid_minor=10, notes_raised=1
        ),
        "Invoice INV-1: released_minor must be at most paid_minor (10), not 11",
    ),
    (
        lambda: invoice_with(reduced_minor=10, notes_raised=1),
        "Invoice INV-1: its lines' credited sums must add up to 10",
    ),
    (
        lambda: invoice_with(lines=[Line("L1", 100, credited_net_minor=10)], reduced_minor=10),
        "Invoice INV-1: without a note nothing of it can be credited, not 10",
    ),
    (
        lambda: evolve(draft(100), lines=[Line("L1", 100, credited_net_minor=10)], reduced_minor=10),
        "Invoice INV-1: without a note nothing of it can be credited, not 10",
    ),
    (
        lambda: invoice_with(lines=[Line("L1", 100, credited_net_minor=3)]),
        "Invoice INV-1: its lines' credited sums must add up to 0",
    ),
    (
        lambda: invoice_with(allocations=(piece_with(number=2), piece_with(number=1)), allocations_made=2),
        "Invoice INV-1: its allocations must be numbered upwards to at most 2",
    ),
    (
        lambda: invoice_with(allocations=(piece_with(number=2),), allocations_made=1),
        "Invoice INV-1: its allocations must be numbered upwards to at most 1",
    ),
    (
        lambda: invoice_with(allocations=(piece_with(), piece_with()), allocations_made=1),
        "Invoice INV-1: its allocations must be numbered upwards to at most 1",
    ),
    # what a status allows
    (
        lambda: evolve(draft(100), paid_minor=1),
        "Invoice INV-1: a draft has no payments, no applied credit and no notes",
    ),
    (
        lambda: evolve(draft(100), pending_minor=1),
        "Invoice INV-1: a draft has no payments, no applied credit and no notes",
    ),
    (
        lambda: evolve(draft(100), notes_raised=1),
        "Invoice INV-1: a draft has no payments, no applied credit and no notes",
    ),
    (
        lambda: evolve(settled(invoice(100), lot("C1", 20)), status=Status.DRAFT),
        "Invoice INV-1: a draft has no payments, no applied credit and no notes",
    ),
    (
        lambda: invoice(100, paid=1, status=Status.CANCELLED),
        "Invoice INV-1: a cancelled invoice has no payments and no applied credit",
    ),
    (
        lambda: invoice(100, pending=1, status=Status.CANCELLED),
        "Invoice INV-1: a cancelled invoice has no payments and no applied credit",
    ),
    (
        lambda: evolve(settled(invoice(100), lot("C1", 20)), status=Status.CANCELLED),
        "Invoice INV-1: a cancelled invoice has no payments and no applied credit",
    ),
    (
        lambda: invoice(100, pending=1, status=Status.WRITTEN_OFF),
        "Invoice INV-1: a written-off invoice has no pending payment",
    ),
    (
        lambda: Line("L1", 1, period_from=DAY, period_until=DAY),
        "Line.period_until must be after period_from (2026-03-01), not 2026-03-01",
    ),
    (
        lambda: Line("L1", 1, period_from=DAY, period_until=YESTERDAY),
        "Line.period_until must be after period_from (2026-03-01), not 2026-02-28",
    ),
    # lots and notes
    (
        lambda: lot(usable_from=DAY, until=DAY),
        "AccountCredit.expires_on must be after usable_from (2026-03-01), not 2026-03-01",
    ),
    (
        lambda: lot(usable_from=DAY, until=YESTERDAY),
        "AccountCredit.expires_on must be after usable_from (2026-03-01), not 2026-02-28",
    ),
    (lambda: lot(products=[]), "AccountCredit.products must name at least one product, or be None, not ()"),
    (
        lambda: lot(products=["swim", " "]),
        "AccountCredit.products must name at least one product, or be None, not (' ', 'swim')",
    ),
    (lambda: piece_with(products=[]), "Allocation.products must name at least one product, or be None, not ()"),
    (lambda: Terms(products=[]), "Terms.products must name at least one product, or be None, not ()"),
    (lambda: lot(products=[""]), "AccountCredit.products must name at least one product, or be None, not ('',)"),
    (lambda: note_with(reduced_minor=41), "CreditNote INV-1-CN1: its parts make 71, its shares 70"),
    (lambda: note_with(shares=()), "CreditNote INV-1-CN1: its parts make 70, its shares 0"),
    (
        lambda: note_with(shares=(Share("L1", 40, 0), Share("L2", 10, 0), Share("L1", 20, 0))),
        "CreditNote INV-1-CN1: its shares must be of different lines, but these occur more than once: L1",
    ),
    (
        lambda: note_with(restored=(piece_with(), piece_with()), account_credit_minor=0, reduced_minor=30),
        "CreditNote INV-1-CN1: what it restored must be of different allocations, but these occur more than once: 1",
    ),
    (lambda: Share("L1", 0, 0), "Share of L1: net_minor and tax_minor must not both be 0"),
    (
        lambda: note_with(shares=(), reduced_minor=0, account_credit_minor=0),
        "CreditNote INV-1-CN1: its parts make 0, its shares 0",
    ),
]


@pytest.mark.parametrize(("build", "message"), ILLEGAL, ids=map(str, range(len(ILLEGAL))))
def test_an_illegal_state_is_told(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=exactly(message)):
        build()


def test_credit_may_not_make_the_balance_negative() -> None:
    with pytest.raises(
        ValueError, match=exactly("Invoice INV-1: what settles and lowers it must be at most its total (20)")
    ):
        evolve(settled(invoice(20), lot("C1", 20)), paid_minor=1)


def test_a_cancelled_invoice_may_have_no_lines_left() -> None:
    assert evolve(draft(100), lines=(), status=Status.CANCELLED).total_minor == 0


def test_a_period_may_be_of_one_day_or_open_at_either_end() -> None:
    assert Line("L1", 1, period_from=DAY, period_until=TOMORROW).period_until == TOMORROW
    assert Line("L1", 1, period_from=DAY).period_until is None
    assert Line("L1", 1, period_until=DAY).period_from is None
