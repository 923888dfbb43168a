"""R2: where something is not possible it is not offered, and asking is refused with the same reason."""

from __future__ import annotations

import pytest

from credit_rules import (
    PRESETS,
    Account,
    Action,
    ApplyCredit,
    Cancel,
    ClearPayment,
    Command,
    CompareWithRefund,
    FailPayment,
    Fees,
    Invoice,
    Issue,
    PendingPayment,
    Policy,
    RaiseCredit,
    RecordPayment,
    Status,
    Unapply,
    VoidNote,
    WriteOff,
    available_actions,
    cancel,
    raise_credit,
    void_note,
    why_not,
    write_off,
)
from credit_rules.rejection import (
    AmountExceedsPending,
    CollectionInProgress,
    InvoiceAlreadyIssued,
    InvoiceFullyCredited,
    InvoiceHasPayments,
    InvoiceIsCancelled,
    InvoiceIsDraft,
    InvoiceIsWrittenOff,
    InvoicePartPaid,
    NoteAlreadyVoid,
    NoteNotFound,
    NothingApplied,
    NothingOutstanding,
    PaymentPending,
    Rejection,
)
from examples.make import books, credited, draft, gbp, invoice, lot, on_its_way, play, refusal, refused, settled

UNPAID = invoice(100)
GIVEN_CREDIT = settled(UNPAID, lot("C1", 20))
PENDING = on_its_way(UNPAID, 40)
CANCELLED = invoice(100, status=Status.CANCELLED)
WRITTEN_OFF = invoice(100, status=Status.WRITTEN_OFF)
FULLY_CREDITED = credited(invoice(100), 100)


@pytest.mark.parametrize(
    ("of", "actions"),
    [
        (draft(100), "issue cancel"),
        (UNPAID, "raise_credit apply_credit record_payment cancel write_off"),
        (invoice(100, paid=60), "raise_credit apply_credit record_payment write_off"),
        (invoice(100, paid=100), "raise_credit"),
        (GIVEN_CREDIT, "raise_credit apply_credit unapply record_payment cancel write_off"),
        (settled(invoice(20), lot("C1", 20)), "raise_credit unapply cancel"),
        (PENDING, "record_payment clear_payment fail_payment"),
        (on_its_way(UNPAID, 100), "clear_payment fail_payment"),
        (on_its_way(GIVEN_CREDIT, 80), "unapply clear_payment fail_payment"),
        (credited(UNPAID, 30), "raise_credit void_note apply_credit record_payment cancel write_off"),
        (FULLY_CREDITED, "void_note cancel"),
        (credited(invoice(100, paid=100), 100), "void_note"),
        (on_its_way(credited(UNPAID, 30), 70), "void_note clear_payment fail_payment"),
        (invoice(0), "cancel"),
        (CANCELLED, ""),
        (cancel(credited(UNPAID, 30)).unwrap().invoice, ""),
        (WRITTEN_OFF, ""),
        (write_off(credited(GIVEN_CREDIT, 30)).unwrap().invoice, ""),
    ],
)
def test_the_actions_of_an_invoice_in_their_order(of: Invoice, actions: str) -> None:
    assert [action.value for action in available_actions(of)] == actions.split()


def test_a_policy_that_credits_no_part_paid_invoice_does_not_offer_it() -> None:
    assert Action.RAISE_CREDIT not in available_actions(invoice(100, paid=60), PRESETS["loveadmin"])
    assert Action.RAISE_CREDIT in available_actions(invoice(100, paid=100), PRESETS["loveadmin"])


@pytest.mark.parametrize(("pending", "offered"), [(99, True), (100, False)])
def test_a_policy_that_reserves_offers_a_credit_while_something_else_is_left(pending: int, *, offered: bool) -> None:
    actions = available_actions(on_its_way(UNPAID, pending), Policy(pending_payment=PendingPayment.RESERVE))
    assert (Action.RAISE_CREDIT in actions) is offered


