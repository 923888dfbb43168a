"""R25: voiding a credit note is the exact inverse of raising it."""

from __future__ import annotations

from itertools import permutations

import pytest
from attrs import evolve

from credit_rules import (
    ApplyCredit,
    Expire,
    NoteVoided,
    Pause,
    RecordPayment,
    RefundCredit,
    Unapply,
    VoidCredit,
    VoidNote,
)
from credit_rules.laws import void_inverts_raise
from credit_rules.rejection import CreditAlreadyUsed, NoteAlreadyVoid, NoteNotFound, NoteRefunded
from examples.make import DAY, TOMORROW, ask, books, gbp, invoice, lot, play, refused, standing
from examples.voiding import PAID, REFUNDS, UNAPPLY, UNTIL_TOMORROW, VOID, WITH_30, apply, credit, needs_30

MIXED = play(books(invoice(100, paid=50), lot("A", 20), lot("B", 10, gift=True)), ApplyCredit(invoice="INV-1"))
"""100: paid 50, applied 20 of A and then 10 of B, outstanding 20."""


@pytest.mark.parametrize("amount", [1, 20, 21, 30, 31, 50, 51, 100])
def test_the_exact_inverse_whatever_the_note_did(amount: int) -> None:
    after = play(MIXED, credit(amount), VOID)
    assert void_inverts_raise(MIXED, after, "INV-1-CN1")
    assert after.invoices["INV-1"] == evolve(MIXED.invoices["INV-1"], notes_raised=1)
    assert {id: after.credits[id] for id in MIXED.credits} == MIXED.credits


def test_what_it_freed_is_creditable_again() -> None:
    account = play(books(invoice(100)), credit(70), VOID, credit(100))
    assert account.invoices["INV-1"].creditable_minor == 0
    assert [(note.id, note.voided) for note in account.notes.values()] == [("INV-1-CN1", True), ("INV-1-CN2", False)]


def test_restored_credit_stands_again_in_its_old_place() -> None:
    account = play(MIXED, credit(45))
    assert standing(account.invoices["INV-1"]) == [("A", 5)]
    assert standing(play(account, VOID).invoices["INV-1"]) == [("A", 20), ("B", 10)]


def test_its_old_place_is_before_what_was_applied_since() -> None:
    account = play(books(invoice(30), lot("A", 10), lot("B", 10), lot("C", 5)), apply("INV-1", 20, "A", "B"))
    account = play(account, RecordPayment(invoice="INV-1", amount=gbp(10)), credit(15), Unapply(invoice="INV-1"))
    after = play(account, apply("INV-1", 5, "C"), VOID).invoices["INV-1"]
    assert [(piece.number, piece.credit, piece.amount_minor) for piece in after.allocations] == [
        (1, "A", 5),
        (2, "B", 10),
        (3, "C", 5),
    ]


def test_the_notes_lot_is_void_with_it() -> None:
    after = play(books(invoice(100, paid=100)), credit(30), VOID)
    assert (after.credits["INV-1-CN1"].remaining_minor, after.credits["INV-1-CN1"].voided) == (0, True)


def test_what_the_outcome_shows() -> None:
    account = play(MIXED, credit(60))
    outcome = ask(account, VOID)
    assert outcome.effects == (NoteVoided(evolve(account.notes["INV-1-CN1"], voided=True)),)
    assert [(each.id, each.remaining_minor, each.voided) for each in outcome.credits] == [
        ("INV-1-CN1", 0, True),
        ("B", 0, False),
        ("A", 0, False),
    ]
    assert (outcome.rules, outcome.on, outcome.invoice.applied_minor) == (("R25",), None, 30)


NOTES = (15, 25, 30)
"""15 reduces; 25 reduces 5 and gives 10 of B and 10 of A back; 30 gives 10 of A back and 20 of the cash."""


@pytest.mark.parametrize("order", [*permutations([1, 2, 3])])
def test_notes_of_one_invoice_may_be_voided_in_any_order(order: tuple[int, ...]) -> None:
    account = play(MIXED, *map(credit, NOTES))
    assert [note.reduced_minor for note in account.notes.values()] == [15, 5, 0]
    after = play(account, *(VoidNote(f"INV-1-CN{number}") for number in order))
    assert after.invoices["INV-1"] == evolve(MIXED.invoices["INV-1"], notes_raised=3)
    assert {id: after.credits[id] for id in MIXED.credits} == MIXED.credits


