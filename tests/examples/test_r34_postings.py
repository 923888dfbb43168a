"""R34: every outcome as balanced double-entry postings."""

from __future__ import annotations

from collections import Counter

import pytest

from credit_rules import (
    Account,
    AddInvoice,
    ApplyCredit,
    Cancel,
    ClearPayment,
    Command,
    Expire,
    FailPayment,
    Grant,
    GrantKind,
    Grants,
    Invoice,
    Issue,
    Leaving,
    Line,
    Pause,
    Policy,
    Posting,
    RaiseCredit,
    RecordPayment,
    RefundCredit,
    Refunds,
    RemoveFromProduct,
    Resume,
    Status,
    Unapply,
    VoidCredit,
    VoidNote,
    VoidUsed,
    WriteOff,
    add_credit,
    add_invoice,
    postings,
)
from examples.make import TOMORROW, ask, books, draft, gbp, invoice, lot, play, posted

ALLOWED = Policy(refunds=Refunds.ALLOWED, grants=Grants.ALLOWED, void_used=VoidUsed.UNAPPLY)
PAID, GIFT = "account_credit:paid", "account_credit:promotional"
LINES = [Line("L1", 50, 10), Line("L2", 40)]
SETTLED = play(books(invoice(LINES, paid=60), lot("P", 30, gift=True)), ApplyCredit(invoice="INV-1"))
"""100, of which 10 tax: paid 60, 30 by a gift, 10 owed."""


def of(account: Account, command: Command) -> list[tuple[str, int]]:
    return posted(ask(account, command, policy=ALLOWED).effects)


@pytest.mark.parametrize(
    ("entering", "expected"),
    [
        (invoice(100), [("receivable", 100), ("opening_balances", -100)]),
        (invoice(100, paid=60), [("receivable", 40), ("opening_balances", -40)]),
        # what is on its way is still a debt: once it clears, cash is posted against it
        (invoice(100, paid=60, pending=30), [("receivable", 40), ("opening_balances", -40)]),
        (invoice(100, paid=100), []),
        (draft(100), []),
        (invoice(100, status=Status.CANCELLED), []),
        (invoice(100, paid=60, status=Status.WRITTEN_OFF), []),
    ],
)
def test_an_invoice_that_enters(entering: Invoice, expected: list[tuple[str, int]]) -> None:
    assert posted(add_invoice(entering).unwrap().effects) == expected


def test_a_lot_that_enters_is_an_opening_balance() -> None:
    assert posted(add_credit(lot("C1", 20, gift=True)).unwrap().effects) == [("opening_balances", 20), (GIFT, -20)]


def test_issuing() -> None:
    assert of(books(draft(LINES, auto=False)), Issue(invoice="INV-1")) == [
        ("receivable", 100),
        ("sales", -90),
        ("tax", -10),
    ]


def test_issuing_with_credit_is_followed_by_its_application() -> None:
    assert of(books(draft(LINES), lot("C1", 20)), Issue(invoice="INV-1"))[3:] == [(PAID, 20), ("receivable", -20)]


def test_issuing_without_tax_posts_none() -> None:
    assert of(books(draft(100)), Issue(invoice="INV-1")) == [("receivable", 100), ("sales", -100)]


def test_payments() -> None:
    account = books(invoice(100, pending=40))
    assert of(account, RecordPayment(invoice="INV-1", amount=gbp(5))) == [("cash", 5), ("receivable", -5)]
    assert of(account, RecordPayment(invoice="INV-1", amount=gbp(5), pending=True)) == []
    assert of(account, ClearPayment(invoice="INV-1", amount=gbp(40))) == [("cash", 40), ("receivable", -40)]
    assert of(account, FailPayment(invoice="INV-1", amount=gbp(40))) == []


NOTE = RaiseCredit(invoice="INV-1", amount=gbp(60), refund=gbp(5))
OF_THE_NOTE = [("sales_returns", 54), ("tax", 6), ("receivable", -10), (GIFT, -30), (PAID, -15), ("cash", -5)]


def test_a_note_of_every_part() -> None:
    assert of(SETTLED, NOTE) == OF_THE_NOTE


def test_a_note_that_only_reduces() -> None:
    assert of(books(invoice(100)), RaiseCredit(invoice="INV-1", amount=gbp(20))) == [
        ("sales_returns", 20),
        ("receivable", -20),
    ]


def test_each_restored_lot_by_its_class() -> None:
    account = play(books(invoice(30), lot("A", 10), lot("B", 20, gift=True)), ApplyCredit(invoice="INV-1"))
    assert of(account, RaiseCredit(invoice="INV-1", amount=gbp(25))) == [("sales_returns", 25), (GIFT, -20), (PAID, -5)]


