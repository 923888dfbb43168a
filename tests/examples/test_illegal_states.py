"""A state that breaks an invariant cannot be built, and the message names the place, the value and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from credit_rules import (
    Account,
    AccountCredit,
    Allocation,
    ByPrice,
    CreditClass,
    CreditNote,
    Fees,
    Invoice,
    Line,
    Share,
    Status,
    raise_credit,
)
from examples.make import DAY, TOMORROW, YESTERDAY, draft, exactly, gbp, invoice, lot, settled

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDS = "must be 1-128 printable characters, no space at either end, not"


def note(**changed: Any) -> CreditNote:
    return evolve(raise_credit(invoice(100, paid=60), gbp(70)).unwrap().note, **changed)


def piece(**changed: Any) -> Allocation:
    given = {"number": 1, "credit": "C1", "credit_class": CreditClass.PAID, "amount_minor": 20}
    return Allocation(**{**given, **changed})


def built(**changed: Any) -> Invoice:
    return evolve(invoice(100), **changed)


def of_lot(**changed: Any) -> AccountCredit:
    return evolve(lot("C1", 20), **changed)


WRONG: list[tuple[Callable[[], object], str]] = [
    # ids
    (lambda: invoice(100, ""), f"Invoice.id {IDS} ''"),
    (lambda: invoice(100, " INV-1"), f"Invoice.id {IDS} ' INV-1'"),
    (lambda: invoice(100, "INV-1 "), f"Invoice.id {IDS} 'INV-1 '"),
    (lambda: invoice(100, "INV\n1"), f"Invoice.id {IDS} 'INV\\n1'"),
    (lambda: invoice(100, "INV\x00"), f"Invoice.id {IDS} 'INV\\x00'"),
    (lambda: built(id=7), f"Invoice.id {IDS} 7"),
    (lambda: invoice(100, "x" * 129), f"Invoice.id {IDS} '{'x' * 129}'"),
    (lambda: invoice(100, account=""), f"Invoice.account {IDS} ''"),
    (lambda: lot(""), f"AccountCredit.id {IDS} ''"),
    (lambda: lot("C1", account="\t"), f"AccountCredit.account {IDS} '\\t'"),
    (lambda: Line("", 1), f"Line.id {IDS} ''"),
    (lambda: Line("L1", 1, product=""), f"Line.product {IDS} ''"),
    (lambda: Line("L1", 1, beneficiary=" "), f"Line.beneficiary {IDS} ' '"),
    (lambda: piece(credit=""), f"Allocation.credit {IDS} ''"),
    (lambda: note(id=""), f"CreditNote.id {IDS} ''"),
    (lambda: note(invoice=""), f"CreditNote.invoice {IDS} ''"),
    (lambda: note(account=""), f"CreditNote.account {IDS} ''"),
    # currencies
    (
        lambda: invoice(100, currency="pounds"),
        "Invoice.currency must be a currency code of three capital letters, not 'pounds'",
    ),
    (
        lambda: lot(currency="£"),
        "AccountCredit.currency must be a currency code of three capital letters, not '£'",
    ),
    (lambda: note(currency="gbp"), "CreditNote.currency must be a currency code of three capital letters, not 'gbp'"),
    # amounts
    (lambda: Line("L1", -1), "Line.net_minor must be 0 or more, not -1"),
    (lambda: Line("L1", 1, -2), "Line.tax_minor must be 0 or more, not -2"),
    (lambda: Line("L1", 1, credited_net_minor=-1), "Line.credited_net_minor must be 0 or more, not -1"),
    (lambda: Line("L1", 1, credited_tax_minor=-1), "Line.credited_tax_minor must be 0 or more, not -1"),
    (
        lambda: Line("L1", 5, 1, credited_net_minor=6),
        "Line L1: credited net and tax must be at most 5 and 1, not 6 and 0",
    ),
    (
        lambda: Line("L1", 5, 1, credited_tax_minor=2),
        "Line L1: credited net and tax must be at most 5 and 1, not 0 and 2",
    ),
    (lambda: invoice(100, paid=-1), "Invoice.paid_minor must be 0 or more, not -1"),
    (lambda: invoice(100, pending=-1), "Invoice.pending_minor must be 0 or more, not -1"),
    (lambda: built(allocations_made=-1), "Invoice.allocations_made must be 0 or more, not -1"),
    (lambda: built(notes_raised=-1), "Invoice.notes_raised must be 0 or more, not -1"),
    (lambda: built(reduced_minor=-1), "Invoice.reduced_minor must be 0 or more, not -1"),
    (lambda: built(restored_minor=-1), "Invoice.restored_minor must be 0 or more, not -1"),
    (lambda: built(released_minor=-1), "Invoice.released_minor must be 0 or more, not -1"),
    (lambda: lot("C1", -5, remaining_minor=0), "AccountCredit.amount_minor must be 0 or more, not -5"),
    (lambda: lot("C1", 20, remaining_minor=-1), "AccountCredit.remaining_minor must be 0 or more, not -1"),
    (
        lambda: lot("C1", 20, remaining_minor=21),
        "AccountCredit.remaining_minor must be at most amount_minor (20), not 21",
    ),
    (lambda: piece(amount_minor=0), "Allocation.amount_minor must be above 0, not 0"),
    (lambda: piece(number=0), "Allocation.number must be above 0, not 0"),
    (lambda: Share("L1", -1, 0), "Share.net_minor must be 0 or more, not -1"),
    (lambda: Share("L1", 0, -1), "Share.tax_minor must be 0 or more, not -1"),
    (lambda: note(reduced_minor=-1), "CreditNote.reduced_minor must be 0 or more, not -1"),
    (lambda: note(account_credit_minor=-1), "CreditNote.account_credit_minor must be 0 or more, not -1"),
    (lambda: note(refund_minor=-1), "CreditNote.refund_minor must be 0 or more, not -1"),
    (lambda: Fees(-1), "Fees.taken_minor must be 0 or more, not -1"),
    (lambda: Fees(0, -1), "Fees.refund_minor must be 0 or more, not -1"),
    (lambda: ByPrice(-1, 4), "ByPrice.unused must be 0 or more, not -1"),
    (lambda: ByPrice(0, 0), "ByPrice.sessions must be above 0, not 0"),
    (lambda: ByPrice(5, 4), "ByPrice.unused must be at most 4, not 5"),
    # how the sums of an invoice hang together
    (lambda: invoice([]), "Invoice INV-1: it must have at least one line"),
    (
        lambda: invoice([Line("L1", 1), Line("L1", 2)]),
        "Invoice INV-1: its lines must have different ids, not ['L1', 'L1']",
    ),
    (lambda: invoice(100, issued=None), "Invoice INV-1: once issued it must have issued_on and due_on"),
    (lambda: built(due_on=None), "Invoice INV-1: once issued it must have issued_on and due_on"),
    (
        lambda: evolve(invoice(100, status=Status.WRITTEN_OFF), due_on=None),
        "Invoice INV-1: once issued it must have issued_on and due_on",
    ),
    (
        lambda: invoice(100, paid=60, pending=41),
        "Invoice INV-1: what settles and lowers it must be at most its total (100)",
    ),
    (
        lambda: built(lines=[Line("L1", 100, credited_net_minor=10)], reduced_minor=10, notes_raised=1, paid_minor=91),
        "Invoice INV-1: what settles and lowers it must be at most its total (100)",
    ),
    (
        lambda: built(lines=[Line("L1", 100, credited_net_minor=11)], released_minor=11, paid_minor=10, notes_raised=1),
        "Invoice INV-1: released_minor must be at most paid_minor (10), not 11",
    ),
    (
        lambda: built(reduced_minor=10, notes_raised=1),
        "Invoice INV-1: its lines' credited sums must add up to 10",
    ),
    (
        lambda: built(lines=[Line("L1", 100, credited_net_minor=10)], reduced_minor=10),
        "Invoice INV-1: without a note nothing of it can be credited, not 10",
    ),
    (
        lambda: evolve(draft(100), lines=[Line("L1", 100, credited_net_minor=10)], reduced_minor=10),
        "Invoice INV-1: without a note nothing of it can be credited, not 10",
    ),
    (
        lambda: built(lines=[Line("L1", 100, credited_net_minor=3)]),
        "Invoice INV-1: its lines' credited sums must add up to 0",
    ),
    (
        lambda: built(allocations=(piece(number=2), piece(number=1)), allocations_made=2),
        "Invoice INV-1: its allocations must be numbered upwards to at most 2",
    ),
    (
        lambda: built(allocations=(piece(number=2),), allocations_made=1),
        "Invoice INV-1: its allocations must be numbered upwards to at most 1",
    ),
    (
        lambda: built(allocations=(piece(), piece()), allocations_made=1),
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
    (lambda: lot(products=[""]), "AccountCredit.products must name at least one product, or be None, not ('',)"),
    (lambda: note(reduced_minor=41), "CreditNote INV-1-CN1: its parts make 71, its shares 70"),
    (lambda: note(shares=()), "CreditNote INV-1-CN1: its parts make 70, its shares 0"),
    (
        lambda: note(shares=(), reduced_minor=0, account_credit_minor=0),
        "CreditNote INV-1-CN1: its parts make 0, its shares 0",
    ),
    (lambda: note(reason="mistake"), "'mistake' is not a valid NoteReason"),
]


@pytest.mark.parametrize(("build", "message"), WRONG, ids=map(str, range(len(WRONG))))
def test_a_wrong_value_is_told(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=exactly(message)):
        build()


OF_ANOTHER_TYPE: list[tuple[Callable[[], object], str]] = [
    (lambda: built(paid_minor="60"), "Invoice.paid_minor must be an int, not '60'"),
    (lambda: built(paid_minor=True), "Invoice.paid_minor must be an int, not True"),
    (lambda: built(pending_minor=1.5), "Invoice.pending_minor must be an int, not 1.5"),
    (lambda: Line("L1", 1.0), "Line.net_minor must be an int, not 1.0"),  # type: ignore[arg-type]
    (lambda: of_lot(amount_minor=None), "AccountCredit.amount_minor must be an int, not None"),
    (lambda: of_lot(priority="high"), "AccountCredit.priority must be an int, not 'high'"),
    (lambda: built(issued_on="2026-03-01"), "Invoice.issued_on must be a date, not '2026-03-01'"),
    (lambda: built(due_on=NOON), f"Invoice.due_on must be a date, not {NOON!r}"),
    (lambda: of_lot(issued_on=NOON), f"AccountCredit.issued_on must be a date, not {NOON!r}"),
    (lambda: of_lot(usable_from=None), "AccountCredit.usable_from must be a date, not None"),
    (lambda: of_lot(expires_on=20260301), "AccountCredit.expires_on must be a date, not 20260301"),
    (lambda: Line("L1", 1, period_from=NOON), f"Line.period_from must be a date, not {NOON!r}"),
    (lambda: Line("L1", 1, period_until=NOON), f"Line.period_until must be a date, not {NOON!r}"),
    (lambda: of_lot(products="swim"), "products must be a collection of product names, not the text 'swim'"),
]


@pytest.mark.parametrize(("build", "message"), OF_ANOTHER_TYPE, ids=map(str, range(len(OF_ANOTHER_TYPE))))
def test_a_value_of_another_type_is_told(build: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=exactly(message)):
        build()


@pytest.mark.parametrize(
    ("build", "place", "allowed"),
    [
        (lambda: built(status="issued"), "'status'", "Status"),
        (lambda: built(collection="auto"), "'collection'", "Collection"),
        (lambda: of_lot(credit_class="paid"), "'credit_class'", "CreditClass"),
        (lambda: of_lot(paused=1), "'paused'", "bool"),
        (lambda: of_lot(voided=None), "'voided'", "bool"),
        (lambda: piece(credit_class="paid"), "'credit_class'", "CreditClass"),
    ],
    ids=map(str, range(6)),
)
def test_a_choice_is_one_of_its_kind(build: Callable[[], object], place: str, allowed: str) -> None:
    with pytest.raises(TypeError, match=rf"{place} must be <\w+ '[\w.]*{allowed}'>"):
        build()


def test_ids_up_to_128_characters_are_allowed() -> None:
    longest = "x" * 128
    assert invoice(100, longest, account=longest).id == longest
    assert lot(longest).id == longest
    assert invoice(100, "é ✓ 1").id == "é ✓ 1"


@pytest.mark.parametrize("ending", ["-CN1", "-CN" + "1" * 200])
def test_only_what_a_note_derives_may_be_longer(ending: str) -> None:
    """An invoice of such an id could be entered and then not be credited, its note's id being longer still."""
    too_long = "x" * 128 + ending
    for build in (
        lambda: invoice(100, too_long),
        lambda: invoice(100, account=too_long),
        lambda: Line(too_long, 1),
        lambda: Line("L1", 1, product=too_long),
        lambda: lot(account=too_long),
    ):
        with pytest.raises(ValueError, match="must be 1-128 printable characters"):
            build()