def test_once_its_only_note_is_void_none_is_offered_to_be_voided() -> None:
    raised = raise_credit(UNPAID, gbp(30)).unwrap()
    voided = void_note(raised.note, raised.invoices, []).unwrap().invoice
    assert Action.VOID_NOTE in available_actions(raised.invoice)
    assert Action.VOID_NOTE not in available_actions(voided)


@pytest.mark.parametrize(
    ("action", "of", "why"),
    [
        (Action.RAISE_CREDIT, FULLY_CREDITED, InvoiceFullyCredited("INV-1")),
        (Action.RAISE_CREDIT, invoice(0), InvoiceFullyCredited("INV-1")),
        (Action.RAISE_CREDIT, PENDING, PaymentPending(gbp(40), gbp(0))),
        (Action.ISSUE, UNPAID, InvoiceAlreadyIssued("INV-1")),
        (Action.APPLY_CREDIT, PENDING, CollectionInProgress(gbp(40))),
        (Action.APPLY_CREDIT, invoice(100, paid=100), NothingOutstanding("INV-1")),
        (Action.UNAPPLY, UNPAID, NothingApplied("INV-1")),
        (Action.RECORD_PAYMENT, on_its_way(UNPAID, 100), NothingOutstanding("INV-1")),
        (Action.CLEAR_PAYMENT, UNPAID, AmountExceedsPending(gbp(1), gbp(0))),
        (Action.FAIL_PAYMENT, UNPAID, AmountExceedsPending(gbp(1), gbp(0))),
        (Action.CANCEL, invoice(100, paid=60, pending=40), InvoiceHasPayments(gbp(60), gbp(40))),
        (Action.WRITE_OFF, PENDING, PaymentPending(gbp(40), gbp(0))),
        (Action.WRITE_OFF, invoice(100, paid=100), NothingOutstanding("INV-1")),
    ],
    ids=map(str, range(13)),
)
def test_why_an_action_is_not_offered(action: Action, of: Invoice, why: Rejection) -> None:
    assert why_not(action, of) == why


def test_a_note_that_does_not_stand_is_not_offered_to_be_voided() -> None:
    """The refusal is the one that voiding the note it names is given."""
    account = books(UNPAID)
    assert why_not(Action.VOID_NOTE, UNPAID) == refused(account, VoidNote("INV-1-CN1")) == NoteNotFound("INV-1-CN1")
    twice = [RaiseCredit(invoice="INV-1", amount=gbp(30)), RaiseCredit(invoice="INV-1", amount=gbp(20))]
    account = play(account, *twice, VoidNote("INV-1-CN2"), VoidNote("INV-1-CN1"))
    why = why_not(Action.VOID_NOTE, account.invoices["INV-1"])
    assert why == refused(account, VoidNote("INV-1-CN2")) == NoteAlreadyVoid("INV-1-CN2")


def test_one_unit_on_its_way_is_money_on_its_way() -> None:
    pending = on_its_way(UNPAID, 1)
    assert why_not(Action.RAISE_CREDIT, pending) == PaymentPending(gbp(1), gbp(0))
    assert why_not(Action.APPLY_CREDIT, pending) == CollectionInProgress(gbp(1))
    assert why_not(Action.CANCEL, pending) == InvoiceHasPayments(gbp(0), gbp(1))
    assert why_not(Action.WRITE_OFF, pending) == PaymentPending(gbp(1), gbp(0))
    assert why_not(Action.CLEAR_PAYMENT, pending) is None
    assert why_not(Action.FAIL_PAYMENT, pending) is None


def test_one_unit_owed_paid_applied_or_credited_counts() -> None:
    assert why_not(Action.RECORD_PAYMENT, invoice(100, paid=99)) is None
    assert why_not(Action.APPLY_CREDIT, invoice(100, paid=99)) is None
    assert why_not(Action.WRITE_OFF, invoice(100, paid=99)) is None
    assert why_not(Action.CANCEL, invoice(100, paid=1)) == InvoiceHasPayments(gbp(1), gbp(0))
    assert why_not(Action.UNAPPLY, settled(UNPAID, lot("C1", 1))) is None
    assert why_not(Action.VOID_NOTE, credited(UNPAID, 1)) is None
    assert why_not(Action.RAISE_CREDIT, credited(UNPAID, 99)) is None