def test_voiding_a_note_is_the_reverse() -> None:
    note = RaiseCredit(invoice="INV-1", amount=gbp(60))
    raised = of(SETTLED, note)
    assert of(play(SETTLED, note), VoidNote("INV-1-CN1")) == [(account, -amount) for account, amount in raised]


def test_voiding_a_note_whose_credit_was_used_unapplies_it_first() -> None:
    account = play(books(invoice(30, paid=30), invoice(9, "INV-2")), RaiseCredit(invoice="INV-1", amount=gbp(5)))
    account = play(account, ApplyCredit(invoice="INV-2"))
    assert of(account, VoidNote("INV-1-CN1")) == [
        ("receivable", 5),
        (PAID, -5),
        ("sales_returns", -5),
        (PAID, 5),
    ]


def test_applying_and_unapplying() -> None:
    account = books(invoice(100), lot("P", 20, gift=True), lot("Q", 5))
    assert of(account, ApplyCredit(invoice="INV-1")) == [
        (GIFT, 20),
        ("receivable", -20),
        (PAID, 5),
        ("receivable", -5),
    ]
    applied = play(account, ApplyCredit(invoice="INV-1", chosen=("P",)))
    assert of(applied, Unapply(invoice="INV-1")) == [("receivable", 20), (GIFT, -20)]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (GrantKind.PROMOTIONAL, [("promotions", 20), (GIFT, -20)]),
        (GrantKind.OVERPAYMENT, [("cash", 20), (PAID, -20)]),
        (GrantKind.OPENING_BALANCE, [("opening_balances", 20), (PAID, -20)]),
    ],
)
def test_grants(kind: GrantKind, expected: list[tuple[str, int]]) -> None:
    assert of(books(), Grant(id="G", account="ann", amount=gbp(20), kind=kind)) == expected


def test_expiring_voiding_and_paying_out() -> None:
    account = books(lot("A", 20, until=TOMORROW), lot("P", 5, gift=True, until=TOMORROW))
    assert posted(ask(account, Expire(), on=TOMORROW).effects) == [
        (PAID, 20),
        ("expired_credit", -20),
        (GIFT, 5),
        ("promotions", -5),
    ]
    assert of(account, VoidCredit("A")) == [(PAID, 20), ("forfeited_credit", -20)]
    assert of(account, VoidCredit("P")) == [(GIFT, 5), ("promotions", -5)]
    assert of(account, RefundCredit("A", gbp(7))) == [(PAID, 7), ("cash", -7)]


def test_cancelling_unapplies_and_returns_what_was_not_credited() -> None:
    account = play(
        books(invoice(LINES), lot("P", 20, gift=True)),
        ApplyCredit(invoice="INV-1"),
        RaiseCredit(invoice="INV-1", amount={"L1": gbp(30)}),
    )
    assert of(account, Cancel(invoice="INV-1")) == [
        ("receivable", 20),
        (GIFT, -20),
        ("sales_returns", 65),
        ("tax", 5),
        ("receivable", -70),
    ]
    assert of(books(draft(LINES)), Cancel(invoice="INV-1")) == []


def test_writing_off() -> None:
    assert of(SETTLED, WriteOff(invoice="INV-1")) == [("write_offs", 10), ("receivable", -10)]


def test_pausing_and_lines_taken_off_drafts_post_nothing() -> None:
    account = books(lot("C1"), draft([Line("L1", 5, product="swim")]))
    assert of(account, Pause("C1")) == []
    assert of(play(account, Pause("C1")), Resume("C1")) == []
    assert of(account, RemoveFromProduct(Leaving(account="ann", product="swim"))) == []


def test_a_posting_names_its_currency() -> None:
    (debit, credit) = postings(add_invoice(invoice(100, currency="JPY")).unwrap().effects)
    assert (debit, credit) == (Posting("receivable", 100, "JPY"), Posting("opening_balances", -100, "JPY"))


def test_the_books_of_a_whole_story_balance_and_end_at_what_is_owed_and_held() -> None:
    """A part-paid invoice, credited with a refund; its credit then pays most of another."""
    account = play(SETTLED, NOTE, AddInvoice(invoice(20, "INV-2")), policy=ALLOWED)
    account = play(account, ApplyCredit(invoice="INV-2", amount=gbp(18)))
    account = play(account, RecordPayment(invoice="INV-2", amount=gbp(2)), Unapply(invoice="INV-2", amount=gbp(4)))
    sums: Counter[str] = Counter()
    for entry in account.entries:
        for name, amount in posted(entry.effects):
            sums[name] += amount
    assert sum(sums.values()) == 0
    assert sums["receivable"] == sum(each.outstanding_minor for each in account.invoices.values())
    held = {each.credit_class.value: each.remaining_minor for each in account.credits.values()}
    assert (-sums[PAID], -sums[GIFT]) == (held["paid"], held["promotional"])
