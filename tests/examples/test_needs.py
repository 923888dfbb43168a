"""What a decision must see, and one decision an account."""

from __future__ import annotations

import pytest

from credit_rules import (
    Account,
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    Cancel,
    CancelSession,
    CarryOutRemoval,
    Command,
    CompareWithRefund,
    Expire,
    Fees,
    Grant,
    Issue,
    Leaving,
    Line,
    Needs,
    Pause,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    RemovalPlan,
    RemoveFromProduct,
    Resume,
    Unapply,
    VoidCredit,
    VoidNote,
    needs,
    split_by_account,
    working_set,
)
from credit_rules.needs import accounts, of_account
from examples.make import books, draft, gbp, invoice, lot, play

SWIM = [Line("L1", 60, product="swim"), Line("L2", 40)]
LEAVING = Leaving(account="ann", product="swim")
PLAN = RemovalPlan(credits=(("A", {"L1": gbp(1)}),), drafts=(("D", ("L1",)),), left_out=None)


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (AddInvoice(invoice(5, "A")), Needs(invoices=("A",))),
        (AddCredit(lot("C")), Needs(credits=("C",))),
        (Grant(id="G", account="ann", amount=gbp(5)), Needs(credits=("G",))),
        (RaiseCredit(invoice="A", amount=gbp(5)), Needs(invoices=("A",))),
        (CompareWithRefund(invoice="A", amount=gbp(5), fees=Fees(1)), Needs(invoices=("A",))),
        (RecordPayment(invoice="A", amount=gbp(5)), Needs(invoices=("A",))),
        (Cancel(invoice="A"), Needs(invoices=("A",))),
        (Issue(invoice="A"), Needs(invoices=("A",), remaining_credits=True)),
        (ApplyCredit(invoice="A"), Needs(invoices=("A",), remaining_credits=True)),
        (ApplyCredit(invoice="A", chosen=("C", "D")), Needs(invoices=("A",), credits=("C", "D"))),
        (ApplyCredit(invoice="A", chosen=()), Needs(invoices=("A",))),
        (Unapply(invoice="A"), Needs(invoices=("A",))),
        (Unapply(invoice="A", credit="C"), Needs(invoices=("A",), credits=("C",))),
        (VoidNote("A-CN1"), Needs(notes=("A-CN1",))),
        (Pause("C"), Needs(credits=("C",))),
        (Resume("C"), Needs(credits=("C",))),
        (VoidCredit("C"), Needs(credits=("C",))),
        (RefundCredit("C", gbp(5)), Needs(credits=("C",))),
        (Expire("ann"), Needs(account="ann", remaining_credits=True)),
        (Expire(), Needs(remaining_credits=True)),
        (Allocate("ann"), Needs(account="ann", open_invoices=True, all_credits=True)),
        (RemoveFromProduct(LEAVING), Needs(account="ann", product="swim")),
        (CarryOutRemoval(PLAN), Needs(invoices=("A", "D"))),
        (CancelSession("swim", None), Needs(product="swim")),
        (CancelSession("swim", None, "ann"), Needs(account="ann", product="swim")),
        (RaiseCredits([("A", gbp(1)), ("B", gbp(1))]), Needs(invoices=("A", "B"))),
    ],
    ids=map(str, range(26)),
)
def test_what_a_command_needs(command: Command, needed: Needs) -> None:
    assert needs(command) == needed


ACCOUNT = play(
    books(
        invoice(100, "OPEN"),
        invoice(100, "PAID", paid=100),
        invoice(100, "OTHER"),
        draft(SWIM, "DRAFT"),
        invoice(SWIM, "SWIM"),
        invoice(SWIM, "GONE"),
        invoice(100, "BOB", account="bob"),
        lot("C1", 20),
        lot("C2", 30),
        lot("EMPTY", 5),
        lot("B1", 9, account="bob"),
    ),
    Cancel(invoice="GONE"),
    VoidCredit("EMPTY"),
    ApplyCredit(invoice="OPEN", amount=gbp(20), chosen=("C1",)),
    RaiseCredit(invoice="PAID", amount=gbp(30)),
    ApplyCredit(invoice="OTHER", amount=gbp(10), chosen=("PAID-CN1",)),
)


def held(command: Command, account: Account = ACCOUNT) -> tuple[set[str], set[str], set[str]]:
    part = working_set(account, needs(command))
    return set(part.invoices), set(part.credits), set(part.notes)


