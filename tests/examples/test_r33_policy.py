"""R33: policy is data: validated, with presets, and a fingerprint of its canonical form."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from credit_rules import (
    JOININ,
    PRESETS,
    CreditKey,
    Grants,
    InvoiceKey,
    PartPaid,
    PendingPayment,
    Policy,
    Refunds,
    Surplus,
    VoidUsed,
)
from credit_rules.policy import canonical
from examples.make import exactly

DEFAULTS = {
    "part_paid": PartPaid.SPLIT,
    "pending_payment": PendingPayment.REJECT,
    "surplus": Surplus.APPLIED_FIRST,
    "refunds": Refunds.FORBIDDEN,
    "void_used": VoidUsed.REJECT,
    "grants": Grants.FORBIDDEN,
    "credit_order": (CreditKey.EXPIRES_ON, CreditKey.ISSUED_ON),
    "invoice_order": (InvoiceKey.DUE_ON, InvoiceKey.ISSUED_ON),
}

ALL_KEYS = (
    "priority, expires_on, promotional_first, paid_first, usable_from, issued_on, narrowest_scope, smallest, largest"
)


def test_the_defaults_are_the_first_values_named() -> None:
    assert {name: getattr(Policy(), name) for name in DEFAULTS} == DEFAULTS
    assert Policy().minimum("GBP") == 0
    for choice in (PartPaid, PendingPayment, Surplus, Refunds, VoidUsed, Grants):
        assert next(iter(choice)) in DEFAULTS.values()


@pytest.mark.parametrize(
    ("choice", "values"),
    [
        (PartPaid, "split reject"),
        (PendingPayment, "reject reserve"),
        (Surplus, "applied_first cash_first proportional"),
        (Refunds, "forbidden allowed"),
        (VoidUsed, "reject unapply"),
        (Grants, "forbidden allowed"),
        (CreditKey, ALL_KEYS.replace(",", "")),
        (InvoiceKey, "due_on issued_on newest smallest largest"),
    ],
)
def test_the_values_of_each_choice(choice: Any, values: str) -> None:
    assert [each.value for each in choice] == values.split()


def test_the_presets() -> None:
    assert {
        "joinin": Policy(),
        "loveadmin": Policy(part_paid=PartPaid.REJECT),
        "stripe_grants": Policy(credit_order=keys("priority expires_on promotional_first usable_from issued_on")),
        "aws": Policy(credit_order=keys("expires_on narrowest_scope issued_on")),
        "lago": Policy(credit_order=keys("priority promotional_first issued_on")),
        "kill_bill": Policy(credit_order=keys("issued_on"), invoice_order=(InvoiceKey.ISSUED_ON,)),
        "oldest_first": Policy(credit_order=keys("issued_on"), invoice_order=(InvoiceKey.ISSUED_ON,)),
    } == PRESETS
    assert PRESETS["joinin"] is JOININ


def keys(names: str) -> tuple[CreditKey, ...]:
    return tuple(map(CreditKey, names.split()))


def test_the_presets_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PRESETS["mine"] = Policy()  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        JOININ.refunds = Refunds.ALLOWED  # type: ignore[misc]


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: made(part_paid="split"), "Policy.part_paid must be a PartPaid (split, reject), not 'split'"),
    (lambda: made(part_paid=PendingPayment.REJECT), "Policy.part_paid must be a PartPaid (split, reject), not "),
    (lambda: made(pending_payment="x"), "Policy.pending_payment must be a PendingPayment (reject, reserve), not 'x'"),
    (
        lambda: made(surplus=None),
        "Policy.surplus must be a Surplus (applied_first, cash_first, proportional), not None",
    ),
    (lambda: made(refunds=True), "Policy.refunds must be a Refunds (forbidden, allowed), not True"),
    (lambda: made(void_used=0), "Policy.void_used must be a VoidUsed (reject, unapply), not 0"),
    (lambda: made(grants="yes"), "Policy.grants must be a Grants (forbidden, allowed), not 'yes'"),
    (
        lambda: made(credit_order=["id"]),
        f"Policy.credit_order takes {ALL_KEYS}, not 'id'",
    ),
    (
        lambda: made(credit_order=[InvoiceKey.SMALLEST]),
        f"Policy.credit_order takes {ALL_KEYS}, not ",
    ),
    (
        lambda: made(invoice_order=["id"]),
        "Policy.invoice_order takes due_on, issued_on, newest, smallest, largest, not 'id'",
    ),
    (
        lambda: made(credit_order=[CreditKey.PRIORITY, CreditKey.SMALLEST, CreditKey.PRIORITY]),
        "Policy.credit_order names priority twice",
    ),
    (lambda: made(invoice_order=[InvoiceKey.DUE_ON] * 2), "Policy.invoice_order names due_on twice"),
    (
        lambda: made(minimum_collection={"GBP": -1}),
        "Policy.minimum_collection for GBP must be an int of 0 or more, not -1",
    ),
    (
        lambda: made(minimum_collection={"EUR": 5, "GBP": "0.50"}),
        "Policy.minimum_collection for GBP must be an int of 0 or more, not '0.50'",
    ),
    (
        lambda: made(minimum_collection={"GBP": 0.5}),
        "Policy.minimum_collection for GBP must be an int of 0 or more, not 0.5",
    ),
]


@pytest.mark.parametrize("amount", [5, 0])
@pytest.mark.parametrize("key", ["pounds", "gbp", "£", 826])
def test_a_minimum_is_of_a_currency(key: object, amount: int) -> None:
    allowed = "a currency code of three capital letters"
    with pytest.raises(ValueError, match=exactly(f"Policy.minimum_collection must be by {allowed}, not {key!r}")):
        made(minimum_collection={"GBP": 1, key: amount})


@pytest.mark.parametrize("amount", [True, False, 0.0, None, ""])
def test_a_minimum_is_an_int_and_nothing_that_only_counts_as_one(amount: object) -> None:
    """True would equal 1 and yet have another fingerprint; False would be dropped as 0 is."""
    message = f"Policy.minimum_collection for GBP must be an int of 0 or more, not {amount!r}"
    with pytest.raises(ValueError, match=exactly(message)):
        made(minimum_collection={"GBP": amount})


def made(**fields: Any) -> Policy:
    return Policy(**fields)


@pytest.mark.parametrize(("make", "message"), WRONG, ids=map(str, range(len(WRONG))))
def test_a_wrong_value_names_the_field_and_what_is_allowed(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=exactly(message).removesuffix("$")):
        make()


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(TypeError, match="'part_payed'"):
        made(part_payed=PartPaid.SPLIT)


def test_the_canonical_form() -> None:
    policy = Policy(minimum_collection={"JPY": 50, "GBP": 30}, credit_order=keys("priority smallest"), invoice_order=())
    assert canonical(policy).splitlines() == [
        "part_paid=split",
        "pending_payment=reject",
        "surplus=applied_first",
        "refunds=forbidden",
        "void_used=reject",
        "grants=forbidden",
        "minimum_collection=GBP:30,JPY:50",
        "credit_order=priority,smallest",
        "invoice_order=",
    ]


def test_equal_choices_have_equal_fingerprints_however_they_were_written() -> None:
    one = made(minimum_collection={"GBP": 50, "EUR": 0, "JPY": 1}, credit_order=[CreditKey.PRIORITY])
    other = made(minimum_collection={"JPY": 1, "GBP": 50}, credit_order=(CreditKey.PRIORITY,))
    assert one == other
    assert one.fingerprint == other.fingerprint
    assert hash(one) == hash(other)


def test_a_minimum_of_zero_is_none() -> None:
    assert made(minimum_collection={"GBP": 0}) == Policy()
    assert made(minimum_collection={"GBP": 0}).fingerprint == Policy().fingerprint


DIFFERENT = [
    Policy(),
    Policy(part_paid=PartPaid.REJECT),
    Policy(pending_payment=PendingPayment.RESERVE),
    Policy(surplus=Surplus.CASH_FIRST),
    Policy(surplus=Surplus.PROPORTIONAL),
    Policy(refunds=Refunds.ALLOWED),
    Policy(void_used=VoidUsed.UNAPPLY),
    Policy(grants=Grants.ALLOWED),
    Policy(minimum_collection={"GBP": 1}),
    Policy(minimum_collection={"EUR": 1}),
    Policy(minimum_collection={"GBP": 11}),
    Policy(credit_order=()),
    Policy(credit_order=keys("issued_on expires_on")),
    Policy(invoice_order=()),
    Policy(invoice_order=(InvoiceKey.ISSUED_ON, InvoiceKey.DUE_ON)),
]


def test_different_choices_have_different_fingerprints() -> None:
    assert len({policy.fingerprint for policy in DIFFERENT}) == len(DIFFERENT)


def test_the_fingerprint_of_the_default_never_changes() -> None:
    """It stands on every outcome ever recorded: a change here is a change of format."""
    assert JOININ.fingerprint == "ece15b96f8090862"


def test_a_policy_can_be_copied_pickled_and_evolved() -> None:
    policy = Policy(minimum_collection={"GBP": 50}, refunds=Refunds.ALLOWED)
    for other in (copy.deepcopy(policy), pickle.loads(pickle.dumps(policy)), evolve(policy)):
        assert (other, other.fingerprint) == (policy, policy.fingerprint)
    assert evolve(policy, refunds=Refunds.FORBIDDEN).minimum("GBP") == 50


def test_minimums_by_currency() -> None:
    policy = Policy(minimum_collection={"GBP": 50, "EUR": 30})
    assert [policy.minimum(currency) for currency in ("GBP", "EUR", "JPY")] == [50, 30, 0]
