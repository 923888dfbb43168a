"""Each step law holds for what the core does, and tells what must never be: one that nothing breaks proves nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from attrs import evolve

from credit_rules import (
    Account,
    AccountCredit,
    Allocate,
    ApplyCredit,
    Command,
    CreditClass,
    CreditRemoved,
    Entry,
    Expire,
    Grant,
    GrantKind,
    Line,
    NoteRaised,
    Policy,
    RaiseCredit,
    RefundCredit,
    Refunds,
    Removal,
    Share,
    Unapply,
    VoidCredit,
    VoidNote,
    laws,
)
from examples.forging import entry, forged, note, paying, piece
from examples.make import DAY, TOMORROW, YESTERDAY, books, credited, gbp, invoice, lot, play, settled

LINES = [Line("L1", 50, 10, product="swim"), Line("L2", 40)]
STORY: list[tuple[Command, date]] = [
    (ApplyCredit(invoice="INV-1"), DAY),
    (RaiseCredit(invoice="INV-1", amount=gbp(70), refund=gbp(5)), DAY),
    (Allocate(), DAY),
    (RaiseCredit(invoice="INV-2", amount=gbp(50)), DAY),
    (VoidNote("INV-2-CN1"), DAY),
    (Unapply(invoice="INV-2", amount=gbp(15)), DAY),
    (Grant(id="G", account="ann", amount=gbp(9), kind=GrantKind.OVERPAYMENT), DAY),
    (RefundCredit("G", gbp(4)), DAY),
    (VoidCredit("G"), DAY),
    (Expire(), TOMORROW),
]


def steps() -> Iterable[tuple[Account, Entry, Account]]:
    before = books(
        invoice(LINES, paid=60),
        invoice(100, "INV-2"),
        invoice(30, "EUR", currency="EUR"),
        lot("P", 20, gift=True, products=["swim"]),
        lot("A", 150, until=TOMORROW),
        lot("E", 30, currency="EUR"),
    )
    for command, on in STORY:
        after = play(before, command, on=on, policy=Policy(refunds=Refunds.ALLOWED))
        yield before, after.entries[-1], after
        before = after


def test_every_law_holds_for_every_step() -> None:
    assert [laws.broken_by(*step) for step in steps()] == [[]] * len(STORY)


def test_the_broken_laws_are_named() -> None:
    paused = books(invoice(10), lot("C1", 20, paused=True))
    wrote = evolve(paying(9), number=3)
    assert laws.broken_by(paused, wrote, paused.replay([wrote])) == ["expiry_respected"]
    richer = forged(paused, credits={"C1": lot("C1", 21, paused=True)})
    assert laws.broken_by(paused, wrote, richer) == ["conservation", "expiry_respected"]


def test_the_laws_are_named_that_an_entry_breaks_which_no_account_could_record() -> None:
    before = books(invoice(100, paid=80), lot("C1", 15))
    with pytest.raises(ValueError, match="must be 0 or more"):
        before.replay([evolve(paying(16), number=3)])
    assert laws.broken_by(before, paying(16), before) == ["within_remaining"]
    both = entry(*paying(21).effects, *paying(1).effects)
    assert laws.broken_by(before, both, before) == ["within_outstanding", "within_remaining", "scope_respected"]


APPLIED = play(books(invoice(100), lot("C1", 20)), ApplyCredit(invoice="INV-1"))
PAYS_20 = APPLIED.entries[-1]


def holding(*lots: AccountCredit, paid: int = 0) -> Account:
    return Account(invoices={"INV-1": invoice(100, paid=paid)}, credits={each.id: each for each in lots})


def test_conservation_tells_what_came_from_nowhere() -> None:
    before = holding(lot("C1", 20))
    richer = forged(APPLIED, credits={"C1": lot("C1", 20, remaining_minor=1)})
    gone = forged(APPLIED, credits={"C1": lot("C1", 20, gift=True)}, invoices={})
    assert laws.conservation(before, PAYS_20, APPLIED)
    assert not laws.conservation(before, PAYS_20, richer)
    assert not laws.conservation(before, PAYS_20, gone)


def test_conservation_counts_every_effect_that_makes_or_takes_credit() -> None:
    """Without its effects, a step that gave, took or gave credit back does not add up."""
    uncounted = [
        type(command).__name__
        for (command, _), (before, wrote, after) in zip(STORY, steps(), strict=True)
        if not laws.conservation(before, evolve(wrote, effects=()), after)
    ]
    assert uncounted == ["RaiseCredit", "Grant", "RefundCredit", "VoidCredit", "Expire"]


def test_conservation_counts_what_a_voided_note_took_back() -> None:
    before = play(books(invoice(100, paid=100)), RaiseCredit(invoice="INV-1", amount=gbp(30)))
    after = play(before, VoidNote("INV-1-CN1"))
    assert laws.conservation(before, after.entries[-1], after)
    assert not laws.conservation(before, entry(), after)


@pytest.mark.parametrize(
    "after",
    [
        Account(invoices={"INV-1": forged(invoice(100), paid_minor=-1)}),
        Account(invoices={"INV-1": forged(invoice(100), paid_minor=101)}),
        Account(invoices={"INV-1": forged(invoice(100, paid=10), released_minor=11)}),
        Account(credits={"C1": forged(lot("C1", 20), remaining_minor=-1)}),
        Account(credits={"C1": forged(lot("C1", 20), remaining_minor=21)}),
        Account(credits={"C1": forged(lot("C1", 20), remaining_minor=-1), "C2": lot("C2")}),
        Account(invoices={"INV-1": forged(invoice(100), paid_minor=-1), "INV-2": invoice(100, "INV-2")}),
    ],
    ids=map(str, range(7)),
)
def test_non_negative_tells_each_sum(after: Account) -> None:
    assert not laws.non_negative(APPLIED, PAYS_20, after)


def test_within_creditable() -> None:
    before = books(invoice([Line("L1", 20), Line("L2", 20)]))
    too_much = entry(NoteRaised(note(41)))
    on_one_line = entry(NoteRaised(note(21)))
    on_no_line = entry(NoteRaised(note(20, shares=(Share("L9", 20, 0),))))
    assert laws.within_creditable(before, entry(NoteRaised(note(20))), before)
    assert laws.within_creditable(books(invoice(20)), entry(NoteRaised(note(20))), before)
    on_a_second_line = entry(NoteRaised(note(22, shares=(Share("L1", 1, 0), Share("L2", 21, 0)))))
    for wrong in (too_much, on_one_line, on_no_line, on_a_second_line):
        assert not laws.within_creditable(before, wrong, before)


def test_within_outstanding() -> None:
    before = holding(lot("C1", 50), paid=80)
    assert laws.within_outstanding(before, paying(20), before)
    assert not laws.within_outstanding(before, paying(21), before)


def test_within_remaining() -> None:
    before = holding(lot("C1", 20))
    assert laws.within_remaining(before, paying(20), before)
    assert not laws.within_remaining(before, paying(21), before)


def test_within_remaining_sees_what_the_same_entry_took_before() -> None:
    before = holding(lot("C1", 20))
    twice = entry(*paying(15).effects, *(forged(each, allocation=piece(15, number=2)) for each in paying(15).effects))
    assert not laws.within_remaining(before, twice, before)


@pytest.mark.parametrize("foreign", [lot("C1", account="bob"), lot("C1", currency="EUR")])
def test_currency_isolation(foreign: AccountCredit) -> None:
    assert laws.currency_isolation(holding(lot("C1")), paying(20), APPLIED)
    assert not laws.currency_isolation(holding(foreign), paying(20), APPLIED)


def removing(removal: Removal, credit_class: CreditClass) -> Entry:
    return entry(
        CreditRemoved(
            credit="C1", account="ann", currency="GBP", credit_class=credit_class, amount_minor=5, removal=removal
        )
    )


GIFT, PAID = CreditClass.PROMOTIONAL, CreditClass.PAID


@pytest.mark.parametrize(
    ("of", "wrote"),
    [
        (lot("C1"), paying(5, gift=True)),
        (lot("C1", gift=True), paying(5)),
        (lot("C1", gift=True), removing(Removal.PAID_OUT, GIFT)),
        (lot("C1", gift=True), removing(Removal.EXPIRED, PAID)),
        (lot("C1"), removing(Removal.VOIDED, GIFT)),
    ],
    ids=map(str, range(5)),
)
def test_class_is_kept_by_what_is_applied_and_removed(of: AccountCredit, wrote: Entry) -> None:
    before = holding(of)
    assert not laws.class_is_kept(before, wrote, before)


def test_class_is_kept_by_every_lot() -> None:
    turned = forged(APPLIED, credits={"C1": lot("C1", gift=True)})
    assert laws.class_is_kept(holding(lot("C1")), PAYS_20, APPLIED)
    assert not laws.class_is_kept(holding(lot("C1")), PAYS_20, turned)


def test_class_is_kept_by_what_a_note_gives_back() -> None:
    by_gift = settled(invoice(100, paid=80), lot("C1", 20, gift=True))
    before = Account(invoices={"INV-1": by_gift}, credits={"C1": lot("C1", 20, gift=True, remaining_minor=0)})
    right = note(20, reduced_minor=0, restored=(by_gift.allocations[0],))
    too_much_cash = note(81, reduced_minor=0, account_credit_minor=81)
    as_money = note(20, reduced_minor=0, restored=(piece(20),))
    one_as_money = note(20, reduced_minor=0, restored=(by_gift.allocations[0], piece(20)))
    assert laws.class_is_kept(before, entry(NoteRaised(right)), before)
    assert not laws.class_is_kept(before, entry(NoteRaised(too_much_cash)), before)
    assert not laws.class_is_kept(before, entry(NoteRaised(as_money)), before)
    assert not laws.class_is_kept(before, entry(NoteRaised(one_as_money)), before)


def test_class_is_kept_counts_only_cash_that_was_not_released_before() -> None:
    before = Account(invoices={"INV-1": credited(invoice(100, paid=100), 30)})
    rest, more = note(70, reduced_minor=0, account_credit_minor=70), note(71, reduced_minor=0, account_credit_minor=71)
    assert laws.class_is_kept(before, entry(NoteRaised(rest)), before)
    assert not laws.class_is_kept(before, entry(NoteRaised(more)), before)


@pytest.mark.parametrize(
    "of",
    [
        lot("C1", usable_from=TOMORROW),
        lot("C1", issued_on=YESTERDAY, until=DAY),
        lot("C1", paused=True),
        lot("C1", voided=True),
    ],
)
def test_expiry_respected(of: AccountCredit) -> None:
    assert laws.expiry_respected(holding(lot("C1", until=TOMORROW)), paying(5), APPLIED)
    assert not laws.expiry_respected(holding(of), paying(5), APPLIED)


def test_scope_respected() -> None:
    before = books(invoice(LINES), lot("C1", 90, products=["swim"]))
    assert laws.scope_respected(before, paying(60), before)
    assert not laws.scope_respected(before, paying(61), before)


def test_postings_balance() -> None:
    assert laws.postings_balance(APPLIED, entry(NoteRaised(note(30))), APPLIED)
    wrong = NoteRaised(note(30, reduced_minor=29))
    assert not laws.postings_balance(APPLIED, entry(wrong), APPLIED)
    assert not laws.postings_balance(APPLIED, entry(wrong, NoteRaised(note(30))), APPLIED)


def test_shares_sum_to_amount() -> None:
    with_nothing = (Share("L1", 30, 0), forged(Share("L2", 1, 0), net_minor=0))
    assert laws.shares_sum_to_amount(APPLIED, entry(NoteRaised(note(30)), NoteRaised(note(1))), APPLIED)
    assert not laws.shares_sum_to_amount(APPLIED, entry(NoteRaised(note(30, reduced_minor=29))), APPLIED)
    assert not laws.shares_sum_to_amount(APPLIED, entry(NoteRaised(note(30, shares=with_nothing))), APPLIED)
