"""R21: many lots pay many invoices, and every lot that is not used up says why."""

from __future__ import annotations

from itertools import permutations

import pytest

from credit_rules import (
    AccountCredit,
    Allocate,
    ApplyCredit,
    CreditKey,
    Invoice,
    InvoiceKey,
    Line,
    Outcome,
    Policy,
    Reason,
    Status,
    allocate,
)
from examples.make import (
    DAY,
    TOMORROW,
    YESTERDAY,
    allocated,
    books,
    draft,
    exactly,
    invoice,
    lot,
    on_its_way,
    play,
    standing,
)


def run(invoices: list[Invoice], *lots: AccountCredit, policy: Policy | None = None) -> Outcome:
    return allocate(invoices, lots, on=DAY, policy=policy or Policy())


def reason(of: AccountCredit, *invoices: Invoice) -> Reason | None:
    return dict(run(list(invoices), of).reasons).get(of.id)


def test_invoice_by_invoice_the_lots_in_order_each_the_least_of_both() -> None:
    outcome = run([invoice(30, "A"), invoice(50, "B")], lot("1", 20), lot("2", 25), lot("3", 10))
    assert allocated(outcome) == [("1", "A", 20), ("2", "A", 10), ("2", "B", 15), ("3", "B", 10)]
    assert [(each.id, each.outstanding_minor) for each in outcome.invoices] == [("A", 0), ("B", 25)]
    assert [(each.id, each.remaining_minor) for each in outcome.credits] == [("1", 0), ("2", 0), ("3", 0)]
    assert (outcome.reasons, outcome.on) == ((), DAY)
    assert outcome.rules == ("R17", "R18", "R19", "R20", "R21")


def test_the_order_of_the_input_never_matters() -> None:
    invoices = [invoice(30, "A"), invoice(50, "B", issued=YESTERDAY), on_its_way(invoice(9, "C"), 9)]
    lots = [lot("1", 20), lot("2", 25, until=TOMORROW), lot("3", 90, products=["swim"])]
    expected = run(invoices, *lots)
    for turned, turned_lots in zip(permutations(invoices), permutations(lots), strict=True):
        assert run(list(turned), *turned_lots) == expected


def test_both_orders_are_made_once_from_the_figures_before_the_run() -> None:
    policy = Policy(credit_order=(CreditKey.LARGEST,), invoice_order=(InvoiceKey.SMALLEST,))
    outcome = run([invoice(40, "B"), invoice(30, "A")], lot("1", 25), lot("2", 26), lot("3", 9), policy=policy)
    assert allocated(outcome) == [("2", "A", 26), ("1", "A", 4), ("1", "B", 21), ("3", "B", 9)]


def test_over_all_accounts_together_each_lot_its_own() -> None:
    outcome = run(
        [invoice(30, "A1", issued=TOMORROW), invoice(30, "B1", account="bob")],
        lot("A", 10),
        lot("B", 10, account="bob"),
    )
    assert allocated(outcome) == [("B", "B1", 10), ("A", "A1", 10)]


def test_a_lot_pays_only_in_its_own_currency() -> None:
    outcome = run([invoice(30, "A"), invoice(30, "E", currency="EUR")], lot("1", 50), lot("2", 5, currency="EUR"))
    assert allocated(outcome) == [("1", "A", 30), ("2", "E", 5)]
    assert dict(outcome.reasons) == {"1": Reason.NOTHING_LEFT_OWING}


@pytest.mark.parametrize(
    "closed",
    [
        draft(30),
        on_its_way(invoice(30), 10),
        invoice(30, paid=30),
        invoice(30, status=Status.CANCELLED),
        invoice(30, status=Status.WRITTEN_OFF),
    ],
)
def test_only_open_invoices(closed: Invoice) -> None:
    assert run([closed], lot()).effects == ()
    assert reason(lot(), closed) is Reason.NO_OPEN_INVOICE


@pytest.mark.parametrize("auto", [True, False])
def test_automatic_and_manual_invoices(*, auto: bool) -> None:
    assert allocated(run([invoice(30, auto=auto)], lot())) == [("C1", "INV-1", 20)]