def test_why_a_policy_does_not_offer_a_credit() -> None:
    part_paid = why_not(Action.RAISE_CREDIT, invoice(100, paid=60), PRESETS["loveadmin"])
    assert part_paid == InvoicePartPaid(gbp(40), gbp(60))
    all_on_its_way = why_not(
        Action.RAISE_CREDIT, invoice(100, pending=100), Policy(pending_payment=PendingPayment.RESERVE)
    )
    assert all_on_its_way == PaymentPending(gbp(100), gbp(0))


NEED_AN_ISSUED_INVOICE = set(Action) - {Action.ISSUE, Action.CANCEL}


@pytest.mark.parametrize("action", sorted(NEED_AN_ISSUED_INVOICE))
def test_no_action_but_issuing_and_cancelling_is_offered_on_a_draft(action: Action) -> None:
    assert why_not(action, draft(100)) == InvoiceIsDraft("INV-1")


@pytest.mark.parametrize("action", Action)
def test_no_action_at_all_is_offered_on_a_closed_invoice(action: Action) -> None:
    assert why_not(action, CANCELLED) == InvoiceIsCancelled("INV-1")
    assert why_not(action, WRITTEN_OFF) == InvoiceIsWrittenOff("INV-1")


ASKING: list[Command] = [
    RaiseCredit(invoice="INV-1", amount=gbp(-1)),
    CompareWithRefund(invoice="INV-1", amount=gbp(1), fees=Fees(1)),
    ApplyCredit(invoice="INV-1", amount=gbp(0), chosen=("BOB",)),
    Unapply(invoice="INV-1", amount=gbp(0)),
    RecordPayment(invoice="INV-1", amount=gbp(0)),
    ClearPayment(invoice="INV-1", amount=gbp(0)),
    FailPayment(invoice="INV-1", amount=gbp(0)),
    WriteOff(invoice="INV-1"),
]
OF_CLOSED: list[Command] = [*ASKING, Issue(invoice="INV-1"), Cancel(invoice="INV-1")]


def holding(owed: Invoice) -> Account:
    return books(owed, lot("BOB", account="bob"))


@pytest.mark.parametrize("command", ASKING, ids=lambda command: type(command).__name__)
def test_the_status_comes_before_every_other_reason(command: Command) -> None:
    assert refused(holding(draft(100)), command) == InvoiceIsDraft("INV-1")


@pytest.mark.parametrize("command", OF_CLOSED, ids=lambda command: type(command).__name__)
def test_a_closed_invoice_refuses_everything(command: Command) -> None:
    assert refused(holding(CANCELLED), command) == InvoiceIsCancelled("INV-1")
    assert refused(holding(WRITTEN_OFF), command) == InvoiceIsWrittenOff("INV-1")


def test_a_note_on_a_closed_invoice_cannot_be_voided() -> None:
    raised = raise_credit(UNPAID, gbp(30)).unwrap()
    cancelled, written_off = cancel(raised.invoice).unwrap(), write_off(raised.invoice).unwrap()
    assert refusal(void_note(raised.note, cancelled.invoices, [])) == InvoiceIsCancelled("INV-1")
    assert refusal(void_note(raised.note, written_off.invoices, [])) == InvoiceIsWrittenOff("INV-1")


def test_that_the_invoice_is_closed_comes_before_that_the_note_is_void() -> None:
    raised = RaiseCredit(invoice="INV-1", amount=gbp(30))
    account = play(books(UNPAID), raised, VoidNote("INV-1-CN1"), Cancel(invoice="INV-1"))
    assert refused(account, VoidNote("INV-1-CN1")) == InvoiceIsCancelled("INV-1")


@pytest.mark.parametrize("of", [FULLY_CREDITED, invoice(0), credited(invoice(100, paid=100), 100)])
def test_nothing_left_to_credit_comes_before_the_amount(of: Invoice) -> None:
    assert refusal(raise_credit(of, gbp(-5))) == InvoiceFullyCredited("INV-1")