def test_a_note_in_the_middle_leaves_the_others_as_they_were() -> None:
    account = play(MIXED, *map(credit, NOTES), VoidNote("INV-1-CN2"))
    owed = account.invoices["INV-1"]
    assert (owed.reduced_minor, owed.restored_minor, owed.released_minor) == (15, 10, 20)
    assert (standing(owed), owed.outstanding_minor) == ([("A", 10), ("B", 10)], 5)


def test_already_void() -> None:
    assert refused(play(MIXED, credit(45), VOID), VOID) == NoteAlreadyVoid("INV-1-CN1")


def test_an_unknown_note() -> None:
    assert refused(MIXED, VOID) == NoteNotFound("INV-1-CN1")


def test_it_needs_back_the_whole_new_lot_whatever_took_of_it() -> None:
    applied = play(WITH_30, apply("INV-2", 1))
    assert refused(applied, VOID) == needs_30(29)
    paid_out = play(WITH_30, RefundCredit("INV-1-CN1", gbp(30)), policy=REFUNDS)
    assert refused(paid_out, VOID) == needs_30(0)
    assert refused(play(WITH_30, VoidCredit("INV-1-CN1")), VOID) == needs_30(0)
    assert play(applied, Unapply(invoice="INV-2"), VOID).notes["INV-1-CN1"].voided


def test_it_needs_back_on_every_restored_lot_the_sum_it_gave_back() -> None:
    account = play(MIXED, credit(45))
    assert refused(play(account, VoidCredit("B")), VOID) == CreditAlreadyUsed("B", gbp(10), gbp(0))
    paid_out = play(account, RefundCredit("A", gbp(1)), policy=REFUNDS)
    assert refused(paid_out, VOID) == CreditAlreadyUsed("A", gbp(15), gbp(14))


def test_a_lot_that_had_more_than_it_got_back_can_still_give_it() -> None:
    account = play(books(invoice(10), invoice(5, "INV-2"), lot("A", 15)), apply("INV-1", 10), credit(10))
    assert standing(play(account, apply("INV-2", 5), VOID).invoices["INV-1"]) == [("A", 10)]


def test_a_lot_past_its_expiry_that_was_not_removed_yet_can_give_it_back() -> None:
    assert standing(play(UNTIL_TOMORROW, VOID, on=TOMORROW).invoices["INV-1"]) == [("A", 10)]
    removed = play(UNTIL_TOMORROW, Expire(), on=TOMORROW)
    assert refused(removed, VOID, on=TOMORROW) == CreditAlreadyUsed("A", gbp(10), gbp(0))


def test_a_paused_lot_can_give_it_back() -> None:
    assert standing(play(UNTIL_TOMORROW, Pause("A"), VOID).invoices["INV-1"]) == [("A", 10)]


def test_a_lot_voided_before_it_came_back_can_give_it_back() -> None:
    account = play(books(invoice(10), lot("A", 11)), apply("INV-1", 10), VoidCredit("A"), credit(10), VOID)
    assert (standing(account.invoices["INV-1"]), account.credits["A"].remaining_minor) == ([("A", 10)], 0)


def test_it_may_be_voided_while_money_is_on_its_way() -> None:
    account = play(books(invoice(100)), credit(30), RecordPayment(invoice="INV-1", amount=gbp(70), pending=True), VOID)
    assert account.invoices["INV-1"].outstanding_minor == 30


def test_a_note_that_carried_a_refund() -> None:
    account = play(PAID, credit(30, refund=10), policy=REFUNDS)
    assert refused(account, VOID, policy=REFUNDS) == NoteRefunded("INV-1-CN1", gbp(10))
    used = play(account, apply("INV-2", 5))
    assert refused(used, VOID) == CreditAlreadyUsed("INV-1-CN1", gbp(20), gbp(15))
    assert refused(used, VOID, policy=UNAPPLY) == NoteRefunded("INV-1-CN1", gbp(10))


def test_by_date_nothing_differs() -> None:
    assert ask(WITH_30, VOID, on=DAY) == ask(WITH_30, VOID, on=TOMORROW)
