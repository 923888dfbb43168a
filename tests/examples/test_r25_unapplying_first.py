"""R25: under `void_used = "unapply"` voiding first takes back what was applied from the lots since."""

from __future__ import annotations

from attrs import evolve

from credit_rules import (
    Account,
    AddInvoice,
    CreditUnapplied,
    RefundCredit,
    Unapply,
    VoidNote,
    WriteOff,
)
from credit_rules.rejection import CreditAlreadyUsed
from examples.make import TOMORROW, ask, books, gbp, invoice, lot, play, refused, standing
from examples.voiding import PAID, REFUNDS, UNAPPLY, UNTIL_TOMORROW, VOID, WITH_30, apply, credit, needs_30


def freed(account: Account, note: VoidNote = VOID) -> list[tuple[str, int]]:
    return [
        (effect.invoice, effect.allocation.amount_minor)
        for effect in ask(account, note, policy=UNAPPLY).effects
        if isinstance(effect, CreditUnapplied)
    ]


def test_unapply_takes_back_what_was_applied_newest_first_over_all_invoices() -> None:
    used = play(WITH_30, apply("INV-2", 12), apply("INV-3", 10), apply("INV-2", 8))
    assert freed(used) == [("INV-2", 8), ("INV-3", 10), ("INV-2", 12)]
    after = play(used, VOID, policy=UNAPPLY)
    assert [after.invoices[id].applied_minor for id in ("INV-2", "INV-3")] == [0, 0]
    assert (after.credits["INV-1-CN1"].remaining_minor, after.credits["INV-1-CN1"].voided) == (0, True)
    assert after.invoices["INV-1"] == evolve(PAID.invoices["INV-1"], notes_raised=1)


def test_unapply_takes_no_more_than_is_missing() -> None:
    assert freed(play(WITH_30, apply("INV-2", 12), apply("INV-3", 10))) == [("INV-3", 10), ("INV-2", 12)]
    restored = play(books(invoice(10), invoice(50, "INV-2"), lot("A", 30)), apply("INV-1", 10), credit(10))
    used = play(restored, apply("INV-2", 15), apply("INV-2", 9))
    assert freed(used) == [("INV-2", 4)]
    assert standing(play(used, VOID, policy=UNAPPLY).invoices["INV-2"]) == [("A", 15), ("A", 5)]


def test_unapply_where_nothing_is_missing_takes_nothing() -> None:
    assert freed(WITH_30) == []
    assert ask(WITH_30, VOID, policy=UNAPPLY).rules == ("R25",)
    assert ask(play(WITH_30, apply("INV-2", 1)), VOID, policy=UNAPPLY).rules == ("R25", "R23")


def test_unapply_shows_every_invoice_it_changed() -> None:
    outcome = ask(play(WITH_30, apply("INV-3", 10), apply("INV-2", 12)), VOID, policy=UNAPPLY)
    assert [(each.id, each.outstanding_minor) for each in outcome.invoices] == [
        ("INV-1", 0),
        ("INV-2", 50),
        ("INV-3", 40),
    ]


def test_unapply_reaches_only_what_was_applied_after_the_note() -> None:
    before = books(invoice(10), invoice(50, "INV-2"), invoice(40, "INV-3"), lot("A", 30))
    account = play(before, apply("INV-2", 20), apply("INV-1", 10), credit(10), apply("INV-3", 10))
    assert freed(account) == [("INV-3", 10)]
    paid_out = play(account, Unapply(invoice="INV-3"), RefundCredit("A", gbp(1)), policy=REFUNDS)
    assert refused(paid_out, VOID, policy=UNAPPLY) == CreditAlreadyUsed("A", gbp(10), gbp(9))


def test_unapply_takes_nothing_off_a_written_off_invoice() -> None:
    account = play(WITH_30, apply("INV-2", 20), WriteOff(invoice="INV-2"), apply("INV-3", 10))
    assert refused(account, VOID, policy=UNAPPLY) == needs_30(0)


def test_unapply_is_not_enough_where_something_else_took_it() -> None:
    account = play(WITH_30, apply("INV-2", 20), RefundCredit("INV-1-CN1", gbp(1)), policy=REFUNDS)
    assert refused(account, VOID, policy=UNAPPLY) == needs_30(9)


def test_unapply_on_the_notes_own_invoice() -> None:
    """The surplus came back, some credit was unapplied, and the returned lot paid the same invoice again."""
    account = play(books(invoice(20), lot("A", 20)), apply("INV-1", 20), credit(15))
    account = play(account, Unapply(invoice="INV-1"), apply("INV-1", 5))
    assert play(account, VOID).invoices["INV-1"].outstanding_minor == 0
    spent = play(account, RefundCredit("A", gbp(3)), policy=REFUNDS)
    assert freed(spent) == [("INV-1", 3)]
    after = play(spent, VOID, policy=UNAPPLY).invoices["INV-1"]
    assert (standing(after), after.outstanding_minor) == ([("A", 15), ("A", 2)], 3)


def test_what_unapply_brings_back_to_a_lot_past_its_expiry_does_not_stay_there() -> None:
    used = play(UNTIL_TOMORROW, AddInvoice(invoice(10, "INV-2")), apply("INV-2", 10))
    outcome = ask(used, VOID, on=TOMORROW, policy=UNAPPLY)
    assert used.returned_unusable(outcome, TOMORROW) == ()
    assert used.record(outcome, on=TOMORROW).credits["A"].remaining_minor == 0
