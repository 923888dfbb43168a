"""Recording appends an entry; folding entries from an empty account gives the account again."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from attrs import evolve

from credit_rules import (
    JOININ,
    Account,
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    Cancel,
    Command,
    Entry,
    Expire,
    InvoiceAdded,
    Issue,
    Leaving,
    Line,
    Outcome,
    Pause,
    Policy,
    RaiseCredit,
    RecordPayment,
    RefundCredit,
    Refunds,
    RemoveFromProduct,
    Resume,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
    add_invoice,
)
from credit_rules.laws import after_equals_record, entries_rebuild_state
from examples.make import DAY, TOMORROW, ask, books, draft, exactly, gbp, invoice, lot, play, standing

ADDED = add_invoice(invoice(100)).unwrap()


def test_an_outcome_becomes_the_next_entry() -> None:
    account = Account().record(ADDED, on=DAY)
    assert account.entries == (Entry(1, DAY, (InvoiceAdded(invoice(100)),), JOININ.fingerprint),)
    assert (account.number, dict(account.invoices)) == (1, {"INV-1": invoice(100)})


def test_an_entry_keeps_the_fingerprint_of_its_policy() -> None:
    policy = Policy(refunds=Refunds.ALLOWED)
    account = play(books(invoice(100)), RaiseCredit(invoice="INV-1", amount=gbp(5)), policy=policy)
    assert [entry.policy for entry in account.entries] == [JOININ.fingerprint, policy.fingerprint]


def test_an_outcome_without_effects_changes_nothing() -> None:
    account = books(invoice(100))
    assert account.record(ask(account, Allocate()), on=DAY) is account


def test_what_was_decided_for_a_date_is_recorded_on_it() -> None:
    account = books(draft(100))
    issued = ask(account, Issue(invoice="INV-1"), on=DAY)
    with pytest.raises(ValueError, match=exactly("decided for 2026-03-01, so it cannot be recorded on 2026-03-02")):
        account.record(issued, on=TOMORROW)
    assert account.record(issued, on=DAY).entries[-1].on == DAY


PAID = books(invoice(100, paid=100))
SPORTS = [Line("L1", 60, product="swim"), Line("L2", 40, product="judo"), Line("L3", 5)]
LEAVE_SWIM, LEAVE_JUDO = (RemoveFromProduct(Leaving(account="ann", product=name)) for name in ("swim", "judo"))
CHANGED = "invoice INV-1 has changed since this was decided"
CREDITED = play(PAID, RaiseCredit(invoice="INV-1", amount=gbp(30)))


@pytest.mark.parametrize(
    ("account", "command", "message"),
    [
        (Account(), AddInvoice(invoice(100)), "Invoice INV-1 is there already"),
        (Account(), AddCredit(lot("C1")), "AccountCredit C1 is there already"),
        (PAID, RaiseCredit(invoice="INV-1", amount=gbp(30)), "CreditNote INV-1-CN1 is there already"),
        (CREDITED, VoidNote("INV-1-CN1"), "note INV-1-CN1 is void already"),
        (books(draft(100)), Issue(invoice="INV-1"), CHANGED),
        (books(draft(100)), Cancel(invoice="INV-1"), CHANGED),
        (books(invoice(100)), WriteOff(invoice="INV-1"), CHANGED),
        (books(draft(SPORTS)), LEAVE_SWIM, CHANGED),
    ],
)
def test_an_outcome_is_recorded_once(account: Account, command: Command, message: str) -> None:
    outcome = ask(account, command)
    with pytest.raises(ValueError, match=exactly(message)):
        account.record(outcome, on=DAY).record(outcome, on=DAY)


@pytest.mark.parametrize(
    "meanwhile", [RaiseCredit(invoice="INV-1", amount=gbp(30)), ApplyCredit(invoice="INV-1", amount=gbp(1))]
)
@pytest.mark.parametrize("closing", [Cancel(invoice="INV-1"), WriteOff(invoice="INV-1")])
def test_what_was_decided_before_something_else_erases_nothing_of_it(meanwhile: Command, closing: Command) -> None:
    account = books(invoice(100), lot("C1"))
    closed = ask(account, closing)
    with pytest.raises(ValueError, match=exactly(CHANGED)):
        play(account, meanwhile).record(closed, on=DAY)


def test_lines_taken_off_a_draft_do_not_come_back() -> None:
    account = books(draft(SPORTS))
    removed = ask(account, LEAVE_SWIM)
    with pytest.raises(ValueError, match=exactly(CHANGED)):
        play(account, LEAVE_JUDO).record(removed, on=DAY)


def test_a_lot_of_a_note_does_not_take_the_place_of_another() -> None:
    raised = ask(PAID, RaiseCredit(invoice="INV-1", amount=gbp(30)))
    taken = Account(invoices=PAID.invoices, credits={"INV-1-CN1": lot("INV-1-CN1")})
    with pytest.raises(ValueError, match=exactly("AccountCredit INV-1-CN1 is there already")):
        taken.record(raised, on=DAY)


def test_what_is_timeless_may_be_recorded_on_any_date() -> None:
    raised = ask(books(invoice(100, paid=100)), RaiseCredit(invoice="INV-1", amount=gbp(5)))
    account = books(invoice(100, paid=100)).record(raised, on=TOMORROW)
    assert account.credits["INV-1-CN1"].issued_on == TOMORROW


def test_allocations_and_notes_keep_the_number_of_their_entry_and_their_place_in_it() -> None:
    account = play(books(invoice(30), lot("A", 10), lot("B", 20)), ApplyCredit(invoice="INV-1"))
    assert [piece.at for piece in account.invoices["INV-1"].allocations] == [(4, 0), (4, 1)]
    account = play(account, RaiseCredit(invoice="INV-1", amount=gbp(5)))
    assert account.notes["INV-1-CN1"].at == (5, 0)
    assert [piece.at for piece in account.notes["INV-1-CN1"].restored] == [(4, 1)]


def test_an_effect_on_what_is_not_at_hand() -> None:
    account = books(invoice(100), lot("C1"))
    applied = ask(account, ApplyCredit(invoice="INV-1"))
    with pytest.raises(KeyError, match="C1"):
        books(invoice(100)).record(applied, on=DAY)
    with pytest.raises(KeyError, match="INV-1"):
        books(lot("C1")).record(applied, on=DAY)


def test_an_effect_of_no_known_kind_is_not_passed_over() -> None:
    foreign: Any = ("CreditDoubled", "C1")
    with pytest.raises(AssertionError, match="CreditDoubled"):
        Account().replay([Entry(1, DAY, foreign, JOININ.fingerprint)])


STORY = play(
    books(
        invoice(100, paid=60),
        invoice(100, "INV-2", pending=40),
        draft([Line("L1", 50, 10, product="swim"), Line("L2", 40)], "INV-3"),
        invoice([Line("L1", 80, product="swim")], "INV-4"),
        invoice(100, "INV-5"),
        lot("A", 20),
        lot("B", 10, gift=True, until=TOMORROW),
        lot("C", 5),
        policy=Policy(refunds=Refunds.ALLOWED),
    ),
    ApplyCredit(invoice="INV-1", amount=gbp(25)),
    RaiseCredit(invoice="INV-1", amount=gbp(60), refund=gbp(5)),
    RaiseCredit(invoice="INV-1", amount=gbp(5)),
    VoidNote("INV-1-CN2"),
    RemoveFromProduct(Leaving(account="ann", product="swim"), gbp(30)),
    Issue(invoice="INV-3"),
    Unapply(invoice="INV-3"),
    RecordPayment(invoice="INV-3", amount=gbp(5)),
    Pause("C"),
    Resume("C"),
    VoidCredit("C"),
    RefundCredit("A", gbp(1)),
    Cancel(invoice="INV-4"),
    WriteOff(invoice="INV-5"),
    policy=Policy(refunds=Refunds.ALLOWED),
)
STORY = play(STORY, Expire(), on=TOMORROW)


def test_folding_all_entries_gives_the_account_again() -> None:
    again = Account().replay(STORY.entries)
    assert again == STORY
    assert repr(again) == repr(STORY)
    assert entries_rebuild_state(STORY)


def test_folding_in_two_passes_is_the_same() -> None:
    for cut in range(len(STORY.entries) + 1):
        assert Account().replay(STORY.entries[:cut]).replay(STORY.entries[cut:]) == STORY


def test_no_entries_change_nothing() -> None:
    assert STORY.replay([]) == STORY
    assert STORY.replay(iter(())) == STORY


@pytest.mark.parametrize("number", [0, 1, 3, 17])
def test_entries_come_in_order(number: int) -> None:
    entry = Entry(number, DAY, ADDED.effects, JOININ.fingerprint)
    account = Account().record(add_invoice(invoice(5, "FIRST")).unwrap(), on=DAY)
    with pytest.raises(ValueError, match=exactly(f"entry 2 must come next, not {number}")):
        account.replay([entry])


def test_the_states_that_an_outcome_shows_are_those_that_recording_makes() -> None:
    account = books(invoice(100, paid=50), lot("A", 20), lot("B", 9, gift=True))
    for command in (
        ApplyCredit(invoice="INV-1"),
        RaiseCredit(invoice="INV-1", amount=gbp(60)),
        VoidNote("INV-1-CN1"),
        Unapply(invoice="INV-1", amount=gbp(5)),
    ):
        outcome = ask(account, command)
        assert outcome.invoice.outstanding_minor >= 0
        assert after_equals_record(account, outcome, DAY)
        account = account.record(outcome, on=DAY)
    assert standing(account.invoices["INV-1"]) == [("A", 20), ("B", 4)]


def test_an_account_can_be_copied_and_pickled() -> None:
    for other in (copy.copy(STORY), copy.deepcopy(STORY), pickle.loads(pickle.dumps(STORY))):
        assert other == STORY
        assert repr(other) == repr(STORY)
        assert type(other.invoices) is type(STORY.invoices)


def test_an_account_is_a_working_set_of_what_is_given() -> None:
    part = Account(invoices={"INV-1": invoice(100)}, number=41)
    after = part.record(ask(part, RecordPayment(invoice="INV-1", amount=gbp(5))), on=DAY)
    assert (after.number, [entry.number for entry in after.entries]) == (42, [42])


def test_an_outcome_names_the_one_invoice_and_the_one_note() -> None:
    nothing = Outcome(rules=(), policy=JOININ.fingerprint)
    two = evolve(nothing, invoices=(invoice(1), invoice(2, "B")))
    for outcome in (nothing, two):
        with pytest.raises(ValueError, match="values to unpack"):
            _ = outcome.invoice
        with pytest.raises(ValueError, match="values to unpack"):
            _ = outcome.note
    assert ADDED.invoice == invoice(100)
    assert nothing.applied == ()


def test_an_added_invoice_is_recorded_as_it_is() -> None:
    entering = invoice(100, paid=60, pending=10)
    assert play(Account(), AddInvoice(entering)).invoices == {"INV-1": entering}
