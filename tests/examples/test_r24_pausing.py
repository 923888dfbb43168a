"""R24: a paused lot is never applied; pausing or resuming again changes nothing."""

from __future__ import annotations

from credit_rules import (
    Allocate,
    ApplyCredit,
    CreditPaused,
    Expire,
    Issue,
    Pause,
    Policy,
    RefundCredit,
    Refunds,
    Resume,
    VoidCredit,
    pause,
    resume,
)
from credit_rules.rejection import CreditNotFound, InsufficientCredit
from examples.make import TOMORROW, allocated, ask, books, draft, gbp, invoice, lot, play, refused

PAUSED = play(books(invoice(100), draft(50, "D"), lot("C1", 20, until=TOMORROW)), Pause("C1"))


def test_pausing_and_resuming() -> None:
    assert PAUSED.credits["C1"] == lot("C1", 20, until=TOMORROW, paused=True)
    assert play(PAUSED, Resume("C1")).credits["C1"] == lot("C1", 20, until=TOMORROW)
    outcome = pause(lot()).unwrap()
    assert (outcome.effects, outcome.rules) == ((CreditPaused("C1", paused=True),), ("R24",))
    assert outcome.credits == (lot(paused=True),)
    assert resume(lot(paused=True)).unwrap().effects == (CreditPaused("C1", paused=False),)


def test_again_changes_nothing_and_is_no_error() -> None:
    for again in (pause(lot(paused=True)).unwrap(), resume(lot()).unwrap()):
        assert (again.effects, again.credits, again.rules) == ((), (), ("R24",))
    assert play(PAUSED, Pause("C1")) is PAUSED


def test_it_is_never_applied_automatically_or_by_choice() -> None:
    assert allocated(ask(PAUSED, ApplyCredit(invoice="INV-1"))) == []
    assert allocated(ask(PAUSED, ApplyCredit(invoice="INV-1", chosen=("C1",)))) == []
    assert allocated(ask(PAUSED, Allocate())) == []
    assert ask(PAUSED, Issue(invoice="D")).collect == gbp(50)
    chosen = ApplyCredit(invoice="INV-1", amount=gbp(1), chosen=("C1",))
    assert refused(PAUSED, chosen) == InsufficientCredit(gbp(1), gbp(0))


def test_expiry_voiding_and_paying_out_reach_it() -> None:
    assert play(PAUSED, Expire(), on=TOMORROW).credits["C1"].remaining_minor == 0
    assert play(PAUSED, VoidCredit("C1")).credits["C1"].remaining_minor == 0
    paid_out = play(PAUSED, RefundCredit("C1", gbp(20)), policy=Policy(refunds=Refunds.ALLOWED))
    assert paid_out.credits["C1"].remaining_minor == 0


def test_an_unknown_lot() -> None:
    assert refused(PAUSED, Pause("?")) == CreditNotFound("?")
    assert refused(PAUSED, Resume("?")) == CreditNotFound("?")


def test_it_keeps_its_place_for_when_it_is_resumed() -> None:
    account = play(books(invoice(25), lot("A", 20), lot("B", 20)), Pause("A"), Resume("A"))
    assert allocated(ask(account, ApplyCredit(invoice="INV-1"))) == [("A", "INV-1", 20), ("B", "INV-1", 5)]