@pytest.mark.parametrize(
    ("command", "invoices", "credits"),
    [
        # with an invoice come the lots that stand on it
        (RaiseCredit(invoice="OPEN", amount=gbp(5)), {"OPEN"}, {"C1"}),
        (RaiseCredit(invoice="PAID", amount=gbp(5)), {"PAID"}, set()),
        # every lot of the invoice's account of which something remains
        (ApplyCredit(invoice="OPEN"), {"OPEN"}, {"C1", "C2", "PAID-CN1"}),
        (ApplyCredit(invoice="OPEN", chosen=("EMPTY", "B1")), {"OPEN"}, {"C1", "EMPTY", "B1"}),
        (ApplyCredit(invoice="BOB"), {"BOB"}, {"B1"}),
        (Pause("C1"), set(), {"C1"}),
        (Expire("bob"), set(), {"B1"}),
        (Expire(), set(), {"C2", "PAID-CN1", "B1"}),
        (Allocate("ann"), {"OPEN", "OTHER", "SWIM"}, {"C1", "C2", "EMPTY", "PAID-CN1"}),
        (Allocate("bob"), {"BOB"}, {"B1"}),
        (Allocate(), {"OPEN", "OTHER", "SWIM", "BOB"}, {"C1", "C2", "EMPTY", "PAID-CN1", "B1"}),
        # drafts and issued invoices with the product, not one that was cancelled
        (RemoveFromProduct(LEAVING), {"DRAFT", "SWIM"}, set()),
        (CancelSession("swim", None), {"DRAFT", "SWIM"}, set()),
        (CancelSession("swim", None, "bob"), set(), set()),
        (RaiseCredits([("OPEN", gbp(1)), ("?", gbp(1))]), {"OPEN"}, {"C1"}),
        (AddInvoice(invoice(5, "NEW")), set(), set()),
        (RaiseCredit(invoice="?", amount=gbp(5)), set(), set()),
    ],
    ids=map(str, range(17)),
)
def test_the_part_of_an_account_that_suffices(command: Command, invoices: set[str], credits: set[str]) -> None:
    assert held(command) == (invoices, credits, set())


def test_with_a_note_come_its_invoice_its_lots_and_the_invoices_on_which_these_stand() -> None:
    assert held(VoidNote("PAID-CN1")) == ({"PAID", "OTHER"}, {"PAID-CN1"}, {"PAID-CN1"})
    restored = play(ACCOUNT, RaiseCredit(invoice="OPEN", amount=gbp(90)), ApplyCredit(invoice="SWIM", chosen=("C1",)))
    assert held(VoidNote("OPEN-CN1"), restored) == ({"OPEN", "SWIM"}, {"C1"}, {"OPEN-CN1"})
    assert held(VoidNote("?")) == (set(), set(), set())


def test_a_lot_of_which_one_unit_remains_is_loaded() -> None:
    account = books(invoice(100, "OPEN", paid=99), lot("C1", 1), lot("C2", 0))
    assert held(ApplyCredit(invoice="OPEN"), account)[1] == {"C1"}
    assert held(Allocate("ann"), account)[0] == {"OPEN"}


def test_a_part_keeps_the_number_of_the_account() -> None:
    assert working_set(ACCOUNT, needs(Pause("C1"))).number == ACCOUNT.number


def test_one_command_an_account_by_id() -> None:
    assert split_by_account(Allocate(), ACCOUNT) == (Allocate("ann"), Allocate("bob"))
    assert split_by_account(Expire(), ACCOUNT) == (Expire("ann"), Expire("bob"))
    session = CancelSession("swim", gbp(5))
    assert split_by_account(session, ACCOUNT) == (
        CancelSession("swim", gbp(5), "ann"),
        CancelSession("swim", gbp(5), "bob"),
    )


@pytest.mark.parametrize(
    "command",
    [
        Allocate("ann"),
        Expire("bob"),
        CancelSession("swim", None, "ann"),
        Pause("C1"),
        RemoveFromProduct(LEAVING),
        CarryOutRemoval(PLAN),
    ],
    ids=map(str, range(6)),
)
def test_a_command_of_one_account_is_one_command(command: Command) -> None:
    assert split_by_account(command, ACCOUNT) == (command,)


def test_many_notes_by_account_in_their_order_the_unknown_last() -> None:
    asked = RaiseCredits([("BOB", gbp(1)), ("?", gbp(2)), ("PAID", gbp(3)), ("BOB", gbp(4)), ("OPEN", gbp(5))])
    assert split_by_account(asked, ACCOUNT) == (
        RaiseCredits([("PAID", gbp(3)), ("OPEN", gbp(5))]),
        RaiseCredits([("BOB", gbp(1)), ("BOB", gbp(4))]),
        RaiseCredits([("?", gbp(2))]),
    )
    assert split_by_account(RaiseCredits([]), ACCOUNT) == ()


def test_accounts_are_known_by_their_invoices_and_their_lots() -> None:
    assert accounts(books(invoice(5, account="zoe"), lot("C1", account="bob"))) == ["bob", "zoe"]
    assert accounts(Account()) == []


def test_the_states_of_one_account() -> None:
    lots = [lot("A"), lot("B", account="bob")]
    assert of_account(lots, "bob") == [lots[1]]
    assert of_account(lots, None) == lots
