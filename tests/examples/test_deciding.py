"""`decide`: a command looks up what it names and calls the rule's function, with the policy and the date."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from returns.result import Success

from credit_rules import (
    Account,
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    ByPrice,
    Cancel,
    CancelSession,
    CarryOutRemoval,
    ClearPayment,
    Command,
    CompareWithRefund,
    CreditClass,
    CreditKey,
    Decision,
    Expire,
    FailPayment,
    Fees,
    Grant,
    GrantKind,
    Grants,
    Issue,
    Leaving,
    Line,
    NoteReason,
    Pause,
    Policy,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    Refunds,
    RemoveFromProduct,
    Resume,
    Terms,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
    add_credit,
    add_invoice,
    allocate,
    apply_credit,
    cancel,
    cancel_session,
    clear_payment,
    compare_with_refund,
    decide,
    expire,
    fail_payment,
    grant,
    issue,
    pause,
    plan_removal,
    raise_credit,
    raise_credits,
    record_payment,
    refund_credit,
    remove_from_product,
    resume,
    unapply,
    void_credit,
    void_note,
    write_off,
)
from credit_rules.commands import OfCredit, OfInvoice, OfMany
from examples.make import TOMORROW, books, draft, gbp, invoice, lot, play

POLICY = Policy(refunds=Refunds.ALLOWED, grants=Grants.ALLOWED, credit_order=(CreditKey.LARGEST,))
SWIM = [Line("L1", 60, product="swim"), Line("L2", 40)]
LEAVING = Leaving(account="ann", product="swim")
ACCOUNT = play(
    books(
        invoice(100, "OPEN"),
        draft(SWIM, "DRAFT"),
        invoice(SWIM, "SWIM"),
        invoice(SWIM, "BOB", account="bob"),
        invoice(100, "PAID", paid=100),
        invoice(100, "PENDING", pending=40),
        invoice(100, "USED"),
        lot("C1", 20),
        lot("C2", 30, until=TOMORROW.replace(year=2027)),
        lot("PAUSED", 7, paused=True),
        lot("OLD", 8, until=TOMORROW),
        lot("B1", 9, account="bob", until=TOMORROW),
    ),
    RaiseCredit(invoice="PAID", amount=gbp(30)),
    ApplyCredit(invoice="USED", amount=gbp(5), chosen=("C1",)),
)
INVOICES, LOTS, NOTES = ACCOUNT.invoices, ACCOUNT.credits, ACCOUNT.notes
EVERY_INVOICE, EVERY_LOT = list(INVOICES.values()), list(LOTS.values())
ON = TOMORROW
FOR_GIFT = Terms(priority=1)
PLAN = plan_removal(EVERY_INVOICE, LEAVING, gbp(70)).unwrap()


def asked(command: Command) -> Decision:
    return decide(command, ACCOUNT, POLICY, ON)


CALLS: list[tuple[Command, Decision]] = [
    (AddInvoice(invoice(5, "NEW")), add_invoice(invoice(5, "NEW"), policy=POLICY)),
    (AddCredit(lot("NEW")), add_credit(lot("NEW"), policy=POLICY)),
    (
        Grant(id="G", account="bob", amount=gbp(5), kind=GrantKind.OVERPAYMENT, terms=FOR_GIFT),
        grant("G", "bob", gbp(5), on=ON, kind=GrantKind.OVERPAYMENT, terms=FOR_GIFT, policy=POLICY),
    ),
    (
        Grant(id="G", account="bob", amount=gbp(5), credit_class=CreditClass.PROMOTIONAL),
        grant("G", "bob", gbp(5), on=ON, credit_class=CreditClass.PROMOTIONAL, policy=POLICY),
    ),
    (
        RaiseCredit(invoice="PAID", amount=gbp(9), refund=gbp(4), reason=NoteReason.DUPLICATE, memo="twice"),
        raise_credit(INVOICES["PAID"], gbp(9), refund=gbp(4), policy=POLICY, reason=NoteReason.DUPLICATE, memo="twice"),
    ),
    (
        RaiseCredits([("OPEN", gbp(5)), ("?", gbp(5)), ("BOB", {"L2": gbp(5)})]),
        Success(
            raise_credits(EVERY_INVOICE, [("OPEN", gbp(5)), ("?", gbp(5)), ("BOB", {"L2": gbp(5)})], policy=POLICY)
        ),
    ),
    (
        CompareWithRefund(invoice="PAID", amount=gbp(9), fees=Fees(50, 3)),
        compare_with_refund(INVOICES["PAID"], gbp(9), Fees(50, 3), policy=POLICY),
    ),
    (Issue(invoice="DRAFT"), issue(INVOICES["DRAFT"], EVERY_LOT, on=ON, policy=POLICY)),
    (ApplyCredit(invoice="OPEN"), apply_credit(INVOICES["OPEN"], EVERY_LOT, on=ON, policy=POLICY)),
    (
        ApplyCredit(invoice="OPEN", amount=gbp(7), chosen=("C1", "C2")),
        apply_credit(INVOICES["OPEN"], EVERY_LOT, on=ON, amount=gbp(7), chosen=["C1", "C2"], policy=POLICY),
    ),
    (Unapply(invoice="USED"), unapply(INVOICES["USED"], policy=POLICY)),
    (
        Unapply(invoice="USED", amount=gbp(2), credit="C1"),
        unapply(INVOICES["USED"], amount=gbp(2), credit="C1", policy=POLICY),
    ),
    (RecordPayment(invoice="OPEN", amount=gbp(5)), record_payment(INVOICES["OPEN"], gbp(5), policy=POLICY)),
    (
        RecordPayment(invoice="OPEN", amount=gbp(5), pending=True),
        record_payment(INVOICES["OPEN"], gbp(5), pending=True, policy=POLICY),
    ),
    (ClearPayment(invoice="PENDING", amount=gbp(5)), clear_payment(INVOICES["PENDING"], gbp(5), policy=POLICY)),
    (FailPayment(invoice="PENDING", amount=gbp(5)), fail_payment(INVOICES["PENDING"], gbp(5), policy=POLICY)),
    (Cancel(invoice="OPEN"), cancel(INVOICES["OPEN"], policy=POLICY)),
    (WriteOff(invoice="OPEN"), write_off(INVOICES["OPEN"], policy=POLICY)),
    (VoidNote("PAID-CN1"), void_note(NOTES["PAID-CN1"], EVERY_INVOICE, EVERY_LOT, policy=POLICY)),
    (Pause("C1"), pause(LOTS["C1"], policy=POLICY)),
    (Resume("PAUSED"), resume(LOTS["PAUSED"], policy=POLICY)),
    (VoidCredit("C1"), void_credit(LOTS["C1"], policy=POLICY)),
    (RefundCredit("C1", gbp(5)), refund_credit(LOTS["C1"], gbp(5), on=ON, policy=POLICY)),
    (CarryOutRemoval(PLAN), remove_from_product(EVERY_INVOICE, PLAN, policy=POLICY)),
    (RemoveFromProduct(LEAVING, gbp(70)), remove_from_product(EVERY_INVOICE, PLAN, policy=POLICY)),
    (
        CancelSession("swim", ByPrice(1, 2)),
        cancel_session(EVERY_INVOICE, "swim", ByPrice(1, 2), policy=POLICY),
    ),
    (
        CancelSession("swim", ByPrice(1, 2), "bob"),
        cancel_session([INVOICES["BOB"]], "swim", ByPrice(1, 2), policy=POLICY),
    ),
    (Expire(), Success(expire(EVERY_LOT, on=ON, policy=POLICY))),
    (Expire("bob"), Success(expire([LOTS["B1"]], on=ON, policy=POLICY))),
    (Allocate(), Success(allocate(EVERY_INVOICE, EVERY_LOT, on=ON, policy=POLICY))),
    (Allocate("bob"), Success(allocate([INVOICES["BOB"]], [LOTS["B1"]], on=ON, policy=POLICY))),
]


@pytest.mark.parametrize(
    ("command", "answer"), CALLS, ids=[f"{n}-{type(c).__name__}" for n, (c, _) in enumerate(CALLS)]
)
def test_each_command_calls_its_function(command: Command, answer: Decision) -> None:
    assert asked(command) == answer
    assert decide(command, ACCOUNT, Policy(), ON) != answer


def test_no_command_is_missing() -> None:
    assert {type(command) for command, _ in CALLS} == set(every(Command))


def every(union: object) -> list[type]:
    members = get_args(union)
    return [each for member in members for each in (every(member) if get_args(member) else [member])]


def test_the_groups_of_commands_do_not_overlap() -> None:
    groups = [set(every(group)) for group in (OfInvoice, OfCredit, OfMany)]
    assert sum(map(len, groups)) == len(set.union(*groups))


def test_nothing_is_changed_by_deciding() -> None:
    before = repr(ACCOUNT)
    assert [asked(command) for command, _ in CALLS] == [answer for _, answer in CALLS]
    assert repr(ACCOUNT) == before


def test_commands_are_values() -> None:
    assert RecordPayment(invoice="A", amount=gbp(1)) == RecordPayment(invoice="A", amount=gbp(1))
    assert len({Pause("A"), Pause("A"), Resume("A")}) == 2
    assert RaiseCredits([("A", gbp(1))]).credits == (("A", gbp(1)),)


def test_on_an_empty_account() -> None:
    for command in (Expire(), Allocate(), CancelSession("swim", None), RemoveFromProduct(LEAVING)):
        assert decide(command, Account(), Policy(), date(2026, 1, 1)).unwrap().effects == ()
