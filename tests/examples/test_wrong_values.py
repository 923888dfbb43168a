"""A value that cannot stand in a state is told: the place, the value and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from credit_rules import (
    ByPrice,
    CreditGranted,
    Entry,
    Fees,
    Leaving,
    Line,
    Policy,
    Share,
    Terms,
    allocate,
    apply_credit,
    apportion,
    expire,
    issue,
    raise_credit,
)
from examples.changing import invoice_with, lot_with, note_with, piece_with
from examples.make import DAY, draft, exactly, gbp, invoice, lot

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STATUSES = "Status (draft, issued, cancelled, written_off)"
CLASSES = "CreditClass (paid, promotional)"
REASONS = (
    "NoteReason (duplicate, billing_error, order_change, removed_from_product, session_cancelled, goodwill, other)"
)
IDS = "must be 1-128 printable characters, no space at either end, not"

WRONG: list[tuple[Callable[[], object], str]] = [
    # ids
    (lambda: invoice(100, ""), f"Invoice.id {IDS} ''"),
    (lambda: invoice(100, " INV-1"), f"Invoice.id {IDS} ' INV-1'"),
    (lambda: invoice(100, "INV-1 "), f"Invoice.id {IDS} 'INV-1 '"),
    (lambda: invoice(100, "INV\n1"), f"Invoice.id {IDS} 'INV\\n1'"),
    (lambda: invoice(100, "INV\x00"), f"Invoice.id {IDS} 'INV\\x00'"),
    (lambda: invoice_with(id=7), f"Invoice.id {IDS} 7"),
    (lambda: invoice(100, "x" * 129), f"Invoice.id {IDS} '{'x' * 129}'"),
    (lambda: invoice(100, account=""), f"Invoice.account {IDS} ''"),
    (lambda: lot(""), f"AccountCredit.id {IDS} ''"),
    (lambda: lot("C1", account="\t"), f"AccountCredit.account {IDS} '\\t'"),
    (lambda: Line("", 1), f"Line.id {IDS} ''"),
    (lambda: Line("L1", 1, product=""), f"Line.product {IDS} ''"),
    (lambda: Line("L1", 1, beneficiary=" "), f"Line.beneficiary {IDS} ' '"),
    (lambda: piece_with(credit=""), f"Allocation.credit {IDS} ''"),
    (lambda: note_with(id=""), f"CreditNote.id {IDS} ''"),
    (lambda: note_with(invoice=""), f"CreditNote.invoice {IDS} ''"),
    (lambda: note_with(account=""), f"CreditNote.account {IDS} ''"),
    # currencies
    (
        lambda: invoice(100, currency="pounds"),
        "Invoice.currency must be a currency code of three capital letters, not 'pounds'",
    ),
    (
        lambda: lot(currency="£"),
        "AccountCredit.currency must be a currency code of three capital letters, not '£'",
    ),
    (
        lambda: note_with(currency="gbp"),
        "CreditNote.currency must be a currency code of three capital letters, not 'gbp'",
    ),
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
    (lambda: invoice_with(allocations_made=-1), "Invoice.allocations_made must be 0 or more, not -1"),
    (lambda: invoice_with(notes_raised=-1), "Invoice.notes_raised must be 0 or more, not -1"),
    (lambda: invoice_with(reduced_minor=-1), "Invoice.reduced_minor must be 0 or more, not -1"),
    (lambda: invoice_with(restored_minor=-1), "Invoice.restored_minor must be 0 or more, not -1"),
    (lambda: invoice_with(released_minor=-1), "Invoice.released_minor must be 0 or more, not -1"),
    (lambda: lot("C1", -5, remaining_minor=0), "AccountCredit.amount_minor must be 0 or more, not -5"),
    (lambda: lot("C1", 20, remaining_minor=-1), "AccountCredit.remaining_minor must be 0 or more, not -1"),
    (
        lambda: lot("C1", 20, remaining_minor=21),
        "AccountCredit.remaining_minor must be at most amount_minor (20), not 21",
    ),
    (lambda: piece_with(amount_minor=0), "Allocation.amount_minor must be above 0, not 0"),
    (lambda: piece_with(number=0), "Allocation.number must be above 0, not 0"),
    (lambda: Share("", 1, 0), f"Share.line {IDS} ''"),
    (lambda: Share("L1", -1, 0), "Share.net_minor must be 0 or more, not -1"),
    (lambda: Share("L1", 0, -1), "Share.tax_minor must be 0 or more, not -1"),
    (lambda: note_with(reduced_minor=-1), "CreditNote.reduced_minor must be 0 or more, not -1"),
    (lambda: note_with(account_credit_minor=-1), "CreditNote.account_credit_minor must be 0 or more, not -1"),
    (lambda: note_with(refund_minor=-1), "CreditNote.refund_minor must be 0 or more, not -1"),
    (lambda: Fees(-1), "Fees.taken_minor must be 0 or more, not -1"),
    (lambda: Fees(0, -1), "Fees.refund_minor must be 0 or more, not -1"),
    (lambda: ByPrice(-1, 4), "ByPrice.unused must be 0 or more, not -1"),
    (lambda: ByPrice(0, 0), "ByPrice.sessions must be above 0, not 0"),
    (lambda: ByPrice(5, 4), "ByPrice.unused must be at most 4, not 5"),
    # choices
    (lambda: invoice_with(status="issued"), f"Invoice.status must be a {STATUSES}, not 'issued'"),
    (
        lambda: invoice_with(collection="auto"),
        "Invoice.collection must be a Collection (auto, manual), not 'auto'",
    ),
    (lambda: lot_with(credit_class="paid"), f"AccountCredit.credit_class must be a {CLASSES}, not 'paid'"),
    (lambda: piece_with(credit_class=None), f"Allocation.credit_class must be a {CLASSES}, not None"),
    (lambda: note_with(reason="mistake"), f"CreditNote.reason must be a {REASONS}, not 'mistake'"),
    (lambda: note_with(reason="goodwill"), f"CreditNote.reason must be a {REASONS}, not 'goodwill'"),
    (
        lambda: CreditGranted(lot(), "promotional"),  # type: ignore[arg-type]
        "CreditGranted.kind must be a GrantKind (promotional, opening_balance, overpayment), not 'promotional'",
    ),
]


@pytest.mark.parametrize(("build", "message"), WRONG, ids=map(str, range(len(WRONG))))
def test_a_wrong_value_is_told(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=exactly(message)):
        build()


OF_ANOTHER_TYPE: list[tuple[Callable[[], object], str]] = [
    (lambda: invoice_with(paid_minor="60"), "Invoice.paid_minor must be an int, not '60'"),
    (lambda: invoice_with(paid_minor=True), "Invoice.paid_minor must be an int, not True"),
    (lambda: invoice_with(pending_minor=1.5), "Invoice.pending_minor must be an int, not 1.5"),
    (lambda: Line("L1", 1.0), "Line.net_minor must be an int, not 1.0"),  # type: ignore[arg-type]
    (lambda: lot_with(amount_minor=None), "AccountCredit.amount_minor must be an int, not None"),
    (lambda: lot_with(priority="high"), "AccountCredit.priority must be an int, not 'high'"),
    (lambda: invoice_with(issued_on="2026-03-01"), "Invoice.issued_on must be a date, not '2026-03-01'"),
    (lambda: invoice_with(due_on=NOON), f"Invoice.due_on must be a date, not {NOON!r}"),
    (lambda: lot_with(issued_on=NOON), f"AccountCredit.issued_on must be a date, not {NOON!r}"),
    (lambda: lot_with(usable_from=None), "AccountCredit.usable_from must be a date, not None"),
    (lambda: lot_with(expires_on=20260301), "AccountCredit.expires_on must be a date, not 20260301"),
    (lambda: Line("L1", 1, period_from=NOON), f"Line.period_from must be a date, not {NOON!r}"),
    (lambda: Line("L1", 1, period_until=NOON), f"Line.period_until must be a date, not {NOON!r}"),
    (lambda: Leaving(account="ann", product="swim", from_on=NOON), f"Leaving.from_on must be a date, not {NOON!r}"),
    (lambda: Entry(1, NOON, (), ""), f"Entry.on must be a date, not {NOON!r}"),
    (lambda: expire([lot()], on=NOON), f"Outcome.on must be a date, not {NOON!r}"),
    (lambda: allocate([invoice(9)], [], on=NOON), f"Outcome.on must be a date, not {NOON!r}"),
    (lambda: apply_credit(invoice(9), [], on=NOON), f"Outcome.on must be a date, not {NOON!r}"),
    (lambda: issue(draft(9), on=NOON), f"Invoice.issued_on must be a date, not {NOON!r}"),
    (lambda: lot_with(paused=1), "AccountCredit.paused must be True or False, not 1"),
    (lambda: lot_with(voided=None), "AccountCredit.voided must be True or False, not None"),
    (lambda: note_with(voided="no"), "CreditNote.voided must be True or False, not 'no'"),
    (lambda: Line("L1", 1, description=None), "Line.description must be text, not None"),  # type: ignore[arg-type]
    (lambda: Line("L1", 1, tax_code=20), "Line.tax_code must be text, not 20"),  # type: ignore[arg-type]
    (lambda: Share("L1", 1, 0, 20), "Share.tax_code must be text, not 20"),  # type: ignore[arg-type]
    (lambda: note_with(memo=None), "CreditNote.memo must be text, not None"),
    (lambda: note_with(policy=7), "CreditNote.policy must be text, not 7"),
    (lambda: piece_with(products="swim"), "products must be a collection of product names, not the text 'swim'"),
    (lambda: Terms(products="swim"), "products must be a collection of product names, not the text 'swim'"),
    (lambda: lot_with(products="swim"), "products must be a collection of product names, not the text 'swim'"),
]


@pytest.mark.parametrize(("build", "message"), OF_ANOTHER_TYPE, ids=map(str, range(len(OF_ANOTHER_TYPE))))
def test_a_value_of_another_type_is_told(build: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=exactly(message)):
        build()


HUGE = 10**5000
"""More digits than Python writes."""
TOO_LONG = "<int too long to write>"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Line("L1", -HUGE), f"Line.net_minor must be 0 or more, not {TOO_LONG}"),
        (lambda: piece_with(amount_minor=-HUGE), f"Allocation.amount_minor must be above 0, not {TOO_LONG}"),
        (lambda: invoice_with(id=HUGE), f"Invoice.id {IDS} {TOO_LONG}"),
        (lambda: invoice_with(status=HUGE), f"Invoice.status must be a {STATUSES}, not {TOO_LONG}"),
        (
            lambda: Line("L1", 5, credited_net_minor=HUGE),
            f"Line L1: credited net and tax must be at most 5 and 0, not {TOO_LONG} and 0",
        ),
        (
            lambda: lot("C1", 20, remaining_minor=HUGE),
            f"AccountCredit.remaining_minor must be at most amount_minor (20), not {TOO_LONG}",
        ),
        (
            lambda: invoice(HUGE, paid=HUGE + 1),
            f"Invoice INV-1: what settles and lowers it must be at most its total ({TOO_LONG})",
        ),
        (
            lambda: invoice_with(lines=[Line("L1", HUGE)], released_minor=HUGE, notes_raised=1),
            f"Invoice INV-1: released_minor must be at most paid_minor (0), not {TOO_LONG}",
        ),
        (
            lambda: note_with(reduced_minor=HUGE),
            f"CreditNote INV-1-CN1: its parts make {TOO_LONG}, its shares 70",
        ),
        (lambda: ByPrice(HUGE, 4), f"ByPrice.unused must be at most 4, not {TOO_LONG}"),
        (lambda: apportion(HUGE, [5]), f"cannot spread {TOO_LONG} over components that hold 5"),
        (
            lambda: Policy(minimum_collection={"GBP": -HUGE}),
            f"Policy.minimum_collection for GBP must be an int of 0 or more, not {TOO_LONG}",
        ),
    ],
    ids=map(str, range(12)),
)
def test_a_wrong_value_of_more_digits_than_python_writes_is_told(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=exactly(message)):
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
