"""R20: a limited lot pays at most what its products' lines leave it, when it is applied."""

from __future__ import annotations

from credit_rules import (
    AccountCredit,
    ApplyCredit,
    Invoice,
    Line,
    RaiseCredit,
    RecordPayment,
    Unapply,
    allocate,
    apply_credit,
    raise_credit,
)
from credit_rules.rules.availability import room
from examples.make import DAY, allocated, ask, books, gbp, invoice, lot, play, settled, standing

LINES = [Line("L1", 60, product="A"), Line("L2", 40, product="B")]
OWED = invoice(LINES)
FOR_A, FOR_B = lot("FOR-A", 100, products=["A"]), lot("FOR-B", 100, products=["B"])
FOR_BOTH = lot("FOR-BOTH", 50, products=["A", "B"])
ANY = lot("ANY", 50)


def drawn(owed: Invoice, *lots: AccountCredit) -> list[tuple[str, int]]:
    applied = apply_credit(owed, lots, on=DAY, chosen=[each.id for each in lots]).unwrap()
    return [(credit, amount) for credit, _, amount in allocated(applied)]


def test_lines_60_and_40_and_a_lot_of_100_for_the_first() -> None:
    assert drawn(OWED, FOR_A) == [("FOR-A", 60)]
    assert room(OWED, ["A"]) == 60


def test_after_a_lot_for_both_paid_50_a_lot_for_the_first_may_pay_10() -> None:
    after = settled(OWED, FOR_BOTH)
    assert (room(after, ["A"]), drawn(after, FOR_A)) == (10, [("FOR-A", 10)])
    assert (room(after, ["B"]), drawn(after, FOR_B)) == (0, [])


def test_it_is_the_same_within_one_application() -> None:
    assert drawn(OWED, FOR_BOTH, FOR_A, FOR_B) == [("FOR-BOTH", 50), ("FOR-A", 10)]
    assert drawn(OWED, FOR_A, FOR_BOTH) == [("FOR-A", 60), ("FOR-BOTH", 40)]


def test_limited_lots_that_share_no_line_do_not_meet() -> None:
    assert drawn(OWED, FOR_A, FOR_B) == [("FOR-A", 60), ("FOR-B", 40)]


def test_scopes_that_share_a_product_but_no_line_do_not_meet() -> None:
    one, other = lot("1", 90, products=["A", "C"]), lot("2", 90, products=["B", "C"])
    assert drawn(OWED, one, other) == [("1", 60), ("2", 40)]


def test_an_unlimited_lot_takes_no_room_but_what_is_owed() -> None:
    assert drawn(OWED, ANY, FOR_A) == [("ANY", 50), ("FOR-A", 50)]
    after = settled(OWED, ANY)
    assert (room(after, ["A"]), room(after, None)) == (50, 50)


def test_at_most_what_is_outstanding() -> None:
    assert drawn(invoice(LINES, paid=70), FOR_A) == [("FOR-A", 30)]
    assert drawn(invoice(LINES, paid=70), FOR_BOTH) == [("FOR-BOTH", 30)]


def test_less_the_shares_of_standing_notes() -> None:
    noted = raise_credit(OWED, {"L1": gbp(45)}).unwrap().invoice
    assert drawn(noted, FOR_A) == [("FOR-A", 15)]
    assert drawn(noted, FOR_B) == [("FOR-B", 40)]


def test_never_below_zero() -> None:
    after = settled(OWED, lot("MUCH", 90, products=["A", "B"]))
    assert (room(after, ["A"]), drawn(after, FOR_A, ANY)) == (0, [("ANY", 10)])


def test_lines_without_a_product_are_in_no_scope() -> None:
    assert drawn(invoice([Line("L1", 60), Line("L2", 40, product="B")]), FOR_A, FOR_BOTH) == [("FOR-BOTH", 40)]
    assert drawn(invoice(100), FOR_A) == []


def test_several_lines_of_one_product_net_and_tax() -> None:
    lines = [Line("L1", 30, 6, product="A"), Line("L2", 20, 4, product="A"), Line("L3", 40, product="B")]
    assert drawn(invoice(lines), FOR_A) == [("FOR-A", 60)]


def test_several_lots_of_one_scope_share_its_room() -> None:
    lots = [lot("1", 40, products=["A"]), lot("2", 40, products=["A"]), lot("3", 40, products=["A"])]
    assert drawn(OWED, *lots) == [("1", 40), ("2", 20)]


def test_what_is_unapplied_leaves_room_again() -> None:
    account = play(books(OWED, FOR_A), ApplyCredit(invoice="INV-1"), Unapply(invoice="INV-1", amount=gbp(25)))
    assert room(account.invoices["INV-1"], ["A"]) == 25
    assert allocated(ask(account, ApplyCredit(invoice="INV-1"))) == [("FOR-A", "INV-1", 25)]


def test_scope_binds_when_credit_is_applied_not_afterwards() -> None:
    account = play(
        books(OWED, FOR_A),
        ApplyCredit(invoice="INV-1"),
        RecordPayment(invoice="INV-1", amount=gbp(40)),
        RaiseCredit(invoice="INV-1", amount={"L2": gbp(40)}),
    )
    assert standing(account.invoices["INV-1"]) == [("FOR-A", 20)]
    assert account.credits["FOR-A"].remaining_minor == 80


def test_a_note_may_leave_more_applied_than_its_scope_would_allow_anew() -> None:
    account = play(
        books(OWED, FOR_A), ApplyCredit(invoice="INV-1"), RaiseCredit(invoice="INV-1", amount={"L1": gbp(40)})
    )
    owed = account.invoices["INV-1"]
    assert (standing(owed), owed.outstanding_minor, room(owed, ["A"])) == ([("FOR-A", 60)], 0, 0)


def test_an_allocation_keeps_the_scope_of_its_lot() -> None:
    assert settled(OWED, FOR_BOTH).allocations[0].products == ("A", "B")
    assert settled(OWED, ANY).allocations[0].products is None


def test_lots_of_one_scope_share_what_it_may_pay() -> None:
    thrice = [lot(f"C{number}", 25, products=["A"]) for number in (1, 2, 3)]
    assert drawn(OWED, *thrice) == [("C1", 25), ("C2", 25), ("C3", 10)]


def test_the_second_lot_for_both_pays_a_later_invoice_of_the_other_product() -> None:
    owed = [invoice([Line("L1", 20, product=product)], f"INV-{product}") for product in ("A", "B")]
    lots = [lot(f"C{number}", 20, products=["A", "B"]) for number in (1, 2)]
    assert allocated(allocate(owed, lots, on=DAY)) == [("C1", "INV-A", 20), ("C2", "INV-B", 20)]
