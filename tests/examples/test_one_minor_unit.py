"""A single minor unit counts as any other amount, and what a rule looks up it looks up by the right name."""

from __future__ import annotations

import pytest

from credit_rules import (
    JOININ,
    Account,
    Action,
    ByPrice,
    Fees,
    Invoice,
    Leaving,
    Line,
    PartPaid,
    Policy,
    RaiseCredit,
    Reason,
    Refunds,
    RemovalPlan,
    Terms,
    VoidNote,
    VoidUsed,
    allocate,
    apply_credit,
    compare_with_refund,
    issue,
    plan_removal,
    raise_credit,
    void_note,
    why_not,
)
from credit_rules.rejection import (
    CreditAlreadyUsed,
    InvoicePartPaid,
    NoteAlreadyVoid,
    NoteNotFound,
    NoteRefunded,
    RefundNotAllowed,
)
from credit_rules.rules.raising import Split
from examples.make import DAY, TOMORROW, books, draft, gbp, invoice, lot, play, settled


def test_a_penny_of_cash_costs_the_refund_its_fees() -> None:
    comparison = compare_with_refund(invoice(100, paid=1), gbp(100), Fees(50, 7)).unwrap().comparison
    assert comparison is not None
    assert comparison.refund_cost == gbp(57)


def test_a_note_that_refunded_a_penny_is_not_voided() -> None:
    raised = raise_credit(
        invoice(100, paid=100), gbp(10), refund=gbp(1), policy=Policy(refunds=Refunds.ALLOWED)
    ).unwrap()
    new_lot = raised.note.new_lot(DAY)
    assert new_lot is not None
    assert void_note(raised.note, [raised.invoice], [new_lot]).failure() == NoteRefunded("INV-1-CN1", gbp(1))


def test_a_note_needs_back_the_penny_it_made() -> None:
    raised = raise_credit(invoice(100, paid=1), gbp(100)).unwrap()
    spent = lot("INV-1-CN1", 1, remaining_minor=0)
    assert void_note(raised.note, [raised.invoice], [spent]).failure() == CreditAlreadyUsed("INV-1-CN1", gbp(1), gbp(0))


def test_a_note_needs_back_all_the_pieces_of_a_lot_it_restored() -> None:
    twice = settled(settled(invoice(100), lot("C1", 20)), lot("C1", 30))
    raised = raise_credit(twice, gbp(100)).unwrap()
    assert [piece.amount_minor for piece in raised.note.restored] == [30, 20]
    refusal = void_note(raised.note, [raised.invoice], [lot("C1", 50, remaining_minor=49)]).failure()
    assert refusal == CreditAlreadyUsed("C1", gbp(50), gbp(49))


def test_what_was_never_recorded_was_not_applied_after_the_note() -> None:
    raised = raise_credit(invoice(100, paid=100), gbp(20)).unwrap()
    new_lot = raised.note.new_lot(DAY)
    assert new_lot is not None
    used = settled(invoice(20, "INV-2"), new_lot)
    refusal = void_note(
        raised.note, [raised.invoice, used], [new_lot.plus(-20)], policy=Policy(void_used=VoidUsed.UNAPPLY)
    ).failure()
    assert refusal == CreditAlreadyUsed("INV-1-CN1", gbp(20), gbp(0))


@pytest.mark.parametrize("part_paid", [invoice(100, paid=1), invoice(100, paid=99)])
def test_a_penny_paid_or_owed_makes_it_part_paid(part_paid: Invoice) -> None:
    refusal = raise_credit(part_paid, gbp(1), policy=Policy(part_paid=PartPaid.REJECT)).failure()
    assert refusal == InvoicePartPaid(gbp(part_paid.outstanding_minor), gbp(part_paid.paid_minor))


def test_a_penny_is_not_refunded_where_refunds_are_forbidden() -> None:
    assert raise_credit(invoice(100, paid=100), gbp(10), refund=gbp(1)).failure() == RefundNotAllowed(gbp(1))


def test_a_penny_that_is_owed_keeps_an_invoice_open() -> None:
    assert [paid.allocation.amount_minor for paid in allocate([invoice(1)], [lot("C1", 1)], on=DAY).applied] == [1]


def test_a_penny_on_a_lot_is_used() -> None:
    issued = issue(draft(100), [lot("C1", 1)], on=DAY).unwrap()
    assert issued.collect == gbp(99)
    assert apply_credit(invoice(100), [lot("C1", 1)], on=DAY).unwrap().invoice.applied_minor == 1


def test_a_penny_by_price_is_credited() -> None:
    billed = invoice([Line("L1", 10, product="swim")])
    plan = plan_removal([billed], Leaving(account="ann", product="swim"), ByPrice(1, 10)).unwrap()
    assert plan.credits == (("INV-1", {"L1": gbp(1)}),)


def test_issuing_by_hand_is_decided_for_its_day() -> None:
    by_hand = issue(draft(100, auto=False), on=DAY).unwrap()
    with pytest.raises(ValueError, match="decided for 2026-03-01"):
        Account().record(by_hand, on=TOMORROW)


def test_the_note_that_is_not_there_is_named_after_its_invoice() -> None:
    assert why_not(Action.VOID_NOTE, invoice(100), JOININ) == NoteNotFound("INV-1-CN1")


def test_each_limited_lot_has_a_reason_of_its_own() -> None:
    swim = lot("C1", 20, products=["swim"]), lot("C2", 20, products=["gym"]), lot("C3", 200, products=["swim"])
    run = allocate([invoice([Line("L1", 20, product="swim")])], swim, on=DAY)
    assert dict(run.reasons) == {"C2": Reason.OUT_OF_SCOPE, "C3": Reason.NOTHING_LEFT_OWING}


def test_every_part_of_a_surplus_is_given_back() -> None:
    assert Split(reduced_minor=4, restored_minor=3, credit_minor=3, refund_minor=3).surplus_minor == 9


@pytest.mark.parametrize("terms", [Leaving, RemovalPlan, Terms])
def test_what_has_several_parts_of_one_kind_is_written_by_name(terms: type) -> None:
    with pytest.raises(TypeError, match="positional"):
        terms((), (), None)


def test_the_only_note_is_the_one_that_is_void_already() -> None:
    account = play(books(invoice(100)), RaiseCredit(invoice="INV-1", amount=gbp(10)), VoidNote("INV-1-CN1"))
    assert why_not(Action.VOID_NOTE, account.invoices["INV-1"], JOININ) == NoteAlreadyVoid("INV-1-CN1")


def test_a_lot_that_could_pay_one_more_penny_is_told_that_the_amount_was_reached() -> None:
    paid = apply_credit(invoice(100), [lot("C1", 99), lot("C2", 5)], amount=gbp(99), on=DAY).unwrap()
    assert dict(paid.reasons) == {"C2": Reason.AMOUNT_REACHED}