def test_a_note_of_an_invoice_with_the_longest_id_has_its_suffix_too() -> None:
    note = raise_credit(invoice(100, "x" * 128, paid=100), gbp(30)).unwrap().note
    made = note.new_lot(DAY)
    assert made is not None
    assert note.id == made.id == "x" * 128 + "-CN1"


def test_credit_may_not_make_the_balance_negative() -> None:
    with pytest.raises(
        ValueError, match=exactly("Invoice INV-1: what settles and lowers it must be at most its total (20)")
    ):
        evolve(settled(invoice(20), lot("C1", 20)), paid_minor=1)


def test_a_cancelled_invoice_may_have_no_lines_left() -> None:
    assert evolve(draft(100), lines=(), status=Status.CANCELLED).total_minor == 0


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (invoice(100), "paid_minor"),
        (lot(), "remaining_minor"),
        (Line("L1", 1), "net_minor"),
        (piece(), "amount_minor"),
        (note(), "reduced_minor"),
        (Share("L1", 1, 0), "net_minor"),
        (Account(), "number"),
        (raise_credit(invoice(100), gbp(1)).unwrap(), "effects"),
        (raise_credit(invoice(100), gbp(0)).failure(), "amount"),
    ],
)
def test_states_do_not_change(state: object, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(state, field, 1)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        state.another_field = 1  # type: ignore[attr-defined]


def test_the_mappings_of_an_account_do_not_change() -> None:
    given = {"INV-1": invoice(100)}
    account = Account(invoices=given)
    with pytest.raises(TypeError):
        account.invoices["INV-2"] = invoice(100, "INV-2")  # type: ignore[index]
    given.clear()
    assert list(account.invoices) == ["INV-1"]


def test_lines_and_products_are_kept_as_tuples() -> None:
    lines = [Line("L1", 60), Line("L2", 40)]
    whole = invoice(lines)
    lines.clear()
    assert [line.id for line in whole.lines] == ["L1", "L2"]
    assert lot(products=["b", "a", "b"]).products == ("a", "b")


def test_a_date_is_no_moment() -> None:
    assert invoice(100, issued=date(2026, 3, 1), due=TOMORROW).due_on == TOMORROW
