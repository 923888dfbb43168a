"""R9: a surplus gives applied credit back to its lots, and only what stands for cash becomes a new paid lot."""

from __future__ import annotations

from datetime import date

import pytest

from credit_rules import (
    AccountCredit,
    ApplyCredit,
    CreditClass,
    Pause,
    Policy,
    RaiseCredit,
    Reason,
    Surplus,
    Unapply,
    VoidCredit,
    raise_credit,
)
from examples.make import DAY, TOMORROW, ask, books, credited, gbp, invoice, lot, parts, play, settled, standing

CASH_FIRST = Policy(surplus=Surplus.CASH_FIRST)
PROPORTIONAL = Policy(surplus=Surplus.PROPORTIONAL)
BY_GIFT_AND_CASH = settled(invoice(100, paid=80), lot("P", 20, gift=True))
RAISE_50 = RaiseCredit(invoice="INV-1", amount=gbp(50))


def test_100_settled_by_20_promotional_and_80_cash_credit_50() -> None:
    note = raise_credit(BY_GIFT_AND_CASH, gbp(50)).unwrap().note
    assert parts(note) == (0, {"P": 20}, 30, 0)
    assert [piece.credit_class for piece in note.restored] == [CreditClass.PROMOTIONAL]


def test_the_new_lot_is_paid_never_expires_and_pays_for_any_product() -> None:
    made = raise_credit(BY_GIFT_AND_CASH, gbp(50)).unwrap().note.new_lot(TOMORROW)
    assert made == AccountCredit(
        "INV-1-CN1", "ann", "GBP", 30, credit_class=CreditClass.PAID, issued_on=TOMORROW, usable_from=TOMORROW
    )
    assert made is not None
    assert (made.expires_on, made.products, made.priority) == (None, None, 50)


def test_the_new_lot_takes_its_dates_from_the_recording() -> None:
    later = date(2026, 9, 30)
    account = play(books(invoice(100, paid=100)), RAISE_50, on=later)
    made = account.credits["INV-1-CN1"]
    assert (made.issued_on, made.usable_from, made.currency, made.account) == (later, later, "GBP", "ann")


@pytest.mark.parametrize(("amount", "restored"), [(2, {"C": 2}), (4, {"C": 2, "B": 2}), (9, {"C": 2, "B": 3, "A": 4})])
def test_last_applied_first(amount: int, restored: dict[str, int]) -> None:
    owed = settled(invoice(10), lot("A", 5), lot("B", 3), lot("C", 2))
    raised = raise_credit(owed, gbp(amount)).unwrap()
    assert parts(raised.note) == (0, restored, 0, 0)
    assert list(parts(raised.note)[1]) == list(restored)
    assert sum(left for _, left in standing(raised.invoice)) == 10 - amount


def test_only_what_still_stands_goes_back() -> None:
    owed = credited(settled(invoice(10), lot("A", 5), lot("B", 5)), 7)
    assert standing(owed) == [("A", 3)]
    assert parts(raise_credit(owed, gbp(3)).unwrap().note) == (0, {"A": 3}, 0, 0)


@pytest.mark.parametrize(
    ("amount", "restored", "lot_of"), [(50, {}, 50), (80, {}, 80), (81, {"P": 1}, 80), (100, {"P": 20}, 80)]
)
def test_cash_first(amount: int, restored: dict[str, int], lot_of: int) -> None:
    note = raise_credit(BY_GIFT_AND_CASH, gbp(amount), policy=CASH_FIRST).unwrap().note
    assert parts(note) == (0, restored, lot_of, 0)


def test_cash_first_counts_only_cash_that_was_not_released_before() -> None:
    owed = credited(BY_GIFT_AND_CASH, 60, policy=CASH_FIRST)
    assert parts(raise_credit(owed, gbp(30), policy=CASH_FIRST).unwrap().note) == (0, {"P": 10}, 20, 0)


@pytest.mark.parametrize(
    ("amount", "restored", "lot_of"),
    [(50, {"P": 10}, 40), (1, {}, 1), (3, {"P": 1}, 2), (100, {"P": 20}, 80)],
)
def test_proportional(amount: int, restored: dict[str, int], lot_of: int) -> None:
    note = raise_credit(BY_GIFT_AND_CASH, gbp(amount), policy=PROPORTIONAL).unwrap().note
    assert parts(note) == (0, restored, lot_of, 0)


