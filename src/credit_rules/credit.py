"""Account credit: one lot of value held for an account, usable on its invoices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from attrs import Factory, evolve, field, frozen
from attrs.validators import optional

from credit_rules import checks


class CreditClass(StrEnum):
    """What a lot stands for: the customer's money, or a gift."""

    PAID = "paid"
    PROMOTIONAL = "promotional"


class GrantKind(StrEnum):
    """Where credit without an invoice comes from (R28)."""

    PROMOTIONAL = "promotional"
    OPENING_BALANCE = "opening_balance"
    OVERPAYMENT = "overpayment"


class Removal(StrEnum):
    """What took the rest of a lot, or a part of it, other than an invoice."""

    EXPIRED = "expired"
    VOIDED = "voided"
    PAID_OUT = "paid_out"


def scope(products: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return the products a lot is limited to, each once and sorted; None: it is not limited (R20)."""
    if isinstance(products, str):
        raise TypeError(f"products must be a collection of product names, not the text {products!r}")
    return None if products is None else tuple(sorted(set(products)))


def names_a_product(owner: object, _: object, products: tuple[str, ...] | None) -> None:
    """Allow None, or at least one product (R20)."""
    if products is not None and not (products and all(map(checks.is_identifier, products))):
        raise ValueError(
            f"{type(owner).__name__}.products must name at least one product, or be None, not {products!r}"
        )


@frozen(kw_only=True)
class AccountCredit:
    """One lot: value held for an account, usable on its invoices, with its own amount, class, expiry and scope.

    Amounts are in the currency's minor unit. Of `amount_minor`, `remaining_minor` is still unspent. The lot is usable
    from `usable_from` (inclusive) to `expires_on` (exclusive; None: never expires), on `products` (None: any).
    """

    id: str = field(kw_only=False, validator=checks.derived_identifier)
    account: str = field(kw_only=False, validator=checks.identifier)
    currency: str = field(kw_only=False, validator=checks.currency)
    amount_minor: int = field(kw_only=False, validator=checks.not_negative)
    remaining_minor: int = field(
        default=Factory(lambda lot: lot.amount_minor, takes_self=True), validator=checks.not_negative
    )
    credit_class: CreditClass = field(default=CreditClass.PAID, validator=checks.one_of(CreditClass))
    issued_on: date = field(validator=checks.day)
    usable_from: date = field(default=Factory(lambda lot: lot.issued_on, takes_self=True), validator=checks.day)
    expires_on: date | None = field(default=None, validator=optional(checks.day))
    priority: int = field(default=50, validator=checks.whole)
    products: tuple[str, ...] | None = field(default=None, converter=scope, validator=names_a_product)
    paused: bool = field(default=False, validator=checks.flag)
    voided: bool = field(default=False, validator=checks.flag)

    def __attrs_post_init__(self) -> None:
        if self.remaining_minor > self.amount_minor:
            raise ValueError(
                f"AccountCredit.remaining_minor must be at most amount_minor "
                f"({checks.shown(self.amount_minor)}), not {checks.shown(self.remaining_minor)}"
            )
        if self.expires_on is not None and self.expires_on <= self.usable_from:
            raise ValueError(
                f"AccountCredit.expires_on must be after usable_from ({self.usable_from}), not {self.expires_on}"
            )

    def has_expired(self, on: date) -> bool:
        """Tell whether the lot is past its expiry: the expiry date itself is too late (R17)."""
        return self.expires_on is not None and self.expires_on <= on

    def plus(self, amount_minor: int) -> AccountCredit:
        """Return the lot with that much more remaining (less, if negative), in minor units."""
        return evolve(self, remaining_minor=self.remaining_minor + amount_minor)
