"""R32: every refusal has one code and the figures it turned on; where several hold, the lowest rule speaks."""

from __future__ import annotations

from typing import ClassVar, get_args, get_type_hints

import pytest

from credit_rules import (
    ApplyCredit,
    Cancel,
    ClearPayment,
    Command,
    Invoice,
    Issue,
    Line,
    Money,
    PartPaid,
    PendingPayment,
    Policy,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    Refunds,
    Rejection,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
    raise_credit,
)
from credit_rules import rejection as page
from examples.make import books, credited, draft, eur, gbp, invoice, lot, on_its_way, play, refusal, refused

REFUSALS = get_args(Rejection)
CODES = {
    "invoice_not_found": "R1",
    "note_not_found": "R32",
    "credit_not_found": "R32",
    "invoice_exists": "R1",
    "invoice_not_issued": "R2",
    "invoice_cancelled": "R2",
    "invoice_written_off": "R2",
    "invoice_fully_credited": "R2",
    "amount_not_positive": "R3",
    "currency_mismatch": "R3",
    "amount_exceeds_creditable": "R4",
    "invoice_part_paid": "R7",
    "payment_pending": "R8",
    "refund_not_allowed": "R10",
    "refund_exceeds_cash": "R10",
    "line_not_found": "R12",
    "amount_exceeds_line": "R12",
    "invoice_already_issued": "R15",
    "not_same_account": "R16",
    "collection_in_progress": "R16",
    "nothing_outstanding": "R16",
    "amount_exceeds_outstanding": "R16",
    "insufficient_credit": "R16",
    "nothing_applied": "R23",
    "amount_exceeds_applied": "R23",
    "note_already_void": "R25",
    "credit_already_used": "R25",
    "note_refunded": "R25",
    "invoice_has_payments": "R26",
    "grant_not_allowed": "R28",
    "credit_exists": "R28",
    "promotional_not_refundable": "R28",
    "nothing_remaining": "R28",
    "amount_exceeds_pending": "R28",
}
"""Every code of the core, in order of precedence, with the rule that first names it."""


def test_the_codes_in_their_order_each_with_its_rule() -> None:
    assert {each.code: each.rule for each in REFUSALS} == CODES
    assert [each.code for each in REFUSALS] == list(CODES)


def test_every_refusal_of_the_page_is_in_the_union() -> None:
    on_the_page = {each for each in vars(page).values() if isinstance(each, type) and "code" in vars(each)}
    assert on_the_page == set(REFUSALS)


@pytest.mark.parametrize("refusal_class", REFUSALS)
def test_figures_are_named_and_typed_and_when_it_is_given_is_said(refusal_class: type[Rejection]) -> None:
    assert refusal_class.when
    assert set(get_type_hints(refusal_class).values()) <= {Money, str, ClassVar[str]}


def test_refusals_are_values() -> None:
    first = refusal(raise_credit(invoice(100), gbp(101)))
    assert first == refusal(raise_credit(invoice(100), gbp(101)))
    assert first != refusal(raise_credit(invoice(100), gbp(102)))
    assert len({first, refusal(raise_credit(invoice(100), gbp(101)))}) == 1


STRICT = Policy(part_paid=PartPaid.REJECT)
EVERYTHING_WRONG: list[tuple[Invoice, Money | dict[str, Money], Money | None, str]] = [
    (draft(100), gbp(-1), gbp(-1), "invoice_not_issued"),
    (credited(invoice(100), 100), gbp(-1), gbp(-1), "invoice_fully_credited"),
    (invoice(100, paid=50, pending=10), eur(0), gbp(5), "amount_not_positive"),
    (invoice(100, paid=50, pending=10), gbp(5), gbp(-1), "amount_not_positive"),
    (invoice(100, paid=50, pending=10), eur(101), gbp(5), "currency_mismatch"),
    (invoice(100, paid=50, pending=10), gbp(5), eur(5), "currency_mismatch"),
    (invoice(100, paid=50, pending=10), {"L9": gbp(101)}, gbp(5), "amount_exceeds_creditable"),
    (invoice(100, paid=50, pending=10), {"L9": gbp(20)}, gbp(5), "invoice_part_paid"),
    (invoice(100, pending=10), {"L9": gbp(20)}, gbp(5), "payment_pending"),
    (invoice(100, paid=100), {"L9": gbp(20)}, gbp(21), "refund_not_allowed"),
    (invoice([Line("L1", 10), Line("L2", 90)]), {"L1": gbp(11), "L9": gbp(20)}, None, "line_not_found"),
    (invoice([Line("L1", 10), Line("L2", 90)]), {"L1": gbp(11)}, None, "amount_exceeds_line"),
]


