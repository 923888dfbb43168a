"""R16: a customer applies account credit to an outstanding invoice of their own, choosing what they like."""

from __future__ import annotations

import pytest

from credit_rules import (
    Account,
    ApplyCredit,
    CreditApplied,
    CreditKey,
    Line,
    Policy,
    RaiseCredit,
    Reason,
    VoidCredit,
    apply_credit,
)
from credit_rules.rejection import (
    AmountExceedsOutstanding,
    CollectionInProgress,
    CreditNotFound,
    InsufficientCredit,
    InvoiceNotFound,
    NothingOutstanding,
    NotSameAccount,
)
from examples.make import (
    DAY,
    TOMORROW,
    allocated,
    ask,
    books,
    exactly,
    gbp,
    invoice,
    lot,
    on_its_way,
    play,
    refusal,
    refused,
    standing,
)

TWO_LOTS = books(invoice(100), lot("A", 30), lot("B", 20))


def of(amount: int | None = None, *chosen: str) -> ApplyCredit:
    return ApplyCredit(invoice="INV-1", amount=None if amount is None else gbp(amount), chosen=chosen or None)


@pytest.mark.parametrize("auto", [True, False])
def test_as_much_as_can_be_on_an_automatic_or_a_manual_invoice(*, auto: bool) -> None:
    outcome = apply_credit(invoice(40, auto=auto), [lot("A", 30), lot("B", 20)], on=DAY).unwrap()
    assert allocated(outcome) == [("A", "INV-1", 30), ("B", "INV-1", 10)]
    assert (outcome.invoice.outstanding_minor, outcome.rules) == (0, ("R16", "R17", "R18", "R20"))
    assert [(each.id, each.remaining_minor) for each in outcome.credits] == [("A", 0), ("B", 10)]
    assert dict(outcome.reasons) == {"B": Reason.NOTHING_LEFT_OWING}
    assert outcome.on == DAY


def test_an_amount() -> None:
    outcome = ask(TWO_LOTS, of(35))
    assert allocated(outcome) == [("A", "INV-1", 30), ("B", "INV-1", 5)]
    assert outcome.invoice.outstanding_minor == 65
    assert dict(outcome.reasons) == {"B": Reason.AMOUNT_REACHED}


def test_a_lot_of_one_unit_pays_one_unit() -> None:
    assert allocated(ask(books(invoice(100), lot("A", 1)), of())) == [("A", "INV-1", 1)]
    assert allocated(ask(books(invoice(1), lot("A", 30)), of(1))) == [("A", "INV-1", 1)]


def test_a_lot_that_the_amount_left_untouched_says_so() -> None:
    assert dict(ask(TWO_LOTS, of(30)).reasons) == {"B": Reason.AMOUNT_REACHED}
    assert dict(ask(TWO_LOTS, of(5)).reasons) == {"A": Reason.AMOUNT_REACHED, "B": Reason.AMOUNT_REACHED}


def test_a_lot_that_its_scope_stopped_was_not_stopped_by_the_amount() -> None:
    lines = [Line("L1", 10, product="swim"), Line("L2", 90)]
    account = books(invoice(lines), lot("SWIM", 30, products=["swim"]), lot("TOO", 5, products=["swim"]), lot("B", 40))
    outcome = ask(account, of(30, "SWIM", "TOO", "B"))
    assert allocated(outcome) == [("SWIM", "INV-1", 10), ("B", "INV-1", 20)]
    assert dict(outcome.reasons) == {
        "SWIM": Reason.NOTHING_LEFT_OWING,
        "TOO": Reason.NOTHING_LEFT_OWING,
        "B": Reason.AMOUNT_REACHED,
    }


def test_lots_named_are_used_in_the_order_named() -> None:
    assert allocated(ask(TWO_LOTS, of(None, "B", "A"))) == [("B", "INV-1", 20), ("A", "INV-1", 30)]
    assert allocated(ask(TWO_LOTS, of(None, "B"))) == [("B", "INV-1", 20)]
    assert allocated(ask(TWO_LOTS, of(25, "B", "A"))) == [("B", "INV-1", 20), ("A", "INV-1", 5)]


def test_by_the_policys_order_where_none_is_named() -> None:
    smallest = Policy(credit_order=(CreditKey.SMALLEST,))
    assert allocated(ask(TWO_LOTS, of(25), policy=smallest)) == [("B", "INV-1", 20), ("A", "INV-1", 5)]


def test_one_that_is_not_available_is_passed_over_with_its_reason() -> None:
    account = books(
        invoice(100),
        lot("PAUSED", paused=True),
        lot("VOID"),
        lot("LATER", usable_from=TOMORROW),
        lot("EUR", currency="EUR"),
        lot("SWIM", products=["swim"]),
        lot("B", 20),
    )
    outcome = ask(play(account, VoidCredit("VOID")), of(20, "PAUSED", "VOID", "LATER", "EUR", "SWIM", "B"))
    assert allocated(outcome) == [("B", "INV-1", 20)]
    assert dict(outcome.reasons) == {
        "PAUSED": Reason.PAUSED,
        "VOID": Reason.VOIDED,
        "LATER": Reason.NOT_YET_USABLE,
        "EUR": Reason.OTHER_CURRENCY,
        "SWIM": Reason.OUT_OF_SCOPE,
    }


