"""R31: cancelling a session raises the same credit for every account with the product at once."""

from __future__ import annotations

import pytest

from credit_rules import ByPrice, CancelSession, Line, Money, NoteReason, Outcome, cancel_session
from credit_rules.rejection import AmountNotPositive, PaymentPending
from examples.make import TOMORROW, ask, books, draft, eur, gbp, invoice, on_its_way, play, refusal

QUARTER = ByPrice(unused=1, sessions=4)
SWIM = [Line("L1", 100, product="swim")]
GYM = [Line("L1", 100, product="gym")]
ANN, BOB = invoice(SWIM, "A"), invoice(SWIM, "B", account="bob", paid=100)


def notes(outcome: Outcome) -> list[tuple[str, int]]:
    return [(note.id, note.amount_minor) for note in outcome.notes]


def test_accounts_by_id_with_their_reason() -> None:
    outcome = cancel_session([BOB, ANN], "swim", QUARTER).unwrap()
    assert notes(outcome) == [("A-CN1", 25), ("B-CN1", 25)]
    assert {note.reason for note in outcome.notes} == {NoteReason.SESSION_CANCELLED}
    assert (outcome.answers, outcome.left_out, outcome.rules[:3]) == (("A-CN1", "B-CN1"), None, ("R31", "R30", "R14"))


def test_accounts_by_code_point_whatever_the_order_of_the_invoices() -> None:
    names = ["Zoe", "ann", "bob", "cy", "dan", "eve"]
    invoices = [invoice(SWIM, f"OF-{name}", account=name) for name in reversed(names)]
    outcome = cancel_session(invoices, "swim", QUARTER).unwrap()
    assert [note.account for note in outcome.notes] == names


def test_a_fixed_amount_is_for_each_account_on_the_newest_invoice_first() -> None:
    newer = invoice(SWIM, "A2", issued=TOMORROW)
    outcome = cancel_session([ANN, newer, BOB], "swim", gbp(120)).unwrap()
    assert notes(outcome) == [("A2-CN1", 100), ("A-CN1", 20), ("B-CN1", 100)]
    assert outcome.left_out == gbp(20)


def test_what_was_left_out_is_added_up() -> None:
    assert cancel_session([ANN, BOB], "swim", gbp(130)).unwrap().left_out == gbp(60)


def test_an_account_whose_invoices_are_in_another_currency_has_the_product_too() -> None:
    euros = invoice(SWIM, "E", account="eve", currency="EUR")
    outcome = cancel_session([ANN, euros], "swim", gbp(10)).unwrap()
    assert (notes(outcome), outcome.left_out) == ([("A-CN1", 10)], gbp(10))
    assert cancel_session([ANN, euros], "swim", eur(10)).unwrap().left_out == eur(10)


def test_drafts_are_left_as_they_are() -> None:
    account = books(draft(SWIM, "D"), draft(SWIM, "E", account="eve"), ANN)
    outcome = ask(account, CancelSession("swim", gbp(10)))
    assert (notes(outcome), outcome.left_out) == ([("A-CN1", 10)], gbp(0))
    assert play(account, CancelSession("swim", gbp(10))).invoices["D"] == draft(SWIM, "D")


def test_an_account_without_the_product_on_an_issued_invoice_gets_nothing() -> None:
    other = invoice(GYM, "G", account="gil")
    outcome = cancel_session([other, draft(SWIM, "D", account="eve")], "swim", gbp(10)).unwrap()
    assert (outcome.effects, outcome.answers, outcome.left_out) == ((), (), gbp(0))


def test_one_refusal_does_not_stop_the_rest() -> None:
    outcome = cancel_session([on_its_way(ANN, 50), BOB], "swim", QUARTER).unwrap()
    assert outcome.answers == (PaymentPending(gbp(50), gbp(0)), "B-CN1")


def test_for_one_account() -> None:
    account = books(ANN, BOB)
    assert notes(ask(account, CancelSession("swim", QUARTER, "bob"))) == [("B-CN1", 25)]
    assert notes(ask(account, CancelSession("swim", QUARTER, "nobody"))) == []


def test_no_credit() -> None:
    nothing = cancel_session([ANN, BOB], "swim", None).unwrap()
    assert (nothing.effects, nothing.answers, nothing.left_out) == ((), (), None)


@pytest.mark.parametrize("credit", [gbp(0), gbp(-1)])
def test_a_fixed_amount_is_above_zero(credit: Money) -> None:
    assert refusal(cancel_session([ANN], "swim", credit)) == AmountNotPositive(credit)


def test_an_account_that_is_fully_credited_leaves_all_of_it_out() -> None:
    credited = books(ANN)
    credited = play(credited, CancelSession("swim", gbp(100)))
    outcome = ask(credited, CancelSession("swim", gbp(10)))
    assert (notes(outcome), outcome.left_out) == ([], gbp(10))
