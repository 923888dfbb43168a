"""R14: many notes at once, each after the one before; one refusal does not stop the rest."""

from __future__ import annotations

from credit_rules import JOININ, NoteReason, RaiseCredits, raise_credits
from credit_rules.rejection import AmountExceedsCreditable, InvoiceNotFound, LineNotFound
from examples.make import ask, books, eur, gbp, invoice, lot, parts, play


def test_each_after_the_one_before_and_each_answered() -> None:
    run = raise_credits(
        [invoice(100), invoice(50, "INV-2", paid=50)],
        [("INV-1", gbp(70)), ("INV-2", gbp(20)), ("INV-1", gbp(40)), ("INV-9", gbp(1)), ("INV-1", gbp(30))],
    )
    assert run.answers == (
        "INV-1-CN1",
        "INV-2-CN1",
        AmountExceedsCreditable(gbp(40), gbp(30)),
        InvoiceNotFound("INV-9"),
        "INV-1-CN2",
    )
    assert [parts(note) for note in run.notes] == [(70, {}, 0, 0), (0, {}, 20, 0), (30, {}, 0, 0)]


def test_the_states_after_it_are_those_after_the_last_note_of_each() -> None:
    run = raise_credits([invoice(100), invoice(50, "B")], [("B", gbp(5)), ("INV-1", gbp(1)), ("B", gbp(6))])
    assert [(each.id, each.outstanding_minor) for each in run.invoices] == [("B", 39), ("INV-1", 99)]


def test_rules_reason_memo_and_fingerprint() -> None:
    run = raise_credits([invoice(100)], [("INV-1", gbp(1))], reason=NoteReason.GOODWILL, memo="May")
    assert (run.rules, run.policy) == (("R14", "R5", "R12", "R13"), JOININ.fingerprint)
    assert [(note.reason, note.memo) for note in run.notes] == [(NoteReason.GOODWILL, "May")]


def test_the_amount_may_be_by_line() -> None:
    run = raise_credits([invoice(100)], [("INV-1", {"L1": gbp(5)}), ("INV-1", {"L2": gbp(5)})])
    assert run.answers == ("INV-1-CN1", LineNotFound("L2"))


def test_nothing_asked_for_and_everything_refused_change_nothing() -> None:
    nothing = raise_credits([invoice(100)], [])
    assert (nothing.answers, nothing.effects, nothing.invoices, nothing.rules) == ((), (), (), ("R14",))
    account = books(invoice(100))
    assert play(account, RaiseCredits([("INV-1", gbp(0)), ("?", gbp(1))])) is account


def test_over_accounts_and_currencies() -> None:
    account = books(invoice(100), invoice(100, "BOB-1", account="bob"), invoice(100, "EUR-1", currency="EUR"))
    asked = RaiseCredits([("INV-1", gbp(5)), ("BOB-1", gbp(5)), ("EUR-1", eur(5)), ("EUR-1", gbp(5))])
    assert [answer if isinstance(answer, str) else answer.code for answer in ask(account, asked).answers] == [
        "INV-1-CN1",
        "BOB-1-CN1",
        "EUR-1-CN1",
        "currency_mismatch",
    ]


def test_recorded_in_one_entry() -> None:
    account = play(books(invoice(100, paid=100), lot("C1")), RaiseCredits([("INV-1", gbp(5)), ("INV-1", gbp(6))]))
    assert account.number == 3
    assert [note.at for note in account.notes.values()] == [(3, 0), (3, 1)]
    assert account.credits["INV-1-CN2"].amount_minor == 6
