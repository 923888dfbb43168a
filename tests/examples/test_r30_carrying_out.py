"""R30: carrying a plan out raises ordinary notes, and takes lines off drafts."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from credit_rules import (
    Account,
    ApplyCredit,
    CarryOutRemoval,
    Invoice,
    Leaving,
    LinesRemoved,
    NoteReason,
    RemovalPlan,
    RemoveFromProduct,
    Status,
    remove_from_product,
)
from credit_rules.rejection import (
    AmountExceedsCreditable,
    AmountExceedsLine,
    AmountNotPositive,
    InvoiceAlreadyIssued,
    InvoiceIsCancelled,
    InvoiceNotFound,
    LineNotFound,
    PaymentPending,
)
from examples.make import (
    ask,
    books,
    draft,
    exactly,
    gbp,
    invoice,
    lot,
    on_its_way,
    play,
    refusal,
    shares,
)
from examples.products import GYM, HALF, NEW, OLD, SWIM, plan, swim


def test_ordinary_notes_newest_first_with_their_reason() -> None:
    account = books(OLD, NEW)
    outcome = ask(account, RemoveFromProduct(SWIM, gbp(75)))
    assert [(note.id, note.reason, shares(note)) for note in outcome.notes] == [
        ("NEW-CN1", NoteReason.REMOVED_FROM_PRODUCT, [("L1", 60, 0)]),
        ("OLD-CN1", NoteReason.REMOVED_FROM_PRODUCT, [("L1", 15, 0)]),
    ]
    assert (outcome.answers, outcome.left_out) == (("NEW-CN1", "OLD-CN1"), gbp(0))
    assert outcome.rules[:2] == ("R30", "R14")
    assert [each.id for each in outcome.invoices] == ["NEW", "OLD"]


def test_a_note_is_raised_with_its_lines_named() -> None:
    outcome = ask(books(invoice([swim(50, 10), swim(50, 10, "L2")])), RemoveFromProduct(SWIM, gbp(100)))
    assert shares(outcome.note) == [("L1", 42, 8), ("L2", 42, 8)]


def test_drafts_lose_their_lines_and_one_without_lines_is_cancelled() -> None:
    account = books(draft([swim(100), GYM], "D1"), draft([swim(100)], "D2"))
    outcome = ask(account, RemoveFromProduct(SWIM))
    first, second = outcome.effects
    assert first == LinesRemoved(draft([GYM], "D1"), ("L1",))
    assert second == LinesRemoved(evolve(draft([GYM], "D2"), lines=(), status=Status.CANCELLED), ("L1",))
    after = play(account, RemoveFromProduct(SWIM))
    assert [(each.status, len(each.lines)) for each in after.invoices.values()] == [
        (Status.DRAFT, 1),
        (Status.CANCELLED, 0),
    ]
    assert (outcome.answers, outcome.left_out) == ((), None)


def test_an_invoice_that_refuses_keeps_its_place_and_its_share_is_not_moved() -> None:
    pending = on_its_way(NEW, 30)
    outcome = ask(books(pending, OLD), RemoveFromProduct(SWIM, gbp(75)))
    assert outcome.answers == (PaymentPending(gbp(30), gbp(0)), "OLD-CN1")
    assert outcome.note.amount_minor == 15
    assert outcome.left_out == gbp(0)


def test_a_plan_may_be_edited() -> None:
    account = books(OLD, NEW)
    seen = plan(gbp(75), *account.invoices.values())
    edited = evolve(seen, credits=(("NEW", {"L1": gbp(10)}), ("OLD", {"L1": gbp(101)}), ("?", {"L1": gbp(1)})))
    outcome = ask(account, CarryOutRemoval(edited))
    assert outcome.answers == (
        "NEW-CN1",
        AmountExceedsCreditable(gbp(101), gbp(100)),
        InvoiceNotFound("?"),
    )
    assert outcome.note.amount_minor == 10


def test_an_edited_share_is_checked_like_any_other() -> None:
    edited = RemovalPlan(credits=(("NEW", {"L1": gbp(61)}), ("NEW", {"L1": gbp(0)})), drafts=(), left_out=None)
    outcome = remove_from_product([NEW], edited).unwrap()
    assert outcome.answers == (AmountExceedsLine(gbp(61), "L1", gbp(60)), AmountNotPositive(gbp(0)))
    assert outcome.effects == ()


def test_a_plan_names_a_draft_once() -> None:
    seen = plan(None, draft([swim(9), GYM], "D"), draft([swim(9), GYM], "E"))
    message = "RemovalPlan.drafts must name different invoices, but these occur more than once: D"
    with pytest.raises(ValueError, match=exactly(message)):
        evolve(seen, drafts=(*seen.drafts, ("D", ("GYM",))))


@pytest.mark.parametrize(
    ("of_bob", "found"),
    [
        ({"credits": (("NEW", {"L1": gbp(1)}), ("BOB", {"L1": gbp(1)}))}, "NEW of ann, BOB of bob"),
        ({"drafts": (("BOB", ("L1",)),)}, "OLD of ann, BOB of bob"),
    ],
    ids=["credited", "taken off"],
)
def test_a_plan_names_invoices_of_one_account(of_bob: dict[str, Any], found: str) -> None:
    """What is edited in must not credit somebody else."""
    bobs = invoice([swim(9)], "BOB", account="bob")
    edited = evolve(plan(HALF, NEW, OLD), **of_bob)
    with pytest.raises(ValueError, match=exactly(f"RemovalPlan must name invoices of one account, not {found}")):
        remove_from_product([NEW, OLD, bobs], edited)


def test_a_plan_keeps_lists_as_tuples() -> None:
    edited = RemovalPlan(credits=[("NEW", {"L1": gbp(1)})], drafts=[("D", ["L1"])], left_out=None)
    assert (edited.credits, edited.drafts) == ((("NEW", {"L1": gbp(1)}),), (("D", ("L1",)),))


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ([], InvoiceNotFound("D")),
        ([invoice([swim(9), GYM], "D")], InvoiceAlreadyIssued("D")),
        ([invoice([swim(9)], "D", status=Status.CANCELLED)], InvoiceIsCancelled("D")),
        ([draft([GYM], "D")], LineNotFound("L1")),
    ],
    ids=["gone", "issued", "cancelled", "its line gone"],
)
def test_a_draft_that_is_no_longer_what_the_plan_saw(now: list[Invoice], why: object) -> None:
    seen = plan(None, draft([swim(9), GYM], "D"))
    assert refusal(remove_from_product(now, seen)) == why


def test_an_account_that_no_one_has() -> None:
    outcome = ask(books(OLD), RemoveFromProduct(Leaving(account="nobody", product="swim"), HALF))
    assert (outcome.effects, outcome.answers) == ((), ())


def test_how_the_invoices_were_settled_decides_what_becomes_of_the_notes() -> None:
    paid = invoice([swim(100)], "PAID", paid=80)
    account: Account = play(books(paid, lot("P", 20, gift=True)), ApplyCredit(invoice="PAID"))
    after = play(account, RemoveFromProduct(SWIM, HALF))
    assert {id: each.remaining_minor for id, each in after.credits.items()} == {"P": 20, "PAID-CN1": 30}
