"""R28: lots paid out and voided; payments of an invoice recorded, cleared and failed."""

from __future__ import annotations

import pytest

from credit_rules import (
    AccountCredit,
    ApplyCredit,
    ClearPayment,
    CreditClass,
    CreditRemoved,
    FailPayment,
    Grant,
    GrantKind,
    Invoice,
    PaymentMoved,
    Policy,
    RecordPayment,
    RefundCredit,
    Refunds,
    Removal,
    Unapply,
    VoidCredit,
    clear_payment,
    fail_payment,
    record_payment,
    refund_credit,
    void_credit,
)
from credit_rules.rejection import (
    AmountExceedsOutstanding,
    AmountExceedsPending,
    CreditNotFound,
    InsufficientCredit,
    InvoiceNotFound,
    NothingOutstanding,
    NothingRemaining,
    PromotionalNotRefundable,
    RefundNotAllowed,
)
from examples.make import (
    DAY,
    TOMORROW,
    YESTERDAY,
    ask,
    books,
    credited,
    gbp,
    invoice,
    lot,
    on_its_way,
    play,
    refusal,
    refused,
)

REFUNDS = Policy(refunds=Refunds.ALLOWED)


def test_paying_out_is_forbidden_by_default() -> None:
    assert refusal(refund_credit(lot(), gbp(5), on=DAY)) == RefundNotAllowed(gbp(5))


@pytest.mark.parametrize("amount", [1, 20])
def test_a_part_or_all_of_a_lot(amount: int) -> None:
    outcome = refund_credit(lot("C1", 20), gbp(amount), on=DAY, policy=REFUNDS).unwrap()
    assert outcome.effects == (
        CreditRemoved(
            credit="C1",
            account="ann",
            currency="GBP",
            credit_class=CreditClass.PAID,
            amount_minor=amount,
            removal=Removal.PAID_OUT,
        ),
    )
    assert [each.remaining_minor for each in outcome.credits] == [20 - amount]
    assert (outcome.rules, outcome.on) == (("R28",), DAY)


def test_a_paid_out_lot_is_not_void() -> None:
    after = play(books(lot("C1", 20)), RefundCredit("C1", gbp(20)), policy=REFUNDS).credits["C1"]
    assert (after.remaining_minor, after.voided) == (0, False)


@pytest.mark.parametrize("policy", [Policy(), REFUNDS])
def test_a_promotional_lot_is_never_paid_out(policy: Policy) -> None:
    gift = lot("P", 20, gift=True, voided=True)
    assert refusal(refund_credit(gift, gbp(21), on=DAY, policy=policy)) == PromotionalNotRefundable("P")


@pytest.mark.parametrize(
    ("of", "amount", "there"),
    [
        (lot("C1", 20), 21, 20),
        (lot("C1", 20, remaining_minor=0), 1, 0),
        (lot("C1", 20, voided=True), 1, 0),
        (lot("C1", 20, issued_on=YESTERDAY, until=DAY), 1, 0),
    ],
)
def test_more_than_is_there(of: AccountCredit, amount: int, there: int) -> None:
    too_much = refusal(refund_credit(of, gbp(amount), on=DAY, policy=REFUNDS))
    assert too_much == InsufficientCredit(gbp(amount), gbp(there))


def test_the_day_before_its_expiry_a_lot_is_paid_out() -> None:
    assert refund_credit(lot(until=TOMORROW), gbp(20), on=DAY, policy=REFUNDS).unwrap().credits[0].remaining_minor == 0


def test_neither_pausing_nor_its_scope_nor_its_first_day_stops_it() -> None:
    unusual = lot("C1", 20, paused=True, products=["swim"], usable_from=TOMORROW)
    assert refund_credit(unusual, gbp(20), on=DAY, policy=REFUNDS).unwrap().credits[0].remaining_minor == 0


def test_forbidden_comes_before_more_than_is_there() -> None:
    assert refusal(refund_credit(lot(), gbp(21), on=DAY)) == RefundNotAllowed(gbp(21))


def test_what_came_back_to_a_void_lot_is_not_paid_out() -> None:
    account = play(
        books(invoice(10), lot("C1", 15)), ApplyCredit(invoice="INV-1"), VoidCredit("C1"), Unapply(invoice="INV-1")
    )
    assert account.credits["C1"].remaining_minor == 10
    command = RefundCredit("C1", gbp(1))
    assert refused(account, command, policy=REFUNDS) == InsufficientCredit(gbp(1), gbp(0))


def test_voiding_takes_what_remains() -> None:
    outcome = void_credit(lot("P", 20, gift=True, remaining_minor=15)).unwrap()
    assert outcome.effects == (
        CreditRemoved(
            credit="P",
            account="ann",
            currency="GBP",
            credit_class=CreditClass.PROMOTIONAL,
            amount_minor=15,
            removal=Removal.VOIDED,
        ),
    )
    assert outcome.credits == (lot("P", 20, gift=True, remaining_minor=0, voided=True),)
    assert (outcome.rules, outcome.on) == (("R28",), None)


