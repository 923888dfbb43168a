"""R13: what a credit note carries, and how its id is derived."""

from __future__ import annotations

import pytest

from credit_rules import (
    PRESETS,
    CreditClass,
    Line,
    NoteReason,
    PartPaid,
    Policy,
    RaiseCredit,
    RaiseCredits,
    Refunds,
    Share,
    TaxShare,
    VoidNote,
    raise_credit,
    raise_credits,
)
from examples.make import DAY, ask, books, gbp, invoice, lot, play, refused, settled


def of(amount: int) -> RaiseCredit:
    return RaiseCredit(invoice="INV-7", amount=gbp(amount))


def test_ids_are_derived_and_the_lot_has_the_same() -> None:
    account = play(books(invoice(100, "INV-7", paid=100)), of(10), of(20))
    assert list(account.notes) == ["INV-7-CN1", "INV-7-CN2"]
    assert {id: each.amount_minor for id, each in account.credits.items()} == {"INV-7-CN1": 10, "INV-7-CN2": 20}


def test_a_voided_note_keeps_its_number_and_a_refused_or_previewed_one_takes_none() -> None:
    account = play(books(invoice(100, "INV-7")), of(10), VoidNote("INV-7-CN1"))
    assert ask(account, of(10)).note.id == "INV-7-CN2"
    assert refused(account, of(101)).code == "amount_exceeds_creditable"
    after = play(account, of(10))
    assert list(after.notes) == ["INV-7-CN1", "INV-7-CN2"]
    assert after.notes["INV-7-CN1"].voided


def test_each_invoice_counts_by_itself() -> None:
    account = books(invoice(100, "A"), invoice(100, "B"))
    run = ask(account, RaiseCredits([("A", gbp(1)), ("B", gbp(1)), ("A", gbp(1))]))
    assert [note.id for note in run.notes] == ["A-CN1", "B-CN1", "A-CN2"]


def test_the_id_of_an_invoice_that_looks_like_a_notes() -> None:
    assert raise_credit(invoice(100, "INV-7-CN1"), gbp(1)).unwrap().note.id == "INV-7-CN1-CN1"


def test_the_tenth_note() -> None:
    run = raise_credits([invoice(100)], [("INV-1", gbp(1))] * 10)
    assert run.notes[-1].id == "INV-1-CN10"


def test_what_a_note_carries() -> None:
    lines = [Line("L1", 50, 10, tax_code="S"), Line("L2", 40, tax_code="Z")]
    owed = settled(invoice(lines, account="bob", paid=60), lot("P", 20, account="bob", gift=True))
    policy = Policy(refunds=Refunds.ALLOWED)
    note = (
        raise_credit(owed, gbp(70), refund=gbp(5), policy=policy, reason=NoteReason.GOODWILL, memo="Rained off")
        .unwrap()
        .note
    )
    assert (note.id, note.invoice, note.account, note.currency) == ("INV-1-CN1", "INV-1", "bob", "GBP")
    assert (note.amount_minor, note.reduced_minor, note.account_credit_minor, note.refund_minor) == (70, 20, 25, 5)
    assert [(piece.credit, piece.credit_class, piece.amount_minor) for piece in note.restored] == [
        ("P", CreditClass.PROMOTIONAL, 20)
    ]
    assert (note.restored_minor, note.released_minor, note.voided) == (20, 30, False)
    assert (note.reason, note.memo, note.policy) == (NoteReason.GOODWILL, "Rained off", policy.fingerprint)
    assert note.shares == (Share("L1", 35, 7, "S"), Share("L2", 28, 0, "Z"))


def test_shares_are_summed_by_tax_code_in_the_order_in_which_the_codes_appear() -> None:
    lines = [
        Line("L1", 50, 10, tax_code="S"),
        Line("L2", 40, tax_code="Z"),
        Line("L3", 100, 20, tax_code="S"),
        Line("L4", 10, 2),
        Line("L5", 8, 1, tax_code=""),
    ]
    note = raise_credit(invoice(lines), gbp(241)).unwrap().note
    assert note.by_tax_code == (
        TaxShare("S", 150, 30),
        TaxShare("Z", 40, 0),
        TaxShare(None, 10, 2),
        TaxShare("", 8, 1),
    )


def test_a_tax_code_without_a_share_is_not_there() -> None:
    lines = [Line("L1", 50, 10, tax_code="S"), Line("L2", 40, tax_code="Z")]
    note = raise_credit(invoice(lines), {"L2": gbp(40)}).unwrap().note
    assert note.by_tax_code == (TaxShare("Z", 40, 0),)


def test_the_reason_is_other_and_the_memo_empty_unless_given() -> None:
    note = raise_credit(invoice(100), gbp(1)).unwrap().note
    assert (note.reason, note.memo) == (NoteReason.OTHER, "")


@pytest.mark.parametrize(
    "reason",
    [
        "duplicate",
        "billing_error",
        "order_change",
        "removed_from_product",
        "session_cancelled",
        "goodwill",
        "other",
    ],
)
def test_the_reasons(reason: str) -> None:
    command = RaiseCredit(invoice="INV-1", amount=gbp(1), reason=NoteReason(reason), memo="why")
    note = ask(books(invoice(100)), command).note
    assert (note.reason.value, note.memo) == (reason, "why")


def test_the_fingerprint_is_that_of_the_policy_that_decided() -> None:
    reject = Policy(part_paid=PartPaid.REJECT)
    raised = raise_credit(invoice(100), gbp(1), policy=reject).unwrap()
    assert raised.note.policy == raised.policy == reject.fingerprint == PRESETS["loveadmin"].fingerprint


def test_a_note_without_cash_makes_no_lot() -> None:
    owed = settled(invoice(20), lot("C1", 20))
    assert raise_credit(owed, gbp(20)).unwrap().note.new_lot(DAY) is None
