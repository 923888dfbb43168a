"""R5-R7: a credit lowers what is owed first, and what is above that is given back."""

from __future__ import annotations

import pytest

from credit_rules import (
    JOININ,
    PRESETS,
    Invoice,
    Money,
    NoteRaised,
    PartPaid,
    PendingPayment,
    Policy,
    Refunds,
    raise_credit,
)
from credit_rules.rejection import InvoicePartPaid
from examples.make import DAY, credited, gbp, invoice, lot, on_its_way, parts, refusal, settled

REJECT = Policy(part_paid=PartPaid.REJECT)


def test_r5_100_unpaid_credit_20_owes_80() -> None:
    raised = raise_credit(invoice(100), gbp(20)).unwrap()
    assert parts(raised.note) == (20, {}, 0, 0)
    assert (raised.invoice.outstanding_minor, raised.invoice.reduced_minor) == (80, 20)
    assert raised.rules == ("R5", "R12", "R13")


def test_r5_the_whole_of_an_unpaid_invoice() -> None:
    after = raise_credit(invoice(100), gbp(100)).unwrap().invoice
    assert (after.outstanding_minor, after.creditable_minor) == (0, 0)


def test_r5_makes_no_lot() -> None:
    assert raise_credit(invoice(100), gbp(20)).unwrap().note.new_lot(DAY) is None


def test_r6_100_paid_credit_30_gives_account_credit_30() -> None:
    raised = raise_credit(invoice(100, paid=100), gbp(30)).unwrap()
    assert parts(raised.note) == (0, {}, 30, 0)
    assert (raised.invoice.outstanding_minor, raised.invoice.released_minor) == (0, 30)
    assert raised.rules == ("R6", "R9", "R12", "R13")


def test_r6_a_second_credit_on_a_paid_invoice() -> None:
    raised = raise_credit(credited(invoice(100, paid=100), 30), gbp(70)).unwrap()
    assert parts(raised.note) == (0, {}, 70, 0)
    assert (raised.note.id, raised.invoice.released_minor) == ("INV-1-CN2", 100)


def test_r7_100_paid_60_credit_70_reduces_40_and_gives_back_30() -> None:
    raised = raise_credit(invoice(100, paid=60), gbp(70)).unwrap()
    assert parts(raised.note) == (40, {}, 30, 0)
    assert (raised.invoice.outstanding_minor, raised.invoice.creditable_minor) == (0, 30)
    assert raised.rules == ("R5", "R7", "R9", "R12", "R13")


@pytest.mark.parametrize(
    ("amount", "reduced", "given_back"), [(1, 1, 0), (39, 39, 0), (40, 40, 0), (41, 40, 1), (100, 40, 60)]
)
def test_r7_around_what_is_owed(amount: int, reduced: int, given_back: int) -> None:
    note = raise_credit(invoice(100, paid=60), gbp(amount)).unwrap().note
    assert parts(note) == (reduced, {}, given_back, 0)


def test_r7_debt_then_gift_then_cash() -> None:
    mixed = settled(invoice(100, paid=30), lot("P", 20, gift=True))
    assert parts(raise_credit(mixed, gbp(50)).unwrap().note) == (50, {}, 0, 0)
    assert parts(raise_credit(mixed, gbp(60)).unwrap().note) == (50, {"P": 10}, 0, 0)
    assert parts(raise_credit(mixed, gbp(80)).unwrap().note) == (50, {"P": 20}, 10, 0)


def test_r7_yen() -> None:
    part_paid = invoice(10, currency="JPY", paid=6)
    note = raise_credit(part_paid, Money(7, "JPY")).unwrap().note
    assert (parts(note), note.currency) == ((4, {}, 3, 0), "JPY")


@pytest.mark.parametrize("policy", [REJECT, PRESETS["loveadmin"]])
def test_r7_a_policy_may_credit_no_part_paid_invoice(policy: Policy) -> None:
    by_cash, by_credit = invoice(100, paid=60), settled(invoice(100), lot("C1", 20))
    assert refusal(raise_credit(by_cash, gbp(70), policy=policy)) == InvoicePartPaid(gbp(40), gbp(60))
    assert refusal(raise_credit(by_credit, gbp(1), policy=policy)) == InvoicePartPaid(gbp(80), gbp(20))


@pytest.mark.parametrize("whole", [invoice(100), invoice(100, paid=100), settled(invoice(20), lot("C1", 20))])
def test_r7_it_credits_what_is_wholly_outstanding_or_wholly_reconciled(whole: Invoice) -> None:
    assert raise_credit(whole, gbp(20), policy=REJECT).unwrap().note.amount_minor == 20


def test_r7_an_earlier_reduction_makes_no_part_paid_invoice() -> None:
    assert raise_credit(credited(invoice(100), 30), gbp(20), policy=REJECT).unwrap().note.reduced_minor == 20


def test_r7_money_on_its_way_has_paid_nothing_yet() -> None:
    assert refusal(raise_credit(on_its_way(invoice(100), 40), gbp(1), policy=REJECT)).code == "payment_pending"
    part_paid = on_its_way(invoice(100, paid=30), 40)
    assert refusal(raise_credit(part_paid, gbp(1), policy=REJECT)) == InvoicePartPaid(gbp(30), gbp(30))


@pytest.mark.parametrize(
    ("of", "amount", "rules"),
    [
        (invoice(100), 1, "R5 R12 R13"),
        (invoice(100, paid=100), 1, "R6 R9 R12 R13"),
        (settled(invoice(1), lot("C1", 1)), 1, "R6 R9 R12 R13"),
        (invoice(100, paid=99), 1, "R5 R7 R12 R13"),
        (invoice(100, paid=99), 2, "R5 R7 R9 R12 R13"),
        (on_its_way(invoice(100), 1), 1, "R5 R8 R12 R13"),
        (on_its_way(invoice(2, paid=1), 1), 1, "R6 R8 R9 R12 R13"),
    ],
)
def test_the_rules_that_decided_one_unit(of: Invoice, amount: int, rules: str) -> None:
    policy = Policy(pending_payment=PendingPayment.RESERVE)
    assert raise_credit(of, gbp(amount), policy=policy).unwrap().rules == tuple(rules.split())


def test_a_refund_of_one_unit_names_its_rule() -> None:
    refunded = raise_credit(invoice(1, paid=1), gbp(1), refund=gbp(1), policy=Policy(refunds=Refunds.ALLOWED))
    assert refunded.unwrap().rules == ("R6", "R9", "R10", "R12", "R13")


def test_what_a_decision_shows_is_one_effect_and_the_invoice_after_it() -> None:
    before = invoice(100, paid=60)
    raised = raise_credit(before, gbp(70)).unwrap()
    assert raised.effects == (NoteRaised(raised.note),)
    assert raised.invoices == (before.with_note(raised.note),)
    assert (raised.on, raised.policy, raised.credits) == (None, JOININ.fingerprint, ())
    assert before == invoice(100, paid=60)
