"""R28: account credit that arises without an invoice."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from attrs import field, frozen
from returns.result import Failure, Success

from credit_rules.checks import NOTE_SUFFIX
from credit_rules.credit import AccountCredit, CreditClass, GrantKind, names_a_product, scope
from credit_rules.money import Money
from credit_rules.outcome import CreditGranted, Outcome
from credit_rules.policy import JOININ, Grants, Policy
from credit_rules.rejection import CreditExists, GrantNotAllowed
from credit_rules.result import Decision
from credit_rules.rules.gates import refuse_amounts


@frozen(kw_only=True)
class Terms:
    """What a granted lot may be used for and when, as in `AccountCredit`; `usable_from` defaults to the date."""

    priority: int = 50
    usable_from: date | None = None
    expires_on: date | None = None
    products: tuple[str, ...] | None = field(default=None, converter=scope, validator=names_a_product)


UNLIMITED = Terms()
"""Usable at once, for anything, for ever."""


def grant(
    id: str,
    account: str,
    amount: Money,
    *,
    on: date,
    kind: GrantKind | None = None,
    credit_class: CreditClass | None = None,
    terms: Terms = UNLIMITED,
    taken: Container[str] = (),
    policy: Policy = JOININ,
) -> Decision:
    """Grant an account a lot of its own id: a gift, an opening balance or an overpayment (R28).

    :param kind: by default promotional for class promotional, else opening_balance
    :param credit_class: by default promotional for kind promotional, else paid
    :param taken: the ids of the account's lots

    Refused, in this order: `amount_not_positive`, `grant_not_allowed` (an overpayment may always be granted),
    `credit_exists` (taken, or it ends in `-CN` and digits). Law: `conservation`.

    :raises ValueError: the kind does not fit the class, or the terms make no lot

    >>> granted = grant("GIFT", "ann", Money(500, "GBP"), on=date(2026, 3, 1), kind=GrantKind.PROMOTIONAL)
    >>> granted.failure().code
    'grant_not_allowed'
    """
    kind, credit_class = _fitting(kind, credit_class)
    refusal = refuse_amounts(amount.currency, amount)
    if refusal is not None:
        return Failure(refusal)
    if kind is not GrantKind.OVERPAYMENT and policy.grants is Grants.FORBIDDEN:
        return Failure(GrantNotAllowed(kind.value))
    if not is_free(id, taken):
        return Failure(CreditExists(id))
    lot = AccountCredit(
        id,
        account,
        amount.currency,
        amount.amount_minor,
        credit_class=credit_class,
        issued_on=on,
        usable_from=on if terms.usable_from is None else terms.usable_from,
        expires_on=terms.expires_on,
        priority=terms.priority,
        products=terms.products,
    )
    granted = CreditGranted(lot, kind)
    return Success(Outcome(effects=(granted,), rules=("R28",), policy=policy.fingerprint, on=on, credits=(lot,)))


def is_free(id: str, taken: Container[str]) -> bool:
    """Tell whether a new lot may have that id: not taken, and not of the form kept for the lots of notes (R28)."""
    return id not in taken and NOTE_SUFFIX.search(id) is None


def _fitting(kind: GrantKind | None, credit_class: CreditClass | None) -> tuple[GrantKind, CreditClass]:
    gift = CreditClass.PROMOTIONAL
    if kind is None:
        kind = GrantKind.PROMOTIONAL if credit_class is gift else GrantKind.OPENING_BALANCE
    if credit_class is None:
        credit_class = gift if kind is GrantKind.PROMOTIONAL else CreditClass.PAID
    if kind is not GrantKind.OPENING_BALANCE and (kind is GrantKind.PROMOTIONAL) is not (credit_class is gift):
        raise ValueError(f"a grant of kind {kind.value} cannot be of class {credit_class.value}")
    return kind, credit_class