def test_proportional_a_tie_goes_to_applied_credit() -> None:
    half = settled(invoice(100, paid=50), lot("P", 50, gift=True))
    assert parts(raise_credit(half, gbp(5), policy=PROPORTIONAL).unwrap().note) == (0, {"P": 3}, 2, 0)


def test_proportional_among_lots_the_last_applied_first() -> None:
    owed = settled(invoice(100, paid=60), lot("A", 20), lot("B", 20))
    assert parts(raise_credit(owed, gbp(75), policy=PROPORTIONAL).unwrap().note) == (0, {"B": 20, "A": 10}, 45, 0)


def test_proportional_to_cash_that_was_not_released_before() -> None:
    owed = credited(settled(invoice(100, paid=50), lot("P", 50, gift=True)), 20, policy=CASH_FIRST)
    assert parts(raise_credit(owed, gbp(8), policy=PROPORTIONAL).unwrap().note) == (0, {"P": 5}, 3, 0)


def test_what_the_debt_takes_is_no_surplus() -> None:
    part_paid = settled(invoice(100, paid=40), lot("P", 40, gift=True))
    for policy in (Policy(), CASH_FIRST, PROPORTIONAL):
        assert parts(raise_credit(part_paid, gbp(20), policy=policy).unwrap().note) == (20, {}, 0, 0)
    assert parts(raise_credit(part_paid, gbp(30), policy=PROPORTIONAL).unwrap().note) == (20, {"P": 5}, 5, 0)


@pytest.mark.parametrize("policy", [Policy(), CASH_FIRST, PROPORTIONAL])
def test_a_gift_alone_is_given_back_as_a_gift_alone(policy: Policy) -> None:
    by_gift = settled(invoice(20), lot("P", 20, gift=True))
    assert parts(raise_credit(by_gift, gbp(20), policy=policy).unwrap().note) == (0, {"P": 20}, 0, 0)


GIFT_UNTIL_TOMORROW = lot("P", 20, gift=True, until=TOMORROW)
APPLIED = play(books(invoice(20), GIFT_UNTIL_TOMORROW), ApplyCredit(invoice="INV-1"))
RAISE_5 = RaiseCredit(invoice="INV-1", amount=gbp(5))


def test_credit_goes_back_to_its_lot_past_its_expiry_all_the_same() -> None:
    outcome = ask(APPLIED, RAISE_5)
    assert APPLIED.returned_unusable(outcome, DAY) == ()
    assert APPLIED.returned_unusable(outcome, TOMORROW) == (("P", 5, Reason.EXPIRED),)
    assert play(APPLIED, RAISE_5, on=TOMORROW).credits["P"].remaining_minor == 5


def test_recording_tells_that_a_lot_was_voided_or_paused() -> None:
    account = play(books(invoice(10), lot("C1", 20)), ApplyCredit(invoice="INV-1"))
    paused, voided = play(account, Pause("C1")), play(account, VoidCredit("C1"))
    assert paused.returned_unusable(ask(paused, RAISE_5), DAY) == (("C1", 5, Reason.PAUSED),)
    assert voided.returned_unusable(ask(voided, RAISE_5), DAY) == (("C1", 5, Reason.VOIDED),)
    assert play(voided, RAISE_5).credits["C1"].remaining_minor == 5


def test_the_expiry_is_told_before_the_other_reasons() -> None:
    account = play(books(invoice(10), GIFT_UNTIL_TOMORROW), ApplyCredit(invoice="INV-1"), VoidCredit("P"), Pause("P"))
    assert account.returned_unusable(ask(account, RAISE_5), TOMORROW) == (("P", 5, Reason.EXPIRED),)
    assert account.returned_unusable(ask(account, RAISE_5), DAY) == (("P", 5, Reason.VOIDED),)


def test_what_is_unapplied_is_told_in_the_same_way() -> None:
    unapplied = ask(APPLIED, Unapply(invoice="INV-1"))
    assert APPLIED.returned_unusable(unapplied, TOMORROW) == (("P", 20, Reason.EXPIRED),)


def test_what_brings_nothing_back_has_nothing_to_tell() -> None:
    account = books(invoice(20), GIFT_UNTIL_TOMORROW)
    assert account.returned_unusable(ask(account, ApplyCredit(invoice="INV-1")), TOMORROW) == ()