def test_voiding_where_nothing_remains() -> None:
    assert refusal(void_credit(lot(remaining_minor=0))) == NothingRemaining("C1")
    assert refused(play(books(lot("C1")), VoidCredit("C1")), VoidCredit("C1")) == NothingRemaining("C1")


def test_a_void_lot_may_be_voided_again_for_what_came_back_to_it() -> None:
    account = play(books(invoice(10), lot("C1", 15)), ApplyCredit(invoice="INV-1"), VoidCredit("C1"))
    account = play(account, Unapply(invoice="INV-1", amount=gbp(4)), VoidCredit("C1"))
    assert (account.credits["C1"].remaining_minor, account.credits["C1"].voided) == (0, True)


def test_a_lot_past_its_expiry_may_be_voided() -> None:
    assert void_credit(lot(issued_on=YESTERDAY, until=DAY)).unwrap().credits[0].voided


def test_unknown_lots() -> None:
    assert refused(books(), VoidCredit("?")) == CreditNotFound("?")
    assert refused(books(), RefundCredit("?", gbp(0))) == CreditNotFound("?")


# Payments


def moved(paid: int, pending: int) -> tuple[PaymentMoved, ...]:
    return (PaymentMoved(invoice="INV-1", account="ann", currency="GBP", paid_minor=paid, pending_minor=pending),)


def test_a_payment_that_cleared_and_one_on_its_way() -> None:
    cleared = record_payment(invoice(100), gbp(60)).unwrap()
    assert (cleared.effects, cleared.rules, cleared.on) == (moved(60, 0), ("R28",), None)
    assert (cleared.invoice.paid_minor, cleared.invoice.outstanding_minor) == (60, 40)
    expected = record_payment(invoice(100), gbp(60), pending=True).unwrap()
    assert expected.effects == moved(0, 60)
    assert (expected.invoice.pending_minor, expected.invoice.outstanding_minor) == (60, 40)


def test_at_most_what_is_outstanding() -> None:
    noted = credited(invoice(100, paid=20), 30)
    assert record_payment(noted, gbp(50)).unwrap().invoice.outstanding_minor == 0
    assert refusal(record_payment(noted, gbp(51))) == AmountExceedsOutstanding(gbp(51), gbp(50))
    pending = on_its_way(invoice(100), 40)
    assert refusal(record_payment(pending, gbp(61))) == AmountExceedsOutstanding(gbp(61), gbp(60))


@pytest.mark.parametrize("of", [invoice(100, paid=100), invoice(100, pending=100), invoice(0)])
def test_nothing_is_paid_where_nothing_is_owed(of: Invoice) -> None:
    assert refused(books(of), RecordPayment(invoice="INV-1", amount=gbp(1))) == NothingOutstanding("INV-1")


def test_clearing_and_failing_in_parts() -> None:
    account = books(invoice(100, pending=40))
    account = play(account, ClearPayment(invoice="INV-1", amount=gbp(25)), FailPayment(invoice="INV-1", amount=gbp(10)))
    owed = account.invoices["INV-1"]
    assert (owed.paid_minor, owed.pending_minor, owed.outstanding_minor) == (25, 5, 70)


def test_their_effects() -> None:
    pending = invoice(100, pending=40)
    assert clear_payment(pending, gbp(40)).unwrap().effects == moved(40, -40)
    assert fail_payment(pending, gbp(40)).unwrap().effects == moved(0, -40)


def test_clearing_or_failing_more_than_is_pending() -> None:
    pending = invoice(100, pending=40)
    assert refusal(clear_payment(pending, gbp(41))) == AmountExceedsPending(gbp(41), gbp(40))
    assert refusal(fail_payment(pending, gbp(41))) == AmountExceedsPending(gbp(41), gbp(40))
    assert refusal(clear_payment(invoice(100), gbp(1))) == AmountExceedsPending(gbp(1), gbp(0))


def test_an_unknown_invoice() -> None:
    for command in (RecordPayment, ClearPayment, FailPayment):
        assert refused(books(), command(invoice="?", amount=gbp(-1))) == InvoiceNotFound("?")


def test_what_is_above_the_debt_is_granted_by_the_caller() -> None:
    account = play(
        books(invoice(100)),
        RecordPayment(invoice="INV-1", amount=gbp(100)),
        Grant(id="OVER", account="ann", amount=gbp(20), kind=GrantKind.OVERPAYMENT),
    )
    assert account.credits["OVER"].credit_class is CreditClass.PAID


def test_a_recorded_payment_may_be_pending_too() -> None:
    command = RecordPayment(invoice="INV-1", amount=gbp(5), pending=True)
    assert ask(books(invoice(100)), command).invoice.pending_minor == 5
