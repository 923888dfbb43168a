"""R23: unapplying gives an amount back to the very same lot, newest allocation first."""

from __future__ import annotations

import pytest

from credit_rules import (
    ApplyCredit,
    CreditUnapplied,
    Invoice,
    Outcome,
    Pause,
    Unapply,
    VoidCredit,
    raise_credit,
    unapply,
)
from credit_rules.rejection import AmountExceedsApplied, CreditNotFound, NothingApplied
from examples.make import (
    TOMORROW,
    ask,
    books,
    gbp,
    invoice,
    lot,
    on_its_way,
    play,
    refusal,
    refused,
    settled,
    standing,
)

OF_5_3_2 = settled(invoice(100), lot("A", 5), lot("B", 3), lot("C", 2))


def returned(outcome: Outcome) -> list[tuple[str, int]]:
    return [
        (effect.allocation.credit, effect.allocation.amount_minor)
        for effect in outcome.effects
        if isinstance(effect, CreditUnapplied)
    ]


@pytest.mark.parametrize(
    ("amount", "undone"),
    [
        (7, [("C", 2), ("B", 3), ("A", 2)]),
        (1, [("C", 1)]),
        (2, [("C", 2)]),
        (5, [("C", 2), ("B", 3)]),
        (10, [("C", 2), ("B", 3), ("A", 5)]),
        (None, [("C", 2), ("B", 3), ("A", 5)]),
    ],
)
def test_of_allocations_5_3_2(amount: int | None, undone: list[tuple[str, int]]) -> None:
    outcome = unapply(OF_5_3_2, amount=None if amount is None else gbp(amount)).unwrap()
    assert returned(outcome) == undone
    assert outcome.invoice.applied_minor == 10 - sum(part for _, part in undone)
    assert outcome.rules == ("R23",)


def test_with_a_lot_named_only_that_lots_newest_first() -> None:
    account = books(invoice(100), lot("A", 9), lot("B", 9))
    account = play(account, *(ApplyCredit(invoice="INV-1", amount=gbp(3), chosen=(id,)) for id in "ABA"))
    outcome = ask(account, Unapply(invoice="INV-1", amount=gbp(4), credit="A"))
    assert [effect.allocation.number for effect in outcome.effects if isinstance(effect, CreditUnapplied)] == [3, 1]
    assert returned(outcome) == [("A", 3), ("A", 1)]
    assert standing(outcome.invoice) == [("A", 2), ("B", 3)]


def test_the_very_same_lot_gets_it_back() -> None:
    given = lot("A", 20, gift=True, until=TOMORROW, priority=7, products=["swim"])
    account = play(books(invoice(100), given, lot("B", 20)), ApplyCredit(invoice="INV-1", chosen=("B",)))
    assert play(account, Unapply(invoice="INV-1")).credits == {"A": given, "B": lot("B", 20)}


def test_it_gives_its_place_back_too() -> None:
    account = play(
        books(invoice(100), lot("A", 20), lot("B", 20)),
        ApplyCredit(invoice="INV-1", amount=gbp(30)),
        Unapply(invoice="INV-1"),
    )
    again = ask(account, ApplyCredit(invoice="INV-1", amount=gbp(30)))
    assert [(paid.allocation.credit, paid.allocation.number) for paid in again.applied] == [("A", 3), ("B", 4)]


def test_only_what_still_stands_not_what_a_note_gave_back() -> None:
    noted = raise_credit(settled(invoice(10), lot("A", 6), lot("B", 4)), gbp(7)).unwrap().invoice
    assert returned(unapply(noted).unwrap()) == [("A", 3)]
    assert refusal(unapply(noted, amount=gbp(4))) == AmountExceedsApplied(gbp(4), gbp(3))
    assert refusal(unapply(noted, credit="B")) == NothingApplied("INV-1")


def test_nothing_applied() -> None:
    assert refusal(unapply(invoice(100))) == NothingApplied("INV-1")
    assert refusal(unapply(invoice(100), amount=gbp(5))) == NothingApplied("INV-1")


def test_more_than_stands() -> None:
    assert refusal(unapply(OF_5_3_2, amount=gbp(11))) == AmountExceedsApplied(gbp(11), gbp(10))
    assert refusal(unapply(OF_5_3_2, amount=gbp(4), credit="B")) == AmountExceedsApplied(gbp(4), gbp(3))


def test_an_unknown_lot() -> None:
    account = play(books(invoice(100), lot("A", 5)), ApplyCredit(invoice="INV-1"))
    assert refused(account, Unapply(invoice="INV-1", credit="?")) == CreditNotFound("?")


@pytest.mark.parametrize("owed", [on_its_way(OF_5_3_2, 90), on_its_way(OF_5_3_2, 1)])
def test_the_engine_allows_it_while_a_payment_is_pending(owed: Invoice) -> None:
    after = unapply(owed, amount=gbp(5)).unwrap().invoice
    assert (after.outstanding_minor, after.pending_minor) == (owed.outstanding_minor + 5, owed.pending_minor)


def test_a_paused_a_void_and_an_expired_lot_get_it_back() -> None:
    account = play(books(invoice(100), lot("A", 30, until=TOMORROW)), ApplyCredit(invoice="INV-1", amount=gbp(20)))
    account = play(account, Pause("A"), VoidCredit("A"))
    account = play(account, Unapply(invoice="INV-1"), on=TOMORROW)
    after = account.credits["A"]
    assert (after.remaining_minor, after.paused, after.voided, after.has_expired(TOMORROW)) == (20, True, True, True)


def test_an_effect_names_the_piece_that_went_back() -> None:
    (effect,) = unapply(OF_5_3_2, amount=gbp(1)).unwrap().effects
    assert isinstance(effect, CreditUnapplied)
    assert (effect.invoice, effect.account, effect.currency) == ("INV-1", "ann", "GBP")
    assert (effect.allocation.number, effect.allocation.amount_minor) == (3, 1)
