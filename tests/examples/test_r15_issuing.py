"""R15: issuing applies available credit to what is collected by itself, before anything is collected."""

from __future__ import annotations

from datetime import date

import pytest

from credit_rules import (
    ApplyCredit,
    Collection,
    CreditApplied,
    CreditKey,
    Invoice,
    InvoiceIssued,
    Issue,
    Line,
    Money,
    Policy,
    Reason,
    RecordPayment,
    Status,
    issue,
)
from credit_rules.rejection import CollectionInProgress, InvoiceAlreadyIssued, InvoiceIsCancelled, InvoiceIsWrittenOff
from examples.make import (
    DAY,
    TOMORROW,
    YESTERDAY,
    allocated,
    ask,
    books,
    draft,
    gbp,
    invoice,
    lot,
    play,
    refusal,
    refused,
    standing,
)


@pytest.mark.parametrize(
    ("total", "collect", "left"),
    [(25, 15, 0), (3, 0, 7), (10, 0, 0), (11, 1, 0), (1, 0, 9), (0, 0, 10)],
)
def test_10_credit(total: int, collect: int, left: int) -> None:
    account = books(draft(total), lot("C1", 10))
    assert ask(account, Issue(invoice="INV-1")).collect == gbp(collect)
    assert play(account, Issue(invoice="INV-1")).credits["C1"].remaining_minor == left


def test_the_outcome_shows_the_issued_invoice_and_then_each_application() -> None:
    issued = issue(draft(25), [lot("C1", 10), lot("C2", 5)], on=DAY).unwrap()
    first, *applied = issued.effects
    assert isinstance(first, InvoiceIssued)
    assert (first.invoice.status, first.invoice.allocations) == (Status.ISSUED, ())
    assert [effect.allocation.number for effect in applied if isinstance(effect, CreditApplied)] == [1, 2]
    assert standing(issued.invoice) == [("C1", 10), ("C2", 5)]
    assert [(each.id, each.remaining_minor) for each in issued.credits] == [("C1", 0), ("C2", 0)]
    assert (issued.rules, issued.on) == (("R15", "R17", "R18"), DAY)


def test_in_credit_order() -> None:
    lots = [lot("LATE", 10, until=date(2026, 9, 1)), lot("NEVER", 10), lot("SOON", 10, until=date(2026, 4, 1))]
    assert allocated(issue(draft(25), lots, on=DAY).unwrap()) == [
        ("SOON", "INV-1", 10),
        ("LATE", "INV-1", 10),
        ("NEVER", "INV-1", 5),
    ]
    largest = Policy(credit_order=(CreditKey.LARGEST,))
    assert allocated(issue(draft(5), [lot("A", 1), lot("B", 9)], on=DAY, policy=largest).unwrap()) == [
        ("B", "INV-1", 5)
    ]


def test_a_lot_of_one_unit() -> None:
    assert allocated(issue(draft(25), [lot("C1", 1)], on=DAY).unwrap()) == [("C1", "INV-1", 1)]


def test_manual_collection_applies_nothing_and_collects_nothing() -> None:
    issued = issue(draft(25, auto=False), [lot("C1", 10)], on=DAY).unwrap()
    assert (issued.collect, allocated(issued), issued.credits, issued.reasons) == (gbp(0), [], (), ())
    assert (issued.invoice.outstanding_minor, issued.rules) == (25, ("R15",))


def test_without_credit_all_of_it_is_collected() -> None:
    issued = issue(draft(25), on=DAY).unwrap()
    assert (issued.collect, issued.rules) == (gbp(25), ("R15", "R17"))


def test_dates() -> None:
    assert dates(draft(25)) == (DAY, DAY)
    assert dates(draft(25, due=TOMORROW)) == (DAY, TOMORROW)
    assert dates(draft(25, due=YESTERDAY)) == (DAY, YESTERDAY)


def dates(of: Invoice) -> tuple[date | None, date | None]:
    issued = issue(of, on=DAY).unwrap().invoice
    return issued.issued_on, issued.due_on


def test_only_a_draft_is_issued() -> None:
    assert refusal(issue(invoice(25), on=DAY)) == InvoiceAlreadyIssued("INV-1")
    assert refusal(issue(invoice(25, status=Status.CANCELLED), on=DAY)) == InvoiceIsCancelled("INV-1")
    assert refusal(issue(invoice(25, status=Status.WRITTEN_OFF), on=DAY)) == InvoiceIsWrittenOff("INV-1")
    assert refused(play(books(draft(25)), Issue(invoice="INV-1")), Issue(invoice="INV-1")) == InvoiceAlreadyIssued(
        "INV-1"
    )


def test_only_credit_of_the_account_in_the_currency_that_is_available() -> None:
    lots = [
        lot("BOB", 10, account="bob"),
        lot("EUR", 10, currency="EUR"),
        lot("PAUSED", 10, paused=True),
        lot("VOID", 10, voided=True),
        lot("LATER", 10, usable_from=TOMORROW),
        lot("OVER", 10, issued_on=YESTERDAY, until=DAY),
        lot("USED", 10, remaining_minor=0),
        lot("SWIM", 10, products=["swim"]),
        lot("C1", 10),
    ]
    issued = issue(draft(25), lots, on=DAY).unwrap()
    assert allocated(issued) == [("C1", "INV-1", 10)]
    assert dict(issued.reasons) == {
        "EUR": Reason.OTHER_CURRENCY,
        "PAUSED": Reason.PAUSED,
        "VOID": Reason.VOIDED,
        "LATER": Reason.NOT_YET_USABLE,
        "OVER": Reason.EXPIRED,
        "SWIM": Reason.OUT_OF_SCOPE,
    }


def test_within_the_scope_of_a_lot() -> None:
    lines = [Line("L1", 15, product="swim"), Line("L2", 10)]
    issued = issue(draft(lines), [lot("SWIM", 20, products=["swim"])], on=DAY).unwrap()
    assert (allocated(issued), issued.collect) == ([("SWIM", "INV-1", 15)], gbp(10))
    assert issued.rules == ("R15", "R17", "R18", "R20")
    assert dict(issued.reasons) == {"SWIM": Reason.NOTHING_LEFT_OWING}


def test_nobody_spends_credit_on_what_is_being_collected() -> None:
    account = play(books(draft(25), lot("C1", 10)), Issue(invoice="INV-1"))
    collecting = play(account, RecordPayment(invoice="INV-1", amount=gbp(15), pending=True))
    assert collecting.invoices["INV-1"].outstanding_minor == 0
    assert refused(collecting, ApplyCredit(invoice="INV-1")) == CollectionInProgress(gbp(15))


def test_yen() -> None:
    issued = issue(draft(25, currency="JPY"), [lot("C1", 10, currency="JPY")], on=DAY).unwrap()
    assert issued.collect == Money(15, "JPY")
    assert issued.invoice.collection is Collection.AUTO