@pytest.mark.parametrize(("of", "amount", "refund", "code"), EVERYTHING_WRONG, ids=map(str, range(12)))
def test_raising_the_lowest_rule_speaks(
    of: Invoice, amount: Money | dict[str, Money], refund: Money | None, code: str
) -> None:
    assert refusal(raise_credit(of, amount, refund=refund, policy=STRICT)).code == code


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (STRICT, "invoice_part_paid"),
        (Policy(), "payment_pending"),
        (Policy(pending_payment=PendingPayment.RESERVE), "refund_not_allowed"),
        (Policy(pending_payment=PendingPayment.RESERVE, refunds=Refunds.ALLOWED), "refund_exceeds_cash"),
    ],
)
def test_raising_the_next_rule_speaks_where_a_policy_is_milder(policy: Policy, code: str) -> None:
    part_paid = invoice(100, paid=50, pending=10)
    assert refusal(raise_credit(part_paid, {"L9": gbp(50)}, refund=gbp(20), policy=policy)).code == code


def test_beyond_what_can_be_reserved_comes_before_the_refund() -> None:
    policy = Policy(pending_payment=PendingPayment.RESERVE)
    part_paid = invoice(100, paid=50, pending=10)
    assert refusal(raise_credit(part_paid, gbp(91), refund=gbp(5), policy=policy)).code == "payment_pending"


UNKNOWN: list[tuple[Command, str]] = [
    (RaiseCredit(invoice="?", amount=eur(-1)), "invoice_not_found"),
    (Issue(invoice="?"), "invoice_not_found"),
    (ApplyCredit(invoice="?", amount=gbp(0), chosen=("?",)), "invoice_not_found"),
    (ApplyCredit(invoice="CLOSED", amount=gbp(0), chosen=("?",)), "credit_not_found"),
    (Unapply(invoice="?", credit="?"), "invoice_not_found"),
    (Unapply(invoice="CLOSED", amount=gbp(0), credit="?"), "credit_not_found"),
    (RecordPayment(invoice="?", amount=gbp(0)), "invoice_not_found"),
    (ClearPayment(invoice="?", amount=gbp(0)), "invoice_not_found"),
    (Cancel(invoice="?"), "invoice_not_found"),
    (WriteOff(invoice="?"), "invoice_not_found"),
    (VoidNote("?"), "note_not_found"),
    (VoidCredit("?"), "credit_not_found"),
    (RefundCredit("?", gbp(0)), "credit_not_found"),
]


@pytest.mark.parametrize(("command", "code"), UNKNOWN, ids=map(str, range(len(UNKNOWN))))
def test_unknown_ids_are_answered_before_all_else(command: Command, code: str) -> None:
    account = play(books(invoice(9, "CLOSED"), lot()), Cancel(invoice="CLOSED"))
    assert refused(account, command).code == code


def test_a_code_counts_where_the_rule_of_the_action_names_it() -> None:
    """`nothing_outstanding` of a payment is R28's, after the amount; of writing off R27's, after money on its way."""
    owes_nothing = books(invoice(9, paid=9))
    assert refused(owes_nothing, RecordPayment(invoice="INV-1", amount=gbp(0))).code == "amount_not_positive"
    on_the_way = books(on_its_way(invoice(9), 9))
    assert refused(on_the_way, WriteOff(invoice="INV-1")).code == "payment_pending"
    assert refused(on_the_way, ApplyCredit(invoice="INV-1")).code == "collection_in_progress"


def test_where_many_are_asked_for_each_refusal_is_an_answer() -> None:
    account = play(books(invoice(100)), RaiseCredits([("?", gbp(1)), ("INV-1", gbp(101)), ("INV-1", gbp(1))]))
    assert list(account.notes) == ["INV-1-CN1"]