SWIM = invoice([Line("L1", 30, product="swim")], "S")


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (lot(voided=True, paused=True, remaining_minor=0), Reason.VOIDED),
        (lot(paused=True, remaining_minor=0, usable_from=TOMORROW), Reason.PAUSED),
        (lot(remaining_minor=0, usable_from=TOMORROW), Reason.NOTHING_REMAINING),
        (lot(usable_from=TOMORROW, account="bob"), Reason.NOT_YET_USABLE),
        (lot(issued_on=YESTERDAY, until=DAY, account="bob"), Reason.EXPIRED),
        (lot(account="bob", currency="EUR", products=["gym"]), Reason.NO_OPEN_INVOICE),
        (lot(currency="EUR", products=["gym"]), Reason.OTHER_CURRENCY),
        (lot(products=["gym"]), Reason.OUT_OF_SCOPE),
        (lot("C1", 31), Reason.NOTHING_LEFT_OWING),
        (lot("C1", 31, products=["swim"]), Reason.NOTHING_LEFT_OWING),
        (lot("C1", 30), None),
    ],
    ids=map(str, range(11)),
)
def test_the_first_reason_that_holds(of: AccountCredit, why: Reason | None) -> None:
    assert reason(of, SWIM) is why


def test_a_lot_that_found_nothing_left_owing_was_not_touched() -> None:
    outcome = run([invoice(20)], lot("1", 20), lot("2", 5))
    assert (allocated(outcome), dict(outcome.reasons)) == ([("1", "INV-1", 20)], {"2": Reason.NOTHING_LEFT_OWING})
    assert [each.id for each in outcome.credits] == ["1"]


def test_out_of_scope_is_said_only_where_no_invoice_had_room_before_the_run() -> None:
    gym = invoice([Line("L1", 10, product="gym")], "G")
    outcome = run([gym, SWIM], lot("1", 90), lot("2", 5, products=["gym"]))
    assert dict(outcome.reasons) == {"1": Reason.NOTHING_LEFT_OWING, "2": Reason.NOTHING_LEFT_OWING}


def test_room_that_earlier_credit_took_is_out_of_scope() -> None:
    half = invoice([Line("L1", 30, product="swim"), Line("L2", 30)], "S")
    account = books(half, lot("1", 30, products=["swim"]), lot("2", 5, products=["swim"]))
    account = play(account, ApplyCredit(invoice="S", chosen=("1",)), Allocate())
    assert standing(account.invoices["S"]) == [("1", 30)]
    late = allocate(account.invoices.values(), account.credits.values(), on=DAY)
    assert dict(late.reasons) == {"1": Reason.NOTHING_REMAINING, "2": Reason.OUT_OF_SCOPE}


def test_room_for_one_unit_is_room() -> None:
    little = invoice([Line("L1", 1, product="swim"), Line("L2", 30)], "S")
    lots = lot("1", 1, products=["swim"]), lot("2", 5, products=["swim"])
    assert dict(run([little], *lots).reasons) == {"2": Reason.NOTHING_LEFT_OWING}


def test_reasons_are_in_credit_order() -> None:
    lots = [lot("A"), lot("B", until=TOMORROW), lot("C", paused=True, until=TOMORROW)]
    assert [id for id, _ in run([], *lots).reasons] == ["B", "C", "A"]


def test_nothing_to_do() -> None:
    empty = run([])
    assert (empty.effects, empty.invoices, empty.credits, empty.reasons) == ((), (), (), ())


def test_the_same_id_twice_is_a_mistake_of_the_caller() -> None:
    message = "have different ids, but these occur more than once"
    with pytest.raises(ValueError, match=exactly(f"invoices must {message}: A, B")):
        run([invoice(1, "B"), invoice(1, "A"), invoice(1, "B"), invoice(1, "A"), invoice(1, "C")])
    with pytest.raises(ValueError, match=exactly(f"credits must {message}: C1")):
        run([], lot("C1"), lot("C2"), lot("C1", account="bob"))


def test_any_iterable_will_do() -> None:
    outcome = allocate(iter([invoice(30)]), iter([lot()]), on=DAY)
    assert allocated(outcome) == [("C1", "INV-1", 20)]


def test_many_lots_of_many_scopes_keep_one_order() -> None:
    lines = [Line("L1", 10, product="a"), Line("L2", 10, product="b"), Line("L3", 10)]
    lots = [
        lot("1", 4, products=["a"]),
        lot("2", 4),
        lot("3", 4, products=["b"]),
        lot("4", 4, products=["a", "b"]),
        lot("5", 4, products=["a"]),
        lot("6", 40),
    ]
    assert allocated(run([invoice(lines)], *lots)) == [
        ("1", "INV-1", 4),
        ("2", "INV-1", 4),
        ("3", "INV-1", 4),
        ("4", "INV-1", 4),
        ("5", "INV-1", 2),
        ("6", "INV-1", 12),
    ]
