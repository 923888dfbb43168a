"""R28: account credit without an invoice: what may be granted, and under which id."""

from __future__ import annotations

import pytest

from credit_rules import (
    AccountCredit,
    CreditClass,
    CreditGranted,
    Grant,
    GrantKind,
    Grants,
    Policy,
    RaiseCredit,
    Terms,
    grant,
)
from credit_rules.rejection import AmountNotPositive, CreditExists, GrantNotAllowed
from examples.make import DAY, TOMORROW, YESTERDAY, books, eur, exactly, gbp, invoice, lot, play, refusal, refused

ALLOWED = Policy(grants=Grants.ALLOWED)
PAID, GIFT = CreditClass.PAID, CreditClass.PROMOTIONAL
PROMOTIONAL, OPENING, OVERPAYMENT = GrantKind.PROMOTIONAL, GrantKind.OPENING_BALANCE, GrantKind.OVERPAYMENT


def granted(kind: GrantKind | None = None, credit_class: CreditClass | None = None) -> AccountCredit:
    decided = grant("G1", "ann", gbp(500), on=DAY, kind=kind, credit_class=credit_class, policy=ALLOWED).unwrap()
    (lot,) = decided.credits
    return lot


@pytest.mark.parametrize(
    ("kind", "credit_class", "granted_as"),
    [
        (None, None, (OPENING, PAID)),
        (None, PAID, (OPENING, PAID)),
        (None, GIFT, (PROMOTIONAL, GIFT)),
        (PROMOTIONAL, None, (PROMOTIONAL, GIFT)),
        (PROMOTIONAL, GIFT, (PROMOTIONAL, GIFT)),
        (OPENING, None, (OPENING, PAID)),
        (OPENING, PAID, (OPENING, PAID)),
        (OPENING, GIFT, (OPENING, GIFT)),
        (OVERPAYMENT, None, (OVERPAYMENT, PAID)),
        (OVERPAYMENT, PAID, (OVERPAYMENT, PAID)),
    ],
    ids=map(str, range(10)),
)
def test_kinds_and_classes(
    kind: GrantKind | None, credit_class: CreditClass | None, granted_as: tuple[GrantKind, CreditClass]
) -> None:
    outcome = grant("G1", "ann", gbp(5), on=DAY, kind=kind, credit_class=credit_class, policy=ALLOWED).unwrap()
    (effect,) = outcome.effects
    assert isinstance(effect, CreditGranted)
    assert (effect.kind, effect.credit.credit_class) == granted_as
    assert (outcome.credits, outcome.rules, outcome.on) == ((effect.credit,), ("R28",), DAY)


@pytest.mark.parametrize(
    ("kind", "credit_class", "message"),
    [
        (PROMOTIONAL, PAID, "a grant of kind promotional cannot be of class paid"),
        (OVERPAYMENT, GIFT, "a grant of kind overpayment cannot be of class promotional"),
    ],
)
def test_a_kind_that_does_not_fit_its_class(kind: GrantKind, credit_class: CreditClass, message: str) -> None:
    with pytest.raises(ValueError, match=exactly(message)):
        granted(kind, credit_class)


@pytest.mark.parametrize(
    ("kind", "credit_class"), [(PROMOTIONAL, None), (OPENING, GIFT), (OPENING, PAID), (None, None)]
)
def test_forbidden_by_default(kind: GrantKind | None, credit_class: CreditClass | None) -> None:
    refused_for = kind or OPENING
    decided = grant("G1", "ann", gbp(500), on=DAY, kind=kind, credit_class=credit_class)
    assert refusal(decided) == GrantNotAllowed(refused_for.value)


def test_an_overpayment_may_always_be_granted() -> None:
    outcome = grant("G1", "ann", gbp(5), on=DAY, kind=OVERPAYMENT).unwrap()
    assert outcome.credits == (lot("G1", 5),)


def test_the_terms_of_a_lot() -> None:
    terms = Terms(priority=7, usable_from=TOMORROW, expires_on=DAY.replace(year=2027), products=["swim", "gym"])
    outcome = grant("G1", "bob", eur(5), on=DAY, kind=PROMOTIONAL, terms=terms, policy=ALLOWED).unwrap()
    assert outcome.credits == (
        AccountCredit(
            "G1",
            "bob",
            "EUR",
            5,
            credit_class=GIFT,
            issued_on=DAY,
            usable_from=TOMORROW,
            expires_on=DAY.replace(year=2027),
            priority=7,
            products=("gym", "swim"),
        ),
    )


def test_without_terms_usable_at_once_for_anything_for_ever() -> None:
    made = granted()
    assert (made.usable_from, made.expires_on, made.products, made.priority) == (DAY, None, None, 50)


def test_terms_that_make_no_lot() -> None:
    never_usable = "AccountCredit.expires_on must be after usable_from (2026-03-01), not 2026-03-01"
    with pytest.raises(ValueError, match=exactly(never_usable)):
        grant("G1", "ann", gbp(5), on=DAY, terms=Terms(expires_on=DAY), policy=ALLOWED)
    with pytest.raises(ValueError, match="must name at least one product"):
        grant("G1", "ann", gbp(5), on=DAY, terms=Terms(products=[]), policy=ALLOWED)


def test_a_lot_may_be_usable_before_the_day_it_was_granted() -> None:
    terms = Terms(usable_from=YESTERDAY, expires_on=DAY)
    made = grant("G1", "ann", gbp(5), on=DAY, terms=terms, policy=ALLOWED).unwrap().credits[0]
    assert made.has_expired(DAY)


@pytest.mark.parametrize("id", ["C1", "INV-9-CN1", "-CN0", "x-CN007"])
def test_an_id_that_is_taken_or_kept_for_notes(id: str) -> None:
    command = Grant(id=id, account="ann", amount=gbp(5), kind=OVERPAYMENT)
    assert refused(books(lot("C1")), command) == CreditExists(id)


def test_the_id_of_a_notes_lot_is_taken() -> None:
    account = play(books(invoice(100, paid=100)), RaiseCredit(invoice="INV-1", amount=gbp(5)))
    command = Grant(id="INV-1-CN1", account="ann", amount=gbp(5), kind=OVERPAYMENT)
    assert refused(account, command) == CreditExists("INV-1-CN1")


def test_the_order_of_the_refusals() -> None:
    assert refusal(grant("C1", "ann", gbp(0), on=DAY, taken=["C1"])) == AmountNotPositive(gbp(0))
    assert refusal(grant("C1", "ann", gbp(5), on=DAY, taken=["C1"])) == GrantNotAllowed("opening_balance")
    assert refusal(grant("C1", "ann", gbp(5), on=DAY, taken=["C1"], policy=ALLOWED)) == CreditExists("C1")


def test_a_command_carries_everything() -> None:
    terms = Terms(expires_on=TOMORROW, priority=3)
    command = Grant(id="G1", account="bob", amount=gbp(5), kind=OPENING, credit_class=GIFT, terms=terms)
    account = play(books(), command, policy=ALLOWED)
    assert account.credits["G1"] == lot("G1", 5, account="bob", gift=True, until=TOMORROW, priority=3)