def test_a_used_up_lot_that_is_named_says_so() -> None:
    account = play(books(invoice(100), invoice(20, "INV-2"), lot("A", 20)), ApplyCredit(invoice="INV-2"))
    assert dict(ask(account, of(None, "A")).reasons) == {"A": Reason.NOTHING_REMAINING}
    assert ask(account, of()).reasons == ()


@pytest.mark.parametrize("command", [of(), ApplyCredit(invoice="INV-1", chosen=())])
def test_nothing_is_an_answer_too(command: ApplyCredit) -> None:
    outcome = ask(books(invoice(100), lot("A", paused=True)), command)
    assert (outcome.effects, outcome.invoices, outcome.credits) == ((), (), ())
    assert outcome.rules == ("R16", "R17")


def test_no_lot_chosen_is_not_every_lot() -> None:
    assert ask(TWO_LOTS, ApplyCredit(invoice="INV-1", chosen=())).effects == ()
    nothing = refused(TWO_LOTS, ApplyCredit(invoice="INV-1", amount=gbp(5), chosen=()))
    assert nothing == InsufficientCredit(gbp(5), gbp(0))


def test_applied_again_it_is_a_second_record() -> None:
    account = play(TWO_LOTS, of(10, "A"), of(5, "A"))
    assert standing(account.invoices["INV-1"]) == [("A", 10), ("A", 5)]
    assert [piece.number for piece in account.invoices["INV-1"].allocations] == [1, 2]


def test_an_application_says_where_it_belongs() -> None:
    (effect,) = ask(books(invoice(9, account="bob"), lot("B", 9, account="bob", gift=True)), of()).applied
    assert isinstance(effect, CreditApplied)
    assert (effect.invoice, effect.account, effect.currency) == ("INV-1", "bob", "GBP")
    assert effect.allocation.credit_class.value == "promotional"


def account_with(pending: int = 0, paid: int = 0) -> Account:
    owed = invoice(100, paid=paid)
    return books(on_its_way(owed, pending) if pending else owed, lot("A", 30), lot("BOB", account="bob"))


def test_a_lot_of_another_account() -> None:
    assert refused(account_with(), of(None, "A", "BOB")) == NotSameAccount("BOB", "ann")
    assert allocated(ask(account_with(), of())) == [("A", "INV-1", 30)]


def test_an_invoice_that_is_being_collected() -> None:
    assert refused(account_with(pending=40), of()) == CollectionInProgress(gbp(40))


def test_nothing_owed() -> None:
    assert refused(account_with(paid=100), of()) == NothingOutstanding("INV-1")
    assert refusal(apply_credit(invoice(0), [lot()], on=DAY)) == NothingOutstanding("INV-1")


def test_more_than_is_owed() -> None:
    assert refused(account_with(paid=80), of(21)) == AmountExceedsOutstanding(gbp(21), gbp(20))
    assert ask(account_with(paid=80), of(20)).invoice.outstanding_minor == 0


def test_more_than_is_available() -> None:
    assert refused(TWO_LOTS, of(51)) == InsufficientCredit(gbp(51), gbp(50))
    assert ask(TWO_LOTS, of(50)).invoice.outstanding_minor == 50
    assert refused(TWO_LOTS, of(21, "B")) == InsufficientCredit(gbp(21), gbp(20))


def test_what_scope_leaves_is_what_is_available() -> None:
    lines = [Line("L1", 10, product="swim"), Line("L2", 90)]
    account = books(invoice(lines), lot("SWIM", 30, products=["swim"]))
    assert refused(account, of(11)) == InsufficientCredit(gbp(11), gbp(10))


def test_the_order_of_the_refusals() -> None:
    assert refused(account_with(pending=100), of(101, "BOB")) == NotSameAccount("BOB", "ann")
    assert refused(account_with(pending=100), of(101, "A")) == CollectionInProgress(gbp(100))
    assert refused(account_with(paid=100), of(101, "A")) == NothingOutstanding("INV-1")
    assert refused(account_with(paid=80), of(31, "A")) == AmountExceedsOutstanding(gbp(31), gbp(20))
    assert refused(account_with(), of(0, "BOB")).code == "amount_not_positive"


def test_unknown_ids_come_first() -> None:
    assert refused(TWO_LOTS, ApplyCredit(invoice="?", amount=gbp(-1), chosen=("?",))) == InvoiceNotFound("?")
    assert refused(TWO_LOTS, of(-1, "A", "C", "D")) == CreditNotFound("C")
    assert refusal(apply_credit(invoice(9), [lot("A")], on=DAY, chosen=["?"])) == CreditNotFound("?")


def test_a_lot_chosen_twice_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match=exactly("a lot is chosen twice: A, B, A")):
        ask(TWO_LOTS, of(None, "A", "B", "A"))


def test_credit_of_a_note_pays_another_invoice() -> None:
    account = play(books(invoice(100, paid=100), invoice(50, "INV-2")), RaiseCredit(invoice="INV-1", amount=gbp(30)))
    paid = ask(account, ApplyCredit(invoice="INV-2"))
    assert allocated(paid) == [("INV-1-CN1", "INV-2", 30)]
